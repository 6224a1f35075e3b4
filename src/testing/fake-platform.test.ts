import { expect, waitUntil } from '@open-wc/testing';
import { createMiptechClient } from '../core/index.js';
import type { MiptechClientHandle } from '../core/index.js';
import { FakePlatform } from './fake-platform.js';

describe('a client on the fake platform', () => {
  let platform: FakePlatform;
  let client: MiptechClientHandle;

  beforeEach(() => {
    platform = new FakePlatform();
    client = createMiptechClient(
      {
        apiUrl: platform.url,
        tenantId: 'miptech-company',
        tokenStorage: 'memory',
        reconnectDelay: 10,
      },
      platform.ports,
    );
    client.start();
  });

  afterEach(() => {
    client.destroy();
    platform.stop();
  });

  const last = (): string | undefined => client.transcript.get().messages.at(-1)?.text;

  it('registers, asks and reads a streamed answer', async () => {
    await client.session.register({ email: 'a@b.c', password: 'password', fullName: 'Ann' });
    client.chat.send('does it work?');
    await waitUntil(() => client.transcript.get().messages.at(-1)?.state === 'complete');
    expect(last()).to.equal('You asked: **does it work?**');
    expect(client.session.get().user?.name).to.equal('Ann');
  });

  it('survives dropped sockets without losing or doubling a message', async () => {
    await client.session.register({ email: 'a@b.c', password: 'password', fullName: 'Ann' });
    await waitUntil(() => client.connection.get().phase === 'ready');
    const lost = new Promise<void>((resolve) => {
      client.connection.subscribe(resolve);
    });
    platform.dropSockets();
    await lost;
    expect(client.connection.get().phase).to.equal('reconnecting');
    client.chat.send('typed meanwhile');
    await waitUntil(() => client.transcript.get().messages.at(-1)?.state === 'complete');
    expect(client.transcript.get().messages.map((message) => message.role)).to.deep.equal([
      'user',
      'assistant',
    ]);
  });

  it('refuses a wrong password and another tenant', async () => {
    await client.session.login({ email: 'x@y.z', password: 'no' }).catch(() => undefined);
    expect(client.session.get().error?.code).to.equal('invalid_credentials');
    const other = createMiptechClient({ apiUrl: platform.url, tenantId: 'other' }, platform.ports);
    await other.health.check();
    expect(other.health.get().error?.code).to.equal('tenant_not_found');
    other.destroy();
  });
});

import { expect } from '@open-wc/testing';
import type { MiptechClientHandle } from '../index.js';
import { createMiptechClient } from '../index.js';
import { settle } from '../../testing/manual-clock.js';
import type { ScriptedHost } from '../../testing/scripted-host.js';
import { workingHost } from '../../testing/scripted-host.js';

let host: ScriptedHost;
let client: MiptechClientHandle;

async function connected(facts: object): Promise<void> {
  host = workingHost();
  host.routes.set('GET /admin/tenant', () => ({ body: facts }));
  client = createMiptechClient({ apiUrl: 'http://platform.test', tenantId: 'acme' }, host.ports);
  client.start();
  await client.session.login({ email: 'ann@example.com', password: 'secret-password' });
  await settle();
  host.socket.stand();
  await settle();
}

async function ask(end: () => void): Promise<void> {
  client.chat.send('Hello');
  await settle();
  end();
  await settle();
}

const answered = (): void => {
  host.socket.receive('response_start', { message_id: 'a' });
  host.socket.receive('response_complete', { message_id: 'a', content: 'Fine.' });
};

describe('the limits of a tenant', () => {
  afterEach(() => {
    client.destroy();
  });

  it('come with what is used of them, by either name', async () => {
    const limits = { messages_per_day: 100, api_calls_per_minute: 9 };
    for (const [usage, read] of [
      [{ messages_today: 7 }, { messages_per_day: 7 }],
      [{ messages_per_day: 8 }, { messages_per_day: 8 }],
      [{ messages_per_day: 'many' }, {}],
      [undefined, {}],
    ]) {
      await connected({ limits, usage });
      expect((await client.tenant.load()).usage).to.deep.equal(read);
      client.destroy();
    }
  });

  it('are counted, and asked for again near their end', async () => {
    let used = 88;
    await connected({});
    host.routes.set('GET /admin/tenant', () => ({
      body: { limits: { messages_per_day: 100 }, usage: { messages_today: used } },
    }));
    await client.tenant.load();
    await ask(answered);
    expect(client.tenant.get().usage).to.deep.equal({ messages_per_day: 89 });
    expect(host.count('GET /admin/tenant')).to.equal(1);
    used = 97;
    await ask(answered);
    expect(client.tenant.get().usage, 'others write too').to.deep.equal({ messages_per_day: 97 });
  });

  it('are known to be used up by a refusal for the day, until an answer comes', async () => {
    await connected({ limits: { messages_per_day: 100 } });
    await client.tenant.load();
    await ask(() => {
      host.socket.receive('rate_limit_exceeded', { limit: 100, window: '1 day', retry_after: 1 });
    });
    expect(client.tenant.get().usage).to.deep.equal({ messages_per_day: 100 });
    await client.tenant.load();
    expect(client.tenant.get().usage).to.deep.equal({ messages_per_day: 100 });
    await host.clock.advance(5000);
    answered();
    await settle();
    expect(client.tenant.get().usage).to.deep.equal({});
  });

  it('are not used up by a refusal for the minute', async () => {
    await connected({ limits: { messages_per_day: 100 } });
    await client.tenant.load();
    await ask(() => {
      host.socket.receive('rate_limit_exceeded', { limit: 60, window: '1 minute', retry_after: 1 });
    });
    expect(client.tenant.get().usage).to.deep.equal({});
  });
});

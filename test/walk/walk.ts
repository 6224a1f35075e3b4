/**
 * A person's walk through sign-in and chat, against the real platform: by keyboard alone,
 * and with a finger on a small screen. A step needs the ones before it.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { RestartablePlatform, servePage } from '../e2e/harness.js';
import type { BarePage } from '../e2e/harness.js';
import { DEMO, TENANT } from '../platform/harness.js';
import { launchDriver } from './drivers.js';
import type { Driver, Engine, Size } from './drivers.js';
import { Person } from './person.js';

interface Way {
  readonly name: string;
  readonly size: Size;
  readonly keyboard: boolean;
}

const ways: readonly Way[] = [
  { name: 'by keyboard alone', size: { width: 1280, height: 900, touch: false }, keyboard: true },
  {
    name: 'with a finger at 360 px',
    size: { width: 360, height: 740, touch: true },
    keyboard: false,
  },
];

const page = (platform: string): string => `<!doctype html>
<html lang="en">
  <head>
    <title>Ask us</title>
    <meta name="viewport" content="width=device-width" />
    <link rel="icon" href="data:," />
    <script type="module" src="/miptech.min.js"></script>
  </head>
  <body>
    <main>
      <h1>Ask us</h1>
      <miptech-provider api-url="${platform}" tenant-id="${TENANT}">
        <miptech-login></miptech-login>
        <miptech-chat chats></miptech-chat>
      </miptech-provider>
    </main>
  </body>
</html>`;

/** What the platform has stored of the person's questions, from all their chats. */
async function storedQuestions(url: string): Promise<readonly string[]> {
  const call = async (path: string, token = '', body?: object): Promise<unknown> => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        'Content-Type': 'application/json',
        'X-Tenant-ID': TENANT,
        ...(token === '' ? {} : { Authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as { data?: unknown };
    return answer.data ?? answer;
  };
  const account = { ...DEMO, tenant_id: TENANT };
  const { access_token: token } = (await call('/auth/login', '', account)) as {
    access_token: string;
  };
  const { chats } = (await call('/chat/list', token)) as { chats: { chat_id: string }[] };
  const found = await Promise.all(
    chats.map(({ chat_id }) => call(`/chat/${chat_id}`, token) as Promise<{ messages: [] }>),
  );
  return found
    .flatMap(({ messages }) => messages as { role: string; content: string }[])
    .filter(({ role }) => role === 'user')
    .map(({ content }) => content);
}

const field = /^Message$/;
const suggestion = /^How do I add the chat to my page\?/;

/** The walk in `engine`, once in each way. */
export function walk(engine: Engine): void {
  for (const { name, size, keyboard } of ways) {
    describe(`${engine}, ${name}`, () => {
      let platform: RestartablePlatform;
      let site: BarePage;
      let driver: Driver;
      let person: Person;

      before(async () => {
        platform = await RestartablePlatform.start({ MIPTECH_CHUNK_MS: '12' });
        site = await servePage(() => page(platform.url));
        driver = await launchDriver(engine, size);
        person = new Person(driver, { keyboard });
        await driver.open(site.url);
      });

      after(async () => {
        await driver.close();
        site.close();
        await platform.kill();
      });

      test('signs in', async () => {
        await person.writes(/^Email/, DEMO.email);
        await person.writes(/^Password$/, DEMO.password);
        await person.presses('button', /^Sign in$/);
        await person.sees('textbox', field);
      });

      test('picks a suggestion', async () => {
        await person.presses('button', suggestion);
        await person.answers(1);
      });

      test('sends, and stops the answer', async () => {
        await person.writes(field, 'How do I change the colours?');
        await person.key('Enter');
        await person.presses('button', /^Stop the answer$/);
        await person.reads(/Stopped\./);
      });

      test('edits the question and sends it again', async () => {
        await person.presses('button', /^Edit$/);
        await person.reads(/Editing your last message/);
        await person.key('End');
        await person.types(' Please.');
        await person.key('Enter');
        await person.readsNo(/Editing your last message/);
        await person.reads(/How do I change the colours\? Please\./);
        await person.answers(3);
      });

      test('writes two messages while the platform is away, and both arrive once', async () => {
        await platform.kill();
        await person.reads(/Connection lost/);
        await person.writes(field, 'The first while away');
        await person.key('Enter');
        await person.writes(field, 'The second while away');
        await person.key('Enter');
        await person.reads(/2 messages wait to be sent/);
        await platform.start();
        await person.readsNo(/to be sent/);
        await person.answers(5);
        const stored = await storedQuestions(platform.url);
        for (const text of ['The first while away', 'The second while away']) {
          assert.equal(stored.filter((one) => one === text).length, 1, text);
        }
      });

      test('begins a new chat, and opens the old one', async () => {
        await person.presses('button', /^New chat$/);
        await person.sees('button', suggestion);
        await person.writes(field, 'Where are tokens stored?');
        await person.key('Enter');
        await person.answers(1);
        await person.readsNo(/The second while away/);
        // In a narrow chat the list is behind a button.
        const item = /^How do I add the chat to my page\?/;
        if ((await person.all('button', item)).length === 0) {
          await person.presses('button', /^Chats/);
        }
        await person.picks(/^(Where are tokens|How do I add the chat)/, item);
        await person.reads(/The second while away/);
      });

      test('finds it again after a reload', async () => {
        await driver.reload();
        await person.reads(/The second while away/);
      });

      test('signs out, and leaves nothing behind', async () => {
        await person.presses('button', /demo@example\.com/);
        await person.presses('button', /^Sign out$/);
        await person.sees('textbox', /^Email/);
        await person.readsNo(/while away|tokens stored/);
      });
    });
  }
}

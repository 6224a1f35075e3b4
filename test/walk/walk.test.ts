/**
 * A person's walk through sign-in and chat, against the real platform, in Chromium, Firefox and
 * WebKitGTK: once with a pointer, once by keyboard alone, and once with a finger on a small screen.
 */
import { after, before, describe, test } from 'node:test';
import { RestartablePlatform, servePage } from '../e2e/harness.js';
import type { BarePage } from '../e2e/harness.js';
import { launchDriver } from './drivers.js';
import type { Driver, Engine, Size } from './drivers.js';
import { Person } from './person.js';

interface Way {
  readonly name: string;
  readonly size: Size;
  readonly keyboard: boolean;
}

const engines: readonly Engine[] = ['chromium', 'firefox', 'webkit'];
const ways: readonly Way[] = [
  { name: 'by keyboard alone', size: { width: 1280, height: 900, touch: false }, keyboard: true },
  {
    name: 'with a finger at 360 px',
    size: { width: 360, height: 740, touch: true },
    keyboard: false,
  },
];

for (const engine of engines) {
  for (const { name, size, keyboard } of ways) {
    describe(`${engine}, ${name}`, () => {
      let platform: RestartablePlatform;
      let site: BarePage;
      let driver: Driver;
      let person: Person;

      before(async () => {
        platform = await RestartablePlatform.start({ MIPTECH_CHUNK_MS: '20' });
        site = await servePage(
          () => `<!doctype html>
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
      <miptech-provider api-url="${platform.url}" tenant-id="miptech-company">
        <miptech-login></miptech-login>
        <miptech-chat></miptech-chat>
      </miptech-provider>
    </main>
  </body>
</html>`,
        );
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
        await person.writes(/^Email/, 'demo@example.com');
        await person.writes(/^Password$/, 'demo-password');
        await person.presses('button', /^Sign in$/);
        await person.sees('textbox', /^Message$/);
      });

      test('sends and reads an answer', async () => {
        await person.writes(/^Message$/, 'How do I set the tenant?');
        await person.key('Enter');
        await person.reads(/tenant-id/);
      });
    });
  }
}

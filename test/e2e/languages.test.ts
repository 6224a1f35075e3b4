/** A page with the script tag in its own language, under the strictest policy and without a platform. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { buildIfStale } from '../../scripts/build.mjs';
import { root } from '../../scripts/prepare.mjs';
import { launch, POLICY } from './harness.js';

const asked: string[] = [];

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://page');
  if (pathname === '/') {
    response.setHeader('content-security-policy', POLICY);
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(`<!doctype html><html lang="${searchParams.get('lang') ?? 'en'}">
<title>Page</title><link rel="icon" href="data:," /><script type="module" src="/elements/miptech.min.js"></script>
<miptech-login></miptech-login>`);
    return;
  }
  asked.push(pathname);
  void readFile(join(root, 'dist/cdn', pathname.replace('/elements/', ''))).then(
    (script) => {
      response.setHeader('content-type', 'text/javascript');
      response.end(script);
    },
    () => {
      response.statusCode = 404;
      response.end();
    },
  );
});

describe('a page with the script tag', () => {
  let browser: Browser;
  let page: Page;

  before(async () => {
    assert(await buildIfStale());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    browser = await launch();
  });

  after(async () => {
    await browser.close();
    server.close();
  });

  const open = async (language: string): Promise<readonly string[]> => {
    page = await browser.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    asked.length = 0;
    const { port } = server.address() as AddressInfo;
    await page.goto(`http://127.0.0.1:${String(port)}/?lang=${language}`);
    return complaints;
  };

  const texts = {
    ar: 'غير متصل بأي خدمة.',
    'de-CH': 'Nicht mit einem Dienst verbunden.',
    es: 'Sin conexión a ningún servicio.',
    fr: 'Aucun service connecté.',
    ja: 'サービスに接続されていません。',
  };
  for (const [language, text] of Object.entries(texts)) {
    it(`has no texts in ${language}, or the policy refuses their file`, async () => {
      const complaints = await open(language);
      await page.getByText(text).waitFor();
      const file = `/elements/miptech-${language.slice(0, 2)}.min.js`;
      assert.deepEqual(asked, ['/elements/miptech.min.js', file]);
      assert.deepEqual(complaints, []);
      await page.close();
    });
  }

  it('in English loads the texts of another language', async () => {
    await open('en');
    await page.getByText('Not connected to a service.').waitFor();
    assert.deepEqual(asked, ['/elements/miptech.min.js']);
    await page.close();
  });
});

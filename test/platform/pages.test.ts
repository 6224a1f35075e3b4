/** The demo page and the built library: found, typed, guarded by a policy, and clear when absent. */
import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, it } from 'node:test';
import type { Platform } from '../../demo/platform/server.js';
import { startPlatform, temporaryFolder } from './harness.js';

let platform: Platform;
let root: string;

before(async () => {
  root = await temporaryFolder();
  await mkdir(path.join(root, 'demo'));
  await mkdir(path.join(root, 'dist', 'cdn'), { recursive: true });
  await writeFile(path.join(root, 'dist', 'cdn', 'library.js'), 'export {};');
  await writeFile(path.join(root, 'secret.txt'), 'secret');
  await symlink(path.join(root, 'secret.txt'), path.join(root, 'dist', 'leak.txt'));
  platform = await startPlatform({ root });
});
after(() => platform.close());

it('without a demo page the root says so in words', async () => {
  const response = await fetch(platform.url);
  assert.equal(response.status, 200);
  assert.match(response.headers.get('content-type') ?? '', /^text\/plain/);
  assert.match(await response.text(), /demo\/index\.html is missing/);
});

it('the demo page comes with a policy that lets it talk to this machine only', async () => {
  await writeFile(path.join(root, 'demo', 'index.html'), '<!doctype html><title>Demo</title>');
  const response = await fetch(platform.url);
  assert.equal(response.headers.get('content-type'), 'text/html; charset=utf-8');
  const policy = response.headers.get('content-security-policy') ?? '';
  assert.match(policy, /require-trusted-types-for 'script'; trusted-types lit-html/);
  const connect = /connect-src ([^;]+)/.exec(policy)?.[1] ?? '';
  for (const source of connect.split(' ')) {
    assert.match(source, /^'self'$|^(?:http|ws):\/\/(?:localhost|127\.0\.0\.1):\*$/);
  }
});

it('a script is served as one, again only if it changed', async () => {
  const address = `${platform.url}/dist/cdn/library.js`;
  const first = await fetch(address);
  assert.equal(first.headers.get('content-type'), 'text/javascript; charset=utf-8');
  assert.equal(first.headers.get('cache-control'), 'no-cache');
  const tag = first.headers.get('etag') ?? '';
  const again = await fetch(address, { headers: { 'If-None-Match': tag } });
  assert.equal(again.status, 304);
});

it('a link that leads out of the folder is not followed', async () => {
  assert.equal((await fetch(`${platform.url}/dist/leak.txt`)).status, 404);
  assert.equal((await fetch(`${platform.url}/dist/cdn`)).status, 404);
});

/** What the doctor can say is documented and planted, each code, and every issue of the platform’s guide. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { Anchors } from '../../demo/platform/answers/sections.js';
import { plantedFaults } from '../../scripts/planted-faults.mjs';
import { findings } from '../../src/core/doctor/findings.js';
import { checkNames } from '../../src/core/index.js';
import { ROOT } from '../platform/harness.js';

const codes = Object.keys(findings);
const page = readFileSync(path.join(ROOT, 'docs/troubleshooting.md'), 'utf8');
const planted = plantedFaults();

test('a finding has no section of its own name, or a section no finding', () => {
  const headings = [...page.matchAll(/^### (.+)$/gm)].map(([, heading = '']) => heading);
  assert.deepEqual(headings, codes);
  const anchors = new Anchors();
  assert.deepEqual(
    headings.map((heading) => anchors.next(heading)),
    codes,
    'a page makes another anchor of a heading',
  );
});

test('a finding is never planted, or something is found that is none', () => {
  const said = planted.flatMap((fault) => fault.said);
  assert.deepEqual([...new Set(said.map(({ finding }) => finding))].sort(), [...codes].sort());
  const unknown = said.filter(({ check }) => !(checkNames as readonly string[]).includes(check));
  assert.deepEqual(unknown, []);
});

test('a text of a finding is no whole sentence', () => {
  for (const [code, { message, fix }] of Object.entries(findings)) {
    assert.match(message, /^(?:[A-Z]|ws-url|api-url|apiKey).*[.}]$/s, code);
    assert.match(fix, /^[A-Z].*[.}]$/s, code);
  }
});

describe('an issue of the guide’s troubleshooting is recognised by no check', () => {
  const issues: readonly [string, RegExp, string][] = [
    ['GET /health returned 404', /`GET \/health` returned 404/, 'wrong_path'],
    ['(tenant: unknown)', /tenant: unknown/, 'tenant_header_missing'],
    ['422 on /api/v1/chat/', /^422 on `\/api\/v1\/chat/, 'tenant_header_missing'],
    ['401 Unauthorized', /^401/, 'not_signed_in'],
    ['403 Forbidden', /^403/, 'forbidden'],
    ['429 Rate Limit', /^429/, 'rate_limited'],
    ['500 Internal Server Error', /answers 500/, 'platform_error'],
    ['WebSocket 403 Forbidden', /socket is refused \(403\)/, 'handshake_refused'],
    ['incorrect WebSocket URL', /`ws-url` holds/, 'ws_url_path'],
    ['CORS error', /`CORS_ORIGINS`/, 'cors_refused'],
    ['tenant not found', /TENANT_NOT_FOUND/, 'tenant_unknown'],
    ['rate limiting', /RATE_LIMIT_EXCEEDED/, 'rate_limited'],
    ['1008, WebSocket rate limited', /\(1008\)/, 'rate_limited'],
    ['1011, WebSocket internal error', /\(1011\)/, 'closed_at_once'],
    ['connection timeout', /^connection timeout/, 'handshake_timeout'],
    ['the backend does not run', /platform is down/, 'platform_down'],
    ['upgrades are not allowed', /takes the upgrade out/, 'upgrade_stripped'],
  ];
  for (const [issue, fault, finding] of issues) {
    test(issue, () => {
      const found = planted.filter((one) => fault.test(one.fault));
      assert.ok(
        found.some(({ said }) => said.some((one) => one.finding === finding)),
        JSON.stringify(found),
      );
    });
  }
});

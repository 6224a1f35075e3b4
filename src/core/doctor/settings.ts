/**
 * The first check: settings that were accepted and are wrong all the same, and what those that were
 * refused mean. Asks nobody.
 */
import { paths, restUrl } from '../protocol/urls.js';
import type { Settings } from '../config.js';
import type { Ports } from '../ports.js';
import type { Problem } from '../protocol/errors.js';
import type { FindingCode } from './findings.js';
import { failed, passed, warned } from './look.js';
import type { Look, Result } from './look.js';

const local = new Set(['localhost', '127.0.0.1', '[::1]']);

export function isLocal(address: string): boolean {
  return local.has(new URL(address).hostname);
}

function plain(address: string): boolean {
  return /^(?:http|ws):/.test(address) && !isLocal(address);
}

/** The accepted settings of a client: what is only likely to be wrong, the calls will show. */
export function checkSettings({ settings, ports }: Look): Result {
  const { apiUrl, wsUrl, apiVersion, tenantId } = settings;
  const evidence = { apiUrl, wsUrl, apiVersion, tenant: tenantId };
  if (/\/api(?:\/v\d+)?$/i.test(new URL(apiUrl).pathname)) {
    return warned('api_url_path', { ...evidence, url: restUrl(settings, paths.health) });
  }
  if (/\/ws(?:\/|$)|\/api(?:\/v\d+)?$/i.test(new URL(wsUrl).pathname)) {
    return warned('ws_url_path', evidence);
  }
  if (publicKey(settings, ports)) return warned('api_key_in_browser', evidence);
  if (plain(apiUrl) || plain(wsUrl)) return warned('insecure_http', evidence);
  return passed('The settings are complete, and nothing in them looks wrong.', evidence);
}

function publicKey({ apiKey }: Settings, { pageHostname }: Ports): boolean {
  return apiKey !== null && pageHostname !== null && !local.has(pageHostname);
}

function codeOf({ name, message }: Problem): FindingCode {
  if (name === 'tenant-id' && /is nothing/.test(message)) return 'tenant_missing';
  if (/a page on https may not call/.test(message)) return 'mixed_content';
  if (name === 'ws-url' && /write a full address/.test(message)) return 'ws_url_scheme';
  return 'setting_refused';
}

/** Settings that were refused, so that there is no client. */
export function refusedSettings(problems: readonly Problem[]): Result {
  const codes = problems.map(codeOf);
  const worst = codes.find((code) => code !== 'setting_refused') ?? 'setting_refused';
  return failed(worst, { problems: problems.map(({ message }) => message).join(' ') });
}

/**
 * The rule for every test, whatever it is about: a token is in the Authorization header, in the
 * address of the socket and in the chosen store, a password in the body of a sign-in, and nowhere
 * else. Owns the places that are searched; does not know what happened.
 */
import type { MiptechClientHandle } from '../../src/core/index.js';
import type { ScriptedHost, ScriptedRequest } from '../../src/testing/scripted-host.js';

/** Shorter ones are a test's own, and could be any word. */
const shortest = 9;

/** A value as text, errors with all that they tell. */
export function written(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part instanceof Error ? { ...part, message: part.message, stack: part.stack } : part,
  );
}

function secretsOf({ token, body }: ScriptedRequest): string[] {
  return [token, body['refresh_token'], body['password']].filter(
    (secret): secret is string => typeof secret === 'string' && secret.length >= shortest,
  );
}

/** The body without what belongs into it. */
function bodyOf({ path, body }: ScriptedRequest): string {
  const own = path === '/auth/refresh' ? 'refresh_token' : 'password';
  return written(path.startsWith('/auth/') ? { ...body, [own]: undefined } : body);
}

function addressOf(url: string): string {
  const address = new URL(url);
  address.searchParams.delete('token');
  return address.href;
}

/**
 * Where a secret is and must not be, as sentences.
 * @param told the states that connection and session had, as text
 */
export function leaks(
  host: ScriptedHost,
  client: MiptechClientHandle,
  told: Iterable<string>,
): string[] {
  const { requests, sockets, logged } = host;
  const secrets = new Set(requests.flatMap(secretsOf));
  const stored = [...host.storage.values, ...host.sessionStorage.values];
  // An entry that is the token is the store that was chosen; one that only holds it is another.
  const others = stored.filter(([, value]) => !secrets.has(value));
  const places: [string, string][] = [
    ['the log', logged.join('\n')],
    ['a state', [...told, written(client.health.get())].join('\n')],
    ['the transcript', written(client.transcript.get())],
    ['the settings', written(client.settings)],
    ['a frame', written(sockets.map(({ sent }) => sent))],
    ['the address of a socket', sockets.map(({ url }) => addressOf(url)).join('\n')],
    ['a path', requests.map(({ path }) => path).join('\n')],
    ['a body', requests.map(bodyOf).join('\n')],
    ['a storage key', stored.map(([key]) => key).join('\n')],
    ...others.map(([key, value]): [string, string] => [`the entry ${key}`, value]),
  ];
  return [...secrets].flatMap((secret) =>
    places
      .filter(([, text]) => text.includes(secret))
      .map(([place]) => `a token or a password is in ${place}`),
  );
}

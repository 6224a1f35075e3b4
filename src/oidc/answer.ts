/**
 * The provider's answer in the page's address: known by a mark of this library and client, and
 * taken out of the address at once. Does not know what the answer is worth.
 */

/**
 * How an answer comes: to the page that was left, to a window, or to a hidden frame; `left` and
 * `left-popup` are the ways back from a sign-out.
 */
export type Way = 'redirect' | 'popup' | 'frame' | 'left' | 'left-popup';

export interface Answer {
  readonly way: Way;
  /** The id of the request that it answers. */
  readonly id: string;
  /** The address as it came. Holds a code, which is worth nothing without the request's secret. */
  readonly url: string;
}

/** What providers put into an address: the standard's names, and no name of the page's own. */
const names = ['code', 'state', 'iss', 'session_state', 'error', 'error_description', 'error_uri'];

/** A short name of an issuer and a client, to tell several apart; not a secret. */
export function keyOf(authority: string, clientId: string): string {
  let hash = 0x811c9dc5;
  for (const sign of `${authority} ${clientId}`) {
    hash = Math.imul(hash ^ (sign.codePointAt(0) ?? 0), 0x01000193);
  }
  return (hash >>> 0).toString(36);
}

/** What stands behind the id in `state`. */
export function markOf(way: Way, key: string): string {
  return `miptech-${way}-${key}`;
}

/** The answer for `key` in `url`; null where there is none, or one for somebody else. */
export function answerIn(url: string, key: string): Answer | null {
  const state = new URL(url).searchParams.get('state') ?? '';
  const [, id = '', way = '', owner = ''] =
    /^([\w-]+);miptech-(redirect|popup|frame|left|left-popup)-(\w+)$/.exec(state) ?? [];
  return owner === key && id !== '' ? { way: way as Way, id, url } : null;
}

/** `url` without the answer; everything of the page's own stays. */
export function withoutAnswer(url: string): string {
  const clean = new URL(url);
  for (const name of names) clean.searchParams.delete(name);
  return clean.href;
}

/** Puts `place` into the address bar, and no entry into the history. */
export function show(place: string): void {
  history.replaceState(history.state, '', place);
}

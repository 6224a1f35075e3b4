/**
 * What is worth announcing of the REST side and of the connection, and what of it was said already.
 * Does not know how it is said.
 */
import { restRow, webSocketRow } from './rows.js';
import type { Row, StatusView } from './rows.js';
import type { StatusStrings } from './strings.js';

/** Phases that come to an end by themselves in a moment: a step of an attempt is no news. */
const passing = new Set<string>(['unknown', 'idle', 'checking', 'creating', 'connecting']);

/** A text, and what stays the same where the words are others only. */
interface Word {
  readonly text: string;
  readonly of: string;
}

/**
 * What is worth announcing of the REST side and of the connection; null for what is under way. Stays
 * the same while only seconds pass, attempts are counted or their steps follow each other.
 */
export function newsOf(
  view: StatusView,
  strings: StatusStrings,
): { readonly rest: Word | null; readonly socket: Word | null } {
  const { phase, terminal } = view.connection;
  const told = ({ name, word, sentence }: Row, of: string): Word | null =>
    passing.has(of) ? null : { text: [`${name}: ${word}`, sentence].filter(Boolean).join(' '), of };
  return {
    rest: told(restRow(view, strings), view.health.phase),
    socket: told(webSocketRow(view, strings), terminal ? `${phase}, for good` : phase),
  };
}

export class News {
  /** What was said last, or was so at first; undefined where the next word is news. */
  #said: { rest?: string | undefined; socket?: string | undefined } | null = null;

  /** The next word on the REST side is news, also where it is the same as before. */
  ask(): void {
    if (this.#said !== null) this.#said.rest = undefined;
  }

  /** What to say now, after an update. Of a client that is new, and in another language, nothing. */
  since(view: StatusView | undefined, strings: StatusStrings): readonly string[] {
    if (view === undefined) {
      this.#said = null;
      return [];
    }
    const { rest, socket } = newsOf(view, strings);
    const before = this.#said;
    this.#said = { rest: rest?.of ?? before?.rest, socket: socket?.of ?? before?.socket };
    if (before === null) return [];
    return [
      ...(rest === null || rest.of === before.rest ? [] : [rest.text]),
      ...(socket === null || socket.of === before.socket ? [] : [socket.text]),
    ];
  }
}

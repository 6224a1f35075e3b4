/**
 * What is worth announcing of the REST side and of the connection, and what of it was said already.
 * Does not know how it is said.
 */
import { restRow, webSocketRow } from './rows.js';
import type { Row, StatusView } from './rows.js';
import type { StatusStrings } from './strings.js';

/** Phases that come to an end by themselves in a moment: a step of an attempt is no news. */
const passing = new Set<string>(['unknown', 'idle', 'checking', 'creating', 'connecting']);

/**
 * What is worth announcing of the REST side and of the connection; null for what is under way. Stays
 * the same while only seconds pass, attempts are counted or their steps follow each other.
 */
export function newsOf(
  view: StatusView,
  strings: StatusStrings,
): { readonly rest: string | null; readonly socket: string | null } {
  const told = ({ name, word, sentence }: Row, phase: string): string | null =>
    passing.has(phase) ? null : [`${name}: ${word}`, sentence].filter(Boolean).join(' ');
  return {
    rest: told(restRow(view, strings), view.health.phase),
    socket: told(webSocketRow(view, strings), view.connection.phase),
  };
}

export class News {
  /** What was said last, or was so at first; undefined where the next word is news. */
  #said: { rest?: string | undefined; socket?: string | undefined } | null = null;

  /** The next word on the REST side is news, also where it is the same as before. */
  ask(): void {
    if (this.#said !== null) this.#said.rest = undefined;
  }

  /** What to say now, after an update. Of a client that is new, nothing. */
  since(view: StatusView | undefined, strings: StatusStrings): readonly string[] {
    if (view === undefined) {
      this.#said = null;
      return [];
    }
    const { rest, socket } = newsOf(view, strings);
    const before = this.#said;
    this.#said = { rest: rest ?? before?.rest, socket: socket ?? before?.socket };
    if (before === null) return [];
    return [
      ...(rest === null || rest === before.rest ? [] : [rest]),
      ...(socket === null || socket === before.socket ? [] : [socket]),
    ];
  }
}

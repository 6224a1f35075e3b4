import type { Inline, Span } from './tokens.js';

/**
 * Finds which runs of `*`, `_` and `~` belong together and builds the spans between them: the
 * delimiter stack of CommonMark, in time that is linear in the number of runs. It knows nothing of
 * links, code or where a run may stand.
 */

/** How deep spans nest; deeper ones show their marks. */
export const maximumSpanDepth = 32;

/** Two ends that have found each other. */
interface Pair {
  readonly type: Span['type'];
  readonly marks: string;
  /** It lies too deep: its marks are text. */
  flat: boolean;
}

/** A run of `*`, `_` or `~` among the tokens of a paragraph. */
export interface Delimiter {
  readonly type: 'delimiter';
  readonly character: string;
  readonly original: number;
  /** What is left of it: what no other run has taken. */
  length: number;
  readonly opens: boolean;
  readonly closes: boolean;
  /** Its place among the runs of the paragraph. */
  readonly index: number;
  /** While the text is being written: it is taken for an opening one without its other half. */
  readonly eager: boolean;
  /** Both from the innermost outwards. */
  readonly opened: Pair[];
  readonly closed: Pair[];
}

export type Node = Inline | Delimiter;

/** Pairs the runs with each other, and returns those that might have opened a span but did not. */
export function pairDelimiters(delimiters: readonly Delimiter[]): Set<Delimiter> {
  const open: Delimiter[] = [];
  // For each kind of run: before this place is none that it closes.
  const bottoms = new Map<string, number>();
  for (const closer of delimiters) {
    const { character, original, opens, index } = closer;
    const kind = character + String(character === '~' ? original : original % 3) + String(opens);
    while (closer.closes && closer.length > 0) {
      let place = open.length - 1;
      const bottom = bottoms.get(kind) ?? -1;
      while (place >= 0 && !fits(open[place], closer, bottom)) {
        place = (open[place]?.index ?? 0) < bottom ? -1 : place - 1;
      }
      const opener = open[place];
      if (opener === undefined) {
        bottoms.set(kind, index);
        break;
      }
      open.length = place + 1;
      join(opener, closer);
      if (opener.length === 0) open.pop();
    }
    if (opens && closer.length > 0) open.push(closer);
  }
  return new Set(open);
}

function fits(opener: Delimiter | undefined, closer: Delimiter, bottom: number): boolean {
  if (opener?.character !== closer.character || opener.index < bottom) return false;
  if (closer.character === '~') return opener.original === closer.original;
  const sum = opener.original + closer.original;
  const both = opener.closes || closer.opens;
  return !both || sum % 3 !== 0 || closer.original % 3 === 0;
}

/** Takes from both runs what makes one span. */
function join(opener: Delimiter, closer: Delimiter): void {
  const { character } = opener;
  const most = Math.min(opener.length, closer.length);
  const length = Math.min(2, most);
  const type = character === '~' ? 'del' : length === 2 ? 'strong' : 'em';
  const pair: Pair = { type, marks: character.repeat(length), flat: false };
  opener.length -= length;
  closer.length -= length;
  opener.opened.push(pair);
  closer.closed.push(pair);
}

/**
 * Closes at the end of the nodes what is still open, since its other half is to come. A mark that
 * has nothing to show yet waits as well.
 */
export function closeOpen(nodes: Node[], open: ReadonlySet<Delimiter>): void {
  const end = delimiter('', Infinity, false, true, 0, false);
  let visible = false;
  for (let place = nodes.length - 1; place >= 0; place -= 1) {
    const node = nodes[place];
    if (typeof node === 'string') visible ||= node.trim() !== '';
    else if (node?.type === 'delimiter' && node.eager && open.has(node)) {
      if (!visible) node.length = 0;
      while (node.length > 0) join(node, end);
    } else visible = true;
  }
  end.length = 0;
  nodes.push(end);
}

export function delimiter(
  character: string,
  length: number,
  opens: boolean,
  closes: boolean,
  index: number,
  eager: boolean,
): Delimiter {
  return {
    type: 'delimiter',
    character,
    original: length,
    length,
    opens,
    closes,
    index,
    eager,
    opened: [],
    closed: [],
  };
}

/** The tokens, with a span for each pair and the marks that are left over as text. */
export function buildSpans(nodes: readonly Node[]): Inline[] {
  const contents: Inline[][] = [[]];
  for (const node of nodes) {
    if (typeof node === 'string' || node.type !== 'delimiter') {
      append(contents, node);
      continue;
    }
    for (const pair of node.closed) {
      const content = pair.flat ? undefined : contents.pop();
      append(contents, content ? { type: pair.type, content } : pair.marks);
    }
    append(contents, node.character.repeat(node.length));
    for (const pair of node.opened.reverse()) {
      pair.flat = contents.length > maximumSpanDepth;
      if (pair.flat) append(contents, pair.marks);
      else contents.push([]);
    }
  }
  return contents[0] ?? [];
}

function append(contents: readonly Inline[][], token: Inline): void {
  const content = contents[contents.length - 1];
  if (content === undefined || token === '') return;
  const last = content[content.length - 1];
  if (typeof token === 'string' && typeof last === 'string')
    content[content.length - 1] = last + token;
  else content.push(token);
}

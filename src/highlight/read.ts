/**
 * Reads code by the grammars of highlight.js and says which part plays which role. It knows no
 * element and no colour.
 */
import { createLowlight } from 'lowlight';
import { grammars } from './grammars.js';
import { roleOf } from './roles.js';
import type { Role } from './roles.js';

/** A piece of the code, and the part it plays in it; null for what has the colour of the text. */
export interface Token {
  text: string;
  readonly role: Role | null;
}

type Tree = ReturnType<typeof lowlight.highlight>;
type Child = Tree['children'][number];

// So much is read in 4 ms on a slow laptop; a phone takes four times as long.
const pieceLength = 4000;
const lowlight = createLowlight(grammars);

/** The names of the grammars, as `read` takes them. */
export const grammarNames: readonly string[] = Object.keys(grammars);

/**
 * The tokens of `code`, a few thousand characters with each step so that the caller can rest in
 * between. Their texts put together are the code. Throws at the first step for an unknown grammar.
 */
export function* read(code: string, grammar: string): Generator<readonly Token[], void> {
  let start = 0;
  while (start < code.length) {
    const whole = code.length - start <= pieceLength;
    const text = code.slice(start, whole ? undefined : start + pieceLength);
    const { children } = lowlight.highlight(grammar, text);
    const length = whole ? text.length : endOfStatement(children) || text.length;
    yield tokensOf(children, length);
    start += length;
  }
}

/**
 * Where the last line ends at which nothing is open: from there the grammar reads on as if the code
 * began. 0 if there is no such place.
 */
function endOfStatement(children: readonly Child[]): number {
  let offset = 0;
  let end = 0;
  for (const child of children) {
    const text = textOf(child);
    const line = child.type === 'text' ? text.lastIndexOf('\n') + 1 : 0;
    if (line > 0) end = offset + line;
    offset += text.length;
  }
  return end;
}

function textOf(child: Child): string {
  if (child.type === 'text') return child.value;
  return child.type === 'element' ? child.children.map(textOf).join('') : '';
}

/** The tokens of the first `length` characters; neighbours of one role are one token. */
function tokensOf(children: readonly Child[], length: number): Token[] {
  const tokens: Token[] = [];
  let left = length;
  const visit = (child: Child, outer: Role | null): void => {
    if (left === 0) return;
    if (child.type === 'element') {
      const role = roleOf(child.properties['className'], outer);
      for (const inner of child.children) visit(inner, role);
    } else if (child.type === 'text') {
      const text = child.value.slice(0, left);
      left -= text.length;
      const last = tokens.at(-1);
      if (last?.role === outer) last.text += text;
      else if (text !== '') tokens.push({ text, role: outer });
    }
  };
  for (const child of children) visit(child, null);
  return tokens;
}

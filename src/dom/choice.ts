/**
 * Reads an attribute that is one of a few words. A word that is none of them gets the default, and
 * the page's developer is told once a value; nothing else is decided here.
 */
import { tellAuthor } from './author.js';

const told = new WeakMap<Element, Set<string>>();

/** The word among `words` that `value` is, by its letters alone; the first one where it is none. */
export function choice<Word extends string>(
  element: Element,
  attribute: string,
  value: string | null | undefined,
  words: readonly [Word, ...Word[]],
): Word {
  const [usual] = words;
  const wanted = value?.trim().toLowerCase() ?? '';
  if (wanted === '') return usual;
  const found = words.find((word) => word === wanted);
  if (found === undefined) tell(element, attribute, value ?? '', words);
  return found ?? usual;
}

function tell(element: Element, attribute: string, value: string, words: readonly string[]): void {
  const before = told.get(element) ?? new Set();
  told.set(element, before);
  const name = `${attribute}=${value}`;
  if (before.has(name)) return;
  before.add(name);
  tellAuthor(
    'warn',
    `<${element.localName} ${attribute}="${value}"> is not understood. Write one of ${words.join(', ')}; without it ${words[0] ?? ''} is used.`,
  );
}

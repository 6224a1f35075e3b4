import { definitionEnd, labelPattern, matchAt, normalizedLabel, readTarget } from './targets.js';
import type { Definitions } from './tokens.js';

/**
 * Takes the link reference definitions from the start of a paragraph, adds those whose label is new
 * to `definitions`, and returns the text behind them. It knows no other block.
 */
export function takeDefinitions(text: string, definitions: Definitions): string {
  let position = 0;
  while (text.charAt(position) === '[') {
    const [whole, name = ''] = matchAt(labelPattern, text, position) ?? [];
    const start = position + (whole?.length ?? 0);
    const label = normalizedLabel(name);
    if (label === '' || text.charAt(start) !== ':') break;
    const target = readTarget(text, start + 1, definitionEnd);
    // Nothing is an address only between angle brackets.
    if (!target || (target.href === '' && !/^\s*<>/.test(text.slice(start + 1)))) break;
    if (!definitions.has(label)) definitions.set(label, target);
    position = target.end;
  }
  return text.slice(position).trim();
}

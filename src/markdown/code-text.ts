import { nothing } from 'lit';
import { AsyncDirective, directive } from 'lit/async-directive.js';
import type { ElementPart } from 'lit/async-directive.js';
import { highlightInView, longestCode } from './highlighter.js';
import { grammarOf } from './languages.js';

/**
 * The text of a code block: grows at its end while the block is written, and is coloured when it is
 * complete. Owns what is inside its element; knows no header and no button.
 */

// A long block in several nodes, so that an append lays out the last one only.
const nodeLength = 4096;

class CodeText extends AsyncDirective {
  #element: HTMLElement | undefined;
  #code = '';
  #grammar: string | undefined;
  #stop: (() => boolean) | undefined;
  /** Taken out of the page before it was coloured. */
  #unfinished = false;

  override update({ element }: ElementPart, shown: Parameters<CodeText['render']>): typeof nothing {
    this.#element = element as HTMLElement;
    return this.render(...shown);
  }

  render(code: string, language: string, complete: boolean): typeof nothing {
    const fits = complete && code !== '' && code.length <= longestCode;
    const grammar = fits ? grammarOf(language) : undefined;
    if (code === this.#code && grammar === this.#grammar) return nothing;
    this.#plain(code);
    this.#grammar = grammar;
    if (this.isConnected) this.#color();
    return nothing;
  }

  protected override disconnected(): void {
    this.#unfinished = this.#stop?.() ?? false;
  }

  protected override reconnected(): void {
    if (!this.#unfinished) return;
    this.#plain(this.#code);
    this.#color();
  }

  #color(): void {
    if (this.#element === undefined || this.#grammar === undefined) return;
    this.#stop = highlightInView(this.#element, this.#grammar);
  }

  /** Shows this code without colours; only its end is written where it continues what is shown. */
  #plain(code: string): void {
    const element = this.#element;
    if (element === undefined) return;
    this.#stop?.();
    this.#stop = undefined;
    const shown = this.#code;
    this.#code = code;
    // Comparing whole strings is a block comparison; `startsWith` goes character by character.
    const grown = !element.firstElementChild && code.slice(0, shown.length) === shown;
    if (!grown) element.textContent = '';
    append(element, grown ? code.slice(shown.length) : code);
  }
}

/** Fills the last node before it begins another, always at a line's start. */
function append(element: HTMLElement, added: string): void {
  const last = element.lastChild as Text | null;
  const endOfNode = (start: number, room: number): number =>
    added.indexOf('\n', start + Math.max(0, room)) + 1 || added.length;
  let start = 0;
  if (last && !(last.length >= nodeLength && last.data.endsWith('\n'))) {
    start = endOfNode(0, nodeLength - last.length);
    last.appendData(added.slice(0, start));
  }
  while (start < added.length) {
    const end = endOfNode(start, nodeLength);
    element.append(added.slice(start, end));
    start = end;
  }
}

/** For an element: shows `code` in it, coloured as `language` once it is `complete`. */
export const codeText = directive(CodeText);

/**
 * The messages of a transcript on screen: those near the view as they are, the others as their bare
 * words in blocks of a height, which the browser's search finds. Template functions only; knows
 * neither the connection nor how the conversation scrolls.
 */
import { html, noChange, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { Directive, directive } from 'lit/directive.js';
import type { ElementPart } from 'lit/directive.js';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Message, Transcript } from '../../core/index.js';
import type { Stretch } from '../../dom/window.js';
import { cut, pendingView } from './message.js';
import type { MessageContext } from './message-context.js';
import { messageRow } from './message-row.js';
import type { Reading } from './reading.js';

/**
 * The last message, where it is an answer that was cut short or stopped, or a question that nobody
 * is going to answer; null otherwise, and while an answer is under way.
 */
function askable({ messages, answering, loading }: Transcript): Message | null {
  const last = messages.at(-1);
  if (last === undefined || answering || loading) return null;
  return last.state === 'delivered' || cut(last) ? last : null;
}

/**
 * Hides words from the eye and from a screen reader, not from the browser's search, and gives them
 * this height in pixels. By the element's own style object, which a strict CSP allows.
 */
class Hidden extends Directive {
  #height = NaN;

  render(height: number): unknown {
    this.#height = height;
    return noChange;
  }

  override update({ element }: ElementPart, [height]: [number]): unknown {
    // A search that found something has taken it off.
    element.setAttribute('hidden', 'until-found');
    if (height !== this.#height) (element as HTMLElement).style.blockSize = `${height}px`;
    return this.render(height);
  }
}

const hiddenUntilFound = directive(Hidden);

/** Messages in one block of what is not shown; more where there would be too many blocks. */
const usualBlock = 20;
const mostBlocks = 400;

function blockView(messages: readonly Message[], from: number, height: number): TemplateResult {
  const words = messages.map(({ text }) => text).join('\n\n');
  return html`<div
    class="stopgap"
    data-from=${from}
    data-count=${messages.length}
    ${hiddenUntilFound(height)}
  >
    ${words}
  </div>`;
}

function stopgapView(
  stretch: Stretch,
  messages: readonly Message[],
  { window }: Reading,
): TemplateResult {
  const length = Math.max(usualBlock, Math.ceil(messages.length / mostBlocks));
  const blocks: { readonly key: number; readonly from: number; readonly to: number }[] = [];
  // By their place in the list and not in the stretch, so that all but those at its ends stay.
  for (let key = Math.floor(stretch.from / length); key * length < stretch.to; key += 1) {
    const from = Math.max(stretch.from, key * length);
    blocks.push({ key, from, to: Math.min(stretch.to, (key + 1) * length) });
  }
  return html`<div data-stopgap>
    ${repeat(
      blocks,
      ({ key }) => key,
      ({ from, to }) => {
        const shown = messages.slice(from, to);
        const height = window.height(from, to);
        return guard([from, height, ...shown], () => blockView(shown, from, height));
      },
    )}
  </div>`;
}

/** @param writable a message can be written, so the last one can be changed */
export function conversationView(
  transcript: Transcript,
  reading: Reading,
  context: MessageContext,
  writable: boolean,
): TemplateResult {
  const { messages, answering } = transcript;
  const { window, current, unread } = reading;
  // The same number all day, so that nothing is rendered for it.
  const today = new Date().setHours(0, 0, 0, 0);
  const again = askable(transcript);
  const own = messages.findLast(({ role }) => role === 'user');
  // From the end: where there is one, it is among the last.
  const streaming = answering && messages.findLast(({ state }) => state === 'streaming');
  const rows = window.stretches.flatMap((stretch, index): (Stretch & { key: string })[] => {
    if (!stretch.shown) return [{ ...stretch, key: `stopgap:${index}` }];
    return Array.from({ length: stretch.to - stretch.from }, (_, offset) => {
      const from = stretch.from + offset;
      return { shown: true, from, to: from + 1, key: `message:${messages[from]?.id ?? ''}` };
    });
  });
  return html`${repeat(
    rows,
    ({ key }) => key,
    (row) => {
      const message = messages[row.from];
      if (message === undefined) return nothing;
      if (!row.shown) {
        return guard([window.revision, row.from, row.to], () =>
          stopgapView(row, messages, reading),
        );
      }
      return messageRow({
        message,
        context,
        mark: context.markOf(message.id),
        askable: message === again,
        editable: writable && message === own && message.state !== 'sending',
        current: message.id === current,
        firstUnread: message.id === unread,
        // The first day of a conversation is told where it is not today.
        before: messages[row.from - 1]?.at ?? today,
      });
    },
  )}
  ${answering && !streaming ? pendingView(context) : nothing}`;
}

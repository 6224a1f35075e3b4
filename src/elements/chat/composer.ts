/**
 * The part of the chat in which a message is written. Owns no text: it gets the draft and reports
 * what the person does; does not know what sending means.
 */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { ref } from 'lit/directives/ref.js';
import type { Ref } from 'lit/directives/ref.js';
import { arrowUp, stop } from '../../dom/icons.js';
import type { ChatStrings } from './strings.js';

export interface ComposerView {
  /** What of the day's messages is used, where that is news. */
  readonly limit?: string | null;
  readonly draft: string;
  /** Why the last message was not taken; it is still in the draft. */
  readonly refusal: string | null;
  /** What happens to a message that is sent now, where it is not sent at once. */
  readonly hint: string | null;
  /** An answer is under way, which can be stopped. */
  readonly answering: boolean;
  readonly field: Ref<HTMLTextAreaElement>;
  readonly strings: ChatStrings;
  readonly onDraft: (text: string) => void;
  readonly onSend: () => void;
  readonly onStop: () => void;
}

/** While an input method composes, Enter confirms and Escape takes back: both are its own. */
function composing(event: KeyboardEvent): boolean {
  // Safari ends the composition before this event; only the old key code tells.
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- there is no other sign of it
  return event.isComposing || event.keyCode === 229;
}

/** Enter sends; with Shift or Alt it breaks the line. */
function sends(event: KeyboardEvent): boolean {
  return event.key === 'Enter' && !event.shiftKey && !event.altKey && !composing(event);
}

// Beside “Send” and never in its place: the second click of a double one would stop the answer.
function stopButton({ strings, onStop }: ComposerView): TemplateResult {
  return html`<button
    class="button stop"
    part="stop-button"
    type="button"
    aria-label=${strings.stop}
    aria-keyshortcuts="Escape"
    @mousedown=${(event: MouseEvent) => {
      // A tap would take the focus from the field, and a phone's keyboard down with it.
      event.preventDefault();
    }}
    @click=${onStop}
  >
    ${stop}
  </button>`;
}

export function composerView(view: ComposerView): TemplateResult {
  const { strings, refusal, hint, answering } = view;
  const blank = view.draft.trim() === '';
  return html`<form
    class="composer"
    part="composer"
    @submit=${(event: SubmitEvent) => {
      event.preventDefault();
      view.onSend();
    }}
    @keydown=${(event: KeyboardEvent) => {
      if (!answering || event.key !== 'Escape' || composing(event)) return;
      // Taken: it closes no dialog around the chat as well.
      event.preventDefault();
      view.onStop();
    }}
  >
    ${view.limit ? html`<p class="limit" part="limit">${view.limit}</p>` : nothing}
    ${
      refusal === null
        ? nothing
        : html`<p class="refusal" id="refusal" part="refusal">${refusal}</p>`
    }
    <div class="field">
      <textarea
        part="input"
        rows="1"
        dir="auto"
        .enterKeyHint=${'send'}
        autocapitalize="sentences"
        aria-label=${strings.message}
        aria-describedby=${refusal === null ? 'hint' : 'refusal hint'}
        placeholder=${strings.placeholder}
        .value=${live(view.draft)}
        ${ref(view.field)}
        @input=${(event: InputEvent) => {
          view.onDraft((event.target as HTMLTextAreaElement).value);
        }}
        @keydown=${(event: KeyboardEvent) => {
          if (!sends(event)) return;
          event.preventDefault();
          view.onSend();
        }}
      ></textarea>
      <div class="buttons">
        ${answering ? stopButton(view) : nothing}
        <button
          class="button primary send"
          part="send-button"
          type="submit"
          aria-label=${strings.send}
          ?disabled=${blank}
        >
          ${arrowUp}
        </button>
      </div>
    </div>
    <p class="hint" id="hint" part="hint">${hint ?? nothing}</p>
  </form>`;
}

/** Grows the field with its text, in engines without `field-sizing`. */
export function fitField(field: HTMLTextAreaElement | undefined): void {
  if (field === undefined || CSS.supports('field-sizing', 'content')) return;
  field.style.setProperty('block-size', 'auto');
  const border = field.offsetHeight - field.clientHeight;
  field.style.setProperty('block-size', `${String(field.scrollHeight + border)}px`);
}

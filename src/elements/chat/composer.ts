/**
 * The part of the chat in which a message is written. Owns no text: it gets the draft and reports
 * what the person does; does not know what sending means.
 */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { ref } from 'lit/directives/ref.js';
import type { Ref } from 'lit/directives/ref.js';
import { arrowUp } from '../../dom/icons.js';
import type { ChatStrings } from './strings.js';

export interface ComposerView {
  readonly draft: string;
  /** Why the last message was not taken; it is still in the draft. */
  readonly refusal: string | null;
  /** What happens to a message that is sent now, where it is not sent at once. */
  readonly hint: string | null;
  readonly field: Ref<HTMLTextAreaElement>;
  readonly strings: ChatStrings;
  readonly onDraft: (text: string) => void;
  readonly onSend: () => void;
}

/** Enter sends; with Shift it breaks the line, and while an input method composes it confirms. */
function sends(event: KeyboardEvent): boolean {
  // Safari ends the composition before this event; only the old key code tells.
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- there is no other sign of it
  const composing = event.isComposing || event.keyCode === 229;
  return event.key === 'Enter' && !event.shiftKey && !event.altKey && !composing;
}

export function composerView(view: ComposerView): TemplateResult {
  const { strings, refusal, hint } = view;
  const blank = view.draft.trim() === '';
  return html`<form
    class="composer"
    part="composer"
    @submit=${(event: SubmitEvent) => {
      event.preventDefault();
      view.onSend();
    }}
  >
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

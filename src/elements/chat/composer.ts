/**
 * The part of the chat in which a message is written. Owns no text: it gets the draft and reports
 * what the person does; does not know what sending means.
 */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { live } from 'lit/directives/live.js';
import { ref } from 'lit/directives/ref.js';
import type { Ref } from 'lit/directives/ref.js';
import { composing } from '../../dom/composing.js';
import { arrowUp, pencil, stop } from '../../dom/icons.js';
import type { ChatStrings } from './strings.js';
import type { Writing } from './writing.js';

/** Which key sends: Enter, or Enter with Control or Command. */
export type SubmitKey = (typeof submitKeys)[number];

export const submitKeys = ['enter', 'modifier-enter'] as const;

export interface ComposerView {
  /** What of the day's messages is used, where that is news. */
  readonly limit?: string | null;
  /** None of them is left. */
  readonly spent?: boolean;
  readonly writing: Writing;
  readonly submitKey: SubmitKey;
  /** What happens to a message that is sent now, where it is not sent at once. */
  readonly hint: string | null;
  /** An answer is under way, which can be stopped. */
  readonly answering: boolean;
  readonly field: Ref<HTMLTextAreaElement>;
  readonly strings: ChatStrings;
  readonly onStop: () => void;
}

/** With Control or Command Enter always sends; alone it does, or breaks the line. */
function sends(event: KeyboardEvent, submitKey: SubmitKey): boolean {
  if (event.key !== 'Enter' || composing(event)) return false;
  if (event.ctrlKey || event.metaKey) return true;
  return submitKey === 'enter' && !event.shiftKey && !event.altKey;
}

/** Not every browser does it by Alt and Enter. Where the cursor is, and so that it can be undone. */
function breakLine(): void {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing else leaves an undo
  document.execCommand('insertText', false, '\n');
}

// A tap would take the focus from the field, and a phone's keyboard down with it.
const keepFocus = (event: MouseEvent): void => {
  event.preventDefault();
};

// In the place of “Send” while there is nothing to send, and beside it otherwise.
function stopButton({ strings, writing, onStop }: ComposerView): TemplateResult {
  return html`<button
    class="button stop"
    part="stop-button"
    type="button"
    aria-label=${strings.stop}
    aria-keyshortcuts="Escape"
    title=${strings.stop}
    @mousedown=${keepFocus}
    @click=${(event: MouseEvent) => {
      if (!writing.doubled(event)) onStop();
    }}
  >
    ${stop}
  </button>`;
}

function sendButton({ strings, submitKey, writing }: ComposerView): TemplateResult {
  return html`<button
    class="button primary send"
    part="send-button"
    type="submit"
    aria-label=${strings.send}
    aria-keyshortcuts=${submitKey === 'enter' ? 'Enter' : 'Control+Enter Meta+Enter'}
    ?disabled=${writing.blank}
    @click=${(event: MouseEvent) => {
      writing.pressed(event);
    }}
  >
    ${arrowUp}
  </button>`;
}

function editingView({ strings, writing }: ComposerView): TemplateResult {
  const { state } = writing.edited ?? {};
  const kept = state !== 'queued' && state !== 'failed';
  return html`<div class="editing" part="editing">
    ${pencil}
    <p id="editing">
      ${strings.editing} ${kept ? html`<span>${strings.editingHint}</span>` : nothing}
    </p>
    <button
      class="button quiet small"
      part="cancel-edit-button"
      type="button"
      aria-keyshortcuts="Escape"
      @click=${() => {
        writing.leave();
      }}
    >
      ${strings.cancelEdit}
    </button>
  </div>`;
}

export function composerView(view: ComposerView): TemplateResult {
  const { strings, hint, answering, submitKey, writing } = view;
  const { refusal, length, edited } = writing;
  const described = [
    refusal === null ? '' : 'refusal',
    edited === null ? '' : 'editing',
    'hint',
    length === null ? '' : 'length',
  ];
  return html`<form
    class="composer"
    part="composer"
    @submit=${(event: SubmitEvent) => {
      event.preventDefault();
      writing.submit();
    }}
    @keydown=${(event: KeyboardEvent) => {
      if (event.key !== 'Escape' || composing(event)) return;
      const left = writing.leave();
      if (!left && !answering) return;
      // Taken: it closes no dialog around the chat as well.
      event.preventDefault();
      if (!left) view.onStop();
    }}
  >
    ${
      view.limit
        ? html`<p class=${view.spent ? 'limit spent' : 'limit'} part="limit">${view.limit}</p>`
        : nothing
    }
    ${
      refusal === null
        ? nothing
        : html`<p class="refusal" id="refusal" part="refusal">${refusal}</p>`
    }
    ${edited === null ? nothing : editingView(view)}
    <div class="field">
      <textarea
        part="input"
        rows="1"
        dir="auto"
        .enterKeyHint=${submitKey === 'enter' ? 'send' : 'enter'}
        autocapitalize="sentences"
        aria-label=${strings.message}
        aria-describedby=${described.filter(Boolean).join(' ')}
        aria-invalid=${ifDefined(length?.zone === 'over' ? 'true' : undefined)}
        placeholder=${strings.placeholder}
        .value=${live(writing.draft)}
        ${ref(view.field)}
        @input=${(event: InputEvent) => {
          writing.type((event.target as HTMLTextAreaElement).value);
        }}
        @keydown=${(event: KeyboardEvent) => {
          if (composing(event)) return;
          const sending = sends(event, submitKey);
          const breaking = !sending && event.key === 'Enter' && event.altKey;
          const field = event.currentTarget as HTMLTextAreaElement;
          if (!sending && !breaking && !writing.recall(event, field)) return;
          event.preventDefault();
          if (sending) writing.submit();
          else if (breaking) breakLine();
        }}
      ></textarea>
      <div class="buttons">
        ${answering ? stopButton(view) : nothing}
        ${answering && writing.blank ? nothing : sendButton(view)}
      </div>
    </div>
    <div class="notes">
      <p class="hint" id="hint" part="hint">${hint ?? nothing}</p>
      ${
        length === null
          ? nothing
          : html`<p class="length ${length.zone}" id="length" part="length">${length.text}</p>`
      }
    </div>
  </form>`;
}

/** Grows the field with its text, in engines without `field-sizing`. */
export function fitField(field: HTMLTextAreaElement | undefined): void {
  if (field === undefined || CSS.supports('field-sizing', 'content')) return;
  field.style.setProperty('block-size', 'auto');
  const border = field.offsetHeight - field.clientHeight;
  field.style.setProperty('block-size', `${String(field.scrollHeight + border)}px`);
}

import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { codeText } from './code-text.js';
import type { RenderContext } from './options.js';

/**
 * A code block: its language, a button that copies it, and the text in a box that scrolls. The only
 * part of an answer that does something; it reads what to copy from what is shown.
 */

const confirmationTime = 4000;

/** A code block. `language` may be empty; `complete` code does not grow any more. */
export function renderCode(
  code: string,
  language: string,
  complete: boolean,
  context: RenderContext,
): TemplateResult {
  const { strings } = context;
  const name =
    language === '' ? strings.code : strings.codeIn.replace('{language}', () => language);
  const onCopy = (event: Event): void => void copy(event.currentTarget as HTMLElement, context);
  return html`<div part="md-code-block">
    <div part="md-code-header">
      <span part="md-code-language">${language}</span>
      <span part="md-code-status" role="status"></span>
      <button part="md-copy" type="button" @click=${onCopy}>${strings.copyCode}</button>
    </div>
    <pre part="md-code" dir="ltr" tabindex="0" role="group" aria-label=${name}><code
      ${codeText(code, language, complete)}
    ></code></pre>
  </div>`;
}

async function copy(button: HTMLElement, { strings }: RenderContext): Promise<void> {
  const block = button.parentElement?.parentElement;
  const box = block?.querySelector('pre');
  // The status has no binding inside, so a render in between leaves the confirmation alone.
  const status = block?.querySelector('[role=status]');
  if (!box || !status) return;
  let message = strings.codeCopied;
  try {
    // Missing on pages that are not a secure context, whatever the types say.
    await navigator.clipboard.writeText(box.textContent);
  } catch {
    if (!copySelected(box)) message = strings.copyFailed;
  }
  status.textContent = message;
  setTimeout(() => {
    if (status.textContent === message) status.textContent = '';
  }, confirmationTime);
}

/** Selects what is in the box, so that a key can copy it where even this way may not. */
function copySelected(box: HTMLElement): boolean {
  getSelection()?.selectAllChildren(box);
  // The only way that plain http leaves.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  return document.execCommand('copy');
}

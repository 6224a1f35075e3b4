import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { RenderContext } from './options.js';

/**
 * A code block: its language, a button that copies it, and the text in a box that scrolls. The only
 * part of an answer that does something; it reads what to copy from what is shown.
 */

// A long block in pieces: an append compares the earlier ones and writes only the last text node.
const pieceLength = 4096;
const confirmationTime = 4000;

/** A code block. `language` may be empty. */
export function renderCode(code: string, language: string, context: RenderContext): TemplateResult {
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
      >${pieces(code)}</code></pre>
  </div>`;
}

function pieces(code: string): string[] {
  const parts: string[] = [];
  let start = 0;
  while (code.length - start > pieceLength) {
    const end = code.indexOf('\n', start + pieceLength) + 1;
    if (end === 0) break;
    parts.push(code.slice(start, end));
    start = end;
  }
  parts.push(code.slice(start));
  return parts;
}

async function copy(button: HTMLElement, { strings }: RenderContext): Promise<void> {
  const block = button.parentElement?.parentElement;
  const code = block?.querySelector('pre')?.textContent ?? '';
  // The status has no binding inside, so a render in between leaves the confirmation alone.
  const status = block?.querySelector('[role=status]');
  let message = strings.codeCopied;
  try {
    // Missing on pages that are not a secure context, whatever the types say.
    await navigator.clipboard.writeText(code);
  } catch {
    message = strings.copyFailed;
  }
  if (!status) return;
  status.textContent = message;
  setTimeout(() => {
    if (status.textContent === message) status.textContent = '';
  }, confirmationTime);
}

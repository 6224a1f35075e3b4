/** Puts text into the clipboard, also where the page is no secure context. Says nothing about it. */

/** True once `text` is in the clipboard. `root` takes a field for a moment in older ways. */
export async function copyText(text: string, root: Node): Promise<boolean> {
  try {
    // Missing on pages that are not a secure context, whatever the types say.
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text, root);
  }
}

function copyBySelection(text: string, root: Node): boolean {
  const tree = root.getRootNode();
  const focused = tree instanceof ShadowRoot ? tree.activeElement : document.activeElement;
  const field = document.createElement('textarea');
  field.className = 'visually-hidden';
  field.readOnly = true;
  field.value = text;
  root.appendChild(field);
  field.select();
  try {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- all there is without a secure context
    return document.execCommand('copy');
  } catch {
    return false;
  } finally {
    field.remove();
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  }
}

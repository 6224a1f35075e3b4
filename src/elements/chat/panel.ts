/**
 * A dialog above the page. Beside the page it is a popover, so that the page stays usable; where it
 * fills the screen it is modal, so that nobody tabs into what they cannot see. Knows no content.
 */

/** Shows `dialog` in the top layer in this manner, unless it is already; what had the focus in it keeps it. */
export function present(dialog: HTMLDialogElement, modal: boolean): void {
  const popover = dialog.matches(':popover-open');
  if (modal ? dialog.matches(':modal') : popover) return;
  const root = dialog.getRootNode() as Document | ShadowRoot;
  const focused = root.activeElement;
  const held = focused instanceof HTMLElement && dialog.contains(focused) ? focused : null;
  if (popover) dialog.hidePopover();
  // One that was moved in the document says that it is open, and is not in the top layer.
  if (dialog.open) dialog.close();
  if (modal) dialog.showModal();
  else showBeside(dialog);
  held?.focus({ preventScroll: true });
}

/** A dialog would take the focus along, even out of what the person is doing elsewhere on the page. */
function showBeside(dialog: HTMLDialogElement): void {
  dialog.inert = true;
  dialog.showPopover();
  dialog.inert = false;
}

/** True while `dialog` stands above the page. */
export function presented(dialog: HTMLDialogElement): boolean {
  return dialog.matches(':popover-open, :modal');
}

/** What is selected on a page, seen through a shadow root. Changes no selection. */

/** The selection by nodes that may be inside `root`; null where nothing is selected. */
export function selectedRange(root: ShadowRoot): AbstractRange | null {
  const selection = getSelection();
  if (selection === null || selection.rangeCount === 0) return null;
  // Not in all browsers yet, whatever the types say.
  const range =
    typeof selection.getComposedRanges === 'function'
      ? selection.getComposedRanges({ shadowRoots: [root] })[0]
      : selection.getRangeAt(0);
  return range === undefined || range.collapsed ? null : range;
}

/** The language that a document gives an element. Knows no texts. */

/**
 * The `lang` of `element` or of its nearest ancestor, out of shadow trees as well; undefined where
 * none is set, so that `Intl` takes the browser's.
 */
export function languageOf(element: Element): string | undefined {
  let place: Element | null = element;
  while (place !== null) {
    const marked: Element | null = place.closest('[lang]');
    if (marked !== null) return marked.getAttribute('lang') || undefined;
    const root = place.getRootNode();
    place = root instanceof ShadowRoot ? root.host : null;
  }
  return undefined;
}

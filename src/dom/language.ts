/** The language that a document gives an element, and where it may change. Knows no texts. */

/** `element` and everything that its language may come from, nearest first, out of shadow trees. */
export function* languageSources(element: Element): Generator<Element> {
  let place: Element | null = element;
  while (place !== null) {
    yield place;
    const root: Node | null = place.parentElement === null ? place.getRootNode() : null;
    place = place.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
  }
}

/**
 * The `lang` of `element` or of its nearest ancestor, out of shadow trees as well; undefined where
 * none is set, so that `Intl` takes the browser's. A slotted element has that of its own parents.
 */
export function languageOf(element: Element): string | undefined {
  for (const place of languageSources(element)) {
    const language = place.getAttribute('lang');
    if (language !== null) return language || undefined;
  }
  return undefined;
}

/** `language` if `Intl` takes it, or undefined: a page may write anything into `lang`. */
export function usableLanguage(language: string | undefined): string | undefined {
  try {
    return Intl.getCanonicalLocales(language)[0];
  } catch {
    return undefined;
  }
}

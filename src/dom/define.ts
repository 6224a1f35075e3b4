/**
 * Registers element classes. Owns the behaviour on a second copy of the library; does not know
 * which elements there are.
 */
import { tellAuthor } from './author.js';

/** A class that `define` can register; `version` is that of the package it comes from. */
export type DefinableElement = CustomElementConstructor & { readonly version: string };

/**
 * Registers `element` as `tag` where the tag is free. A tag that another version of the library
 * took already stays as it is, with one warning naming both versions. Never throws.
 */
export function define(tag: string, element: DefinableElement): void {
  const present = customElements.get(tag);
  if (present === undefined) {
    customElements.define(tag, element);
    return;
  }
  const other: unknown = Reflect.get(present, 'version');
  if (other === element.version) return;
  const found = typeof other === 'string' ? `version ${other}` : 'a class of unknown version';
  tellAuthor(
    'warn',
    `<${tag}> is already registered by ${found}; version ${element.version} of miptech-elements is not used for it. Load the library once.`,
  );
}

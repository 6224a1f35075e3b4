/** The page's own avatar: an element with `slot="avatar"`, copied into each answer. */

/** The first child of `host` for the slot `avatar`; null without one. */
export function avatarOf(host: Element): Element | null {
  return [...host.children].find(({ slot }) => slot === 'avatar') ?? null;
}

/** A copy to show: of what a `<template>` holds, or of the element itself. */
export function copyOf(avatar: Element): Node {
  if (avatar instanceof HTMLTemplateElement) return document.importNode(avatar.content, true);
  const copy = avatar.cloneNode(true) as Element;
  copy.removeAttribute('slot');
  copy.removeAttribute('id');
  return copy;
}

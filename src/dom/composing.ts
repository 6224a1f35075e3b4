/** Tells keys of an input method from those that are meant. Knows no element. */

/** While an input method composes, its keys confirm, choose and take back: all are its own. */
export function composing(event: KeyboardEvent): boolean {
  // Safari ends the composition before this event; only the old key code tells.
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- there is no other sign of it
  return event.isComposing || event.keyCode === 229;
}

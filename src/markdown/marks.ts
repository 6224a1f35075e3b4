/** What the marks in a line of text look like, whole and half-written. Knows no order of them. */

/** An address between angle brackets, and a mail address. */
export const angledAddress = /<([a-z][a-z\d+.-]{1,31}:[^\s<>]*)>/iy;
export const angledMail = /<([\w.!#$%&'*+/=?^`{|}~-]+@[a-z\d-]+(?:\.[a-z\d-]+)*)>/iy;

/** A tag of HTML, a comment and the like: text, but in one piece. */
export const tag =
  /^<(?:[a-z][a-z\d-]*(?:\s+[a-z_:][\w.:-]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*\s*\/?|\/[a-z][a-z\d-]*\s*|!-->?|!--[^]*?--|\?[^]*?\?|![a-z][^>]*|!\[CDATA\[[^]*?\]\])>/i;
/** How far the end of a tag is looked for, from each that begins. */
export const maximumTag = 1000;

/** How near to the end of a text that is being written something half-written may begin. */
export const nearEnd = 2000;
export const halfReference = /^&#?[a-z\d]{0,31}$/i;
export const halfAngledAddress = /^<[a-z][^\s<>:@]*[:@][^\s<>]*$/i;
export const halfTag = /^<[a-z/!?]?[\w+.-]*$/i;
/** What may stand behind a label: nothing yet, half a destination and title, half a label. */
export const halfTarget = /^(?:\(\s*(?:<[^<>\n]*>?|[^\s<]\S*)?(?:\s+(?:["'(][^]*)?)?|\[[^\]]*)?$/;
/** A number that may become a citation waits, since without its brackets it would mislead. */
export const halfCitation = /^\^?\d*$/;

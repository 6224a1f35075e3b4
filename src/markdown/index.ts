/**
 * Markdown for streamed answers: text in, Lit templates out, never a string of HTML. Everything the
 * rest of the library uses of this folder is exported here.
 */
export { MarkdownDocument } from './document.js';
export { defaultStrings, imagePolicies } from './options.js';
export type { Citation, ImagePolicy, MarkdownOptions, MarkdownStrings } from './options.js';
export { markdownStyles } from './styles.js';

/**
 * What all messages of one chat are rendered with. One object, made anew only when something in it
 * changes: a message is rendered anew with a new one.
 */
import type { Message } from '../../core/index.js';
import type { ImagePolicy, MarkdownDocument } from '../../markdown/index.js';
import type { MessageHandlers } from './message-actions.js';
import type { Mark } from './marks.js';
import type { MessageRenderers } from './renderers.js';
import type { ChatStrings } from './strings.js';

/** The row of the answer that is being written, if one is on screen. */
export interface Growing {
  row: { readonly grow: (message: Message) => boolean } | null;
}

export interface MessageContext {
  readonly strings: ChatStrings;
  /** For times and numbers; undefined takes the browser's. */
  readonly language: string | undefined;
  /** Marks what people and assistant write, where the texts around are not of the page's language. */
  readonly contentLanguage: string | undefined;
  /** Whose images are loaded. */
  readonly images: ImagePolicy;
  /** The page's hooks. */
  readonly renderers: MessageRenderers | null;
  /** The page's own avatar, to be copied into each answer. */
  readonly avatar: Element | null;
  /** Answers can be rated. */
  readonly feedback: boolean;
  /** The Markdown of the answer with this id, kept from one update to the next. */
  readonly documentOf: (id: string) => MarkdownDocument;
  /** What the reader did to the message with this id; another object once it changes. */
  readonly markOf: (id: string) => Mark;
  readonly growing: Growing;
  readonly handlers: MessageHandlers;
  readonly onResend: (id: string) => void;
  readonly onAskAgain: (id: string) => void;
  readonly onEdit: (message: Message) => void;
  readonly onWithdraw: (id: string) => void;
}

/** `next`, or `previous` itself where it holds the same. */
export function keptContext(previous: MessageContext | null, next: MessageContext): MessageContext {
  if (previous === null) return next;
  const names = Object.keys(next) as readonly (keyof MessageContext)[];
  return names.every((name) => Object.is(previous[name], next[name])) ? previous : next;
}

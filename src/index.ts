/** The element classes and the public types. Registers nothing: `miptech-elements/define` does. */
export { MiptechProvider } from './elements/provider/provider.js';
export { MiptechLogin } from './elements/login/login.js';
export { MiptechChat } from './elements/chat/chat.js';
export { MiptechStatus } from './elements/status/status.js';
export type {
  ConnectionChangeDetail,
  ErrorDetail,
  FeedbackDetail,
  MessageDetail,
  MiptechEvents,
  SecurityDetail,
  SendDetail,
  SessionChangeDetail,
  ToggleDetail,
} from './elements/events.js';
export type { SubmitKey } from './elements/chat/composer.js';
export type { SuggestionOption } from './elements/chat/offers.js';
export { addLanguage } from './dom/languages.js';
export type { LanguageLoader, PartialLanguage } from './dom/languages.js';
export type { PluralText, StringOverrides } from './dom/strings.js';
export type { LanguageTable } from './languages/table.js';
export type { MessageRenderers, Rendered } from './elements/chat/renderers.js';
export type { ChatDisplay } from './elements/chat/display.js';
export type { ChatStrings } from './elements/chat/strings.js';
export { clientContext } from './dom/context.js';
export type * from './core/index.js';

/** What a language has to give: every text of every element, those that several share once. */
import type { SharedStrings, Translated } from '../dom/strings.js';
import type { ChatStrings } from '../elements/chat/strings.js';
import type { LoginErrors, LoginStrings } from '../elements/login/strings.js';
import type { ProviderStrings } from '../elements/provider/strings.js';
import type { StatusStrings } from '../elements/status/strings.js';

/** The texts of one language; a text with a number in it has the plural forms of the language. */
export interface LanguageTable {
  /** Errors, failed messages and phases, in the words of a chat. */
  readonly shared: Translated<SharedStrings>;
  readonly chat: Translated<Omit<ChatStrings, keyof SharedStrings>>;
  /** Its errors are those that sign-in words in its own way. */
  readonly login: Translated<Omit<LoginStrings, keyof SharedStrings> & { errors: LoginErrors }>;
  readonly status: Translated<Omit<StatusStrings, keyof SharedStrings>>;
  readonly provider: Translated<ProviderStrings>;
}

/** The English texts in the form of a language, for whoever translates; nothing loads this. */
import { sharedStrings } from '../dom/strings.js';
import { chatStrings } from '../elements/chat/strings.js';
import { loginStrings } from '../elements/login/strings.js';
import { providerStrings } from '../elements/provider/strings.js';
import { statusStrings } from '../elements/status/strings.js';
import type { LanguageTable } from './table.js';

const en: LanguageTable = {
  shared: sharedStrings,
  chat: chatStrings,
  login: loginStrings,
  status: statusStrings,
  provider: providerStrings,
};

export default en;

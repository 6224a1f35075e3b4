/** Registers `<miptech-chat>`. */
import { define } from '../dom/define.js';
import { MiptechChat } from '../elements/chat/chat.js';

define('miptech-chat', MiptechChat);

declare global {
  interface HTMLElementTagNameMap {
    'miptech-chat': MiptechChat;
  }
}

/** Registers `<miptech-login>`. */
import { define } from '../dom/define.js';
import { MiptechLogin } from '../elements/login/login.js';

define('miptech-login', MiptechLogin);

declare global {
  interface HTMLElementTagNameMap {
    'miptech-login': MiptechLogin;
  }
}

/** Registers `<miptech-status>`. */
import { define } from '../dom/define.js';
import { MiptechStatus } from '../elements/status/status.js';

define('miptech-status', MiptechStatus);

declare global {
  interface HTMLElementTagNameMap {
    'miptech-status': MiptechStatus;
  }
}

/** Registers `<miptech-provider>`. */
import { define } from '../dom/define.js';
import { MiptechProvider } from '../elements/provider/provider.js';

define('miptech-provider', MiptechProvider);

declare global {
  interface HTMLElementTagNameMap {
    'miptech-provider': MiptechProvider;
  }
}

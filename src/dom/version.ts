/** The version of this package, as `define` compares it. */
export { version } from '../core/index.js';

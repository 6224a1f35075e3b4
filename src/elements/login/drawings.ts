/** Icons that only the login shows. */
import { svg } from 'lit';
import { icon } from '../../dom/icons.js';

export const eye = icon(
  svg`<path d="M1.8 10S4.8 4.5 10 4.5 18.2 10 18.2 10 15.2 15.5 10 15.5 1.8 10 1.8 10z" /><circle cx="10" cy="10" r="2.4" />`,
);
export const eyeOff = icon(
  svg`<path d="M8 4.7a8 8 0 0 1 2-.2c5.2 0 8.2 5.5 8.2 5.5a14 14 0 0 1-2 2.6M5.4 5.9A13.6 13.6 0 0 0 1.8 10S4.8 15.5 10 15.5a8.3 8.3 0 0 0 4.2-1.2M3 3l14 14M8.3 8.3a2.4 2.4 0 0 0 3.4 3.4" />`,
);
export const chevron = icon(svg`<path d="m5.5 8 4.5 4.5L14.5 8" />`);
export const key = icon(
  svg`<circle cx="7" cy="13" r="3.6" /><path d="m9.6 10.4 6.6-6.6M13.2 6.8l2.3 2.3" />`,
);

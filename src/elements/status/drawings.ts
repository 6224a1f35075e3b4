/** Icons that only the status panel shows. */
import { svg } from 'lit';
import { icon } from '../../dom/icons.js';

export const circleCheck = icon(
  svg`<circle cx="10" cy="10" r="7.2" /><path d="m6.8 10.3 2.2 2.2 4.3-4.8" />`,
);
export const circleCross = icon(
  svg`<circle cx="10" cy="10" r="7.2" /><path d="m7.5 7.5 5 5M12.5 7.5l-5 5" />`,
);
export const circleDashed = icon(
  svg`<circle cx="10" cy="10" r="7.2" stroke-dasharray="2.6 3.05" />`,
);
export const copy = icon(
  svg`<rect x="7" y="7" width="9.5" height="9.5" rx="2" /><path d="M13 7V5.5A2 2 0 0 0 11 3.5H5.5a2 2 0 0 0-2 2V11a2 2 0 0 0 2 2H7" />`,
);

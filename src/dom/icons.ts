/**
 * The few icons of the elements, drawn in the colour of the text around them and hidden from
 * screen readers: the words beside them carry the meaning.
 */
import { html, svg } from 'lit';
import type { SVGTemplateResult, TemplateResult } from 'lit';

/** An icon of this drawing in a square of 20 by 20. */
export function icon(drawing: SVGTemplateResult): TemplateResult {
  // A blank between the tags is a node, and a chat has hundreds of icons.
  // prettier-ignore
  return html`<svg
    class="icon"
    viewBox="0 0 20 20"
    width="20"
    height="20"
    fill="none"
    stroke="currentColor"
    stroke-width="1.6"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
    focusable="false"
  >${drawing}</svg>`;
}

export const arrowUp = icon(svg`<path d="M10 16V4.5M5 9.2l5-5 5 5" />`);
export const arrowDown = icon(svg`<path d="M10 4v11.5M5 10.8l5 5 5-5" />`);
export const compose = icon(
  svg`<path d="M9.5 4H6a2.5 2.5 0 0 0-2.5 2.5V14A2.5 2.5 0 0 0 6 16.5h7.5A2.5 2.5 0 0 0 16 14v-3.5" /><path d="m8.5 11.5.4-2.3L15 3.1a1.3 1.3 0 0 1 1.9 1.9l-6.1 6.1z" />`,
);
export const pencil = icon(
  svg`<path d="m4 16 .6-3L13.2 4.4a1.4 1.4 0 0 1 2 0l.4.4a1.4 1.4 0 0 1 0 2L7 15.4zM11.8 5.8l2.4 2.4" />`,
);
export const spark = icon(
  svg`<path d="M10 2.8c.5 4.3 2.4 6.6 7.2 7.2-4.8.6-6.7 2.9-7.2 7.2-.5-4.3-2.4-6.6-7.2-7.2 4.8-.6 6.7-2.9 7.2-7.2z" />`,
);
export const warning = icon(
  svg`<path d="M10 7v3.8M10 13.6v.1" /><path d="M8.6 3.4 2.5 14a1.6 1.6 0 0 0 1.4 2.4h12.2a1.6 1.6 0 0 0 1.4-2.4L11.4 3.4a1.6 1.6 0 0 0-2.8 0z" />`,
);
export const panel = icon(
  svg`<rect x="2.8" y="3.8" width="14.4" height="12.4" rx="2.4" /><path d="M7.6 4v12" />`,
);
export const search = icon(svg`<circle cx="9" cy="9" r="5.2" /><path d="m13 13 3.6 3.6" />`);
export const lock = icon(
  svg`<rect x="4" y="9" width="12" height="8" rx="2" /><path d="M6.8 9V6.5a3.2 3.2 0 0 1 6.4 0V9" />`,
);
export const offline = icon(
  svg`<path d="m3 3 14 14M7 10.7a5 5 0 0 1 2.3-1M13 10.7l-.6-.4M4.3 8A8.7 8.7 0 0 1 7 6.3M15.7 8a8.7 8.7 0 0 0-6.3-2.3M10 14.6v.1" />`,
);
export const external = icon(
  svg`<path d="M8 4.5H6A1.5 1.5 0 0 0 4.5 6v8A1.5 1.5 0 0 0 6 15.5h8a1.5 1.5 0 0 0 1.5-1.5v-2M11.5 3.5h5v5M16 4l-6.5 6.5" />`,
);
export const stop = icon(
  svg`<rect x="5.5" y="5.5" width="9" height="9" rx="1.8" fill="currentColor" />`,
);
export const clock = icon(svg`<circle cx="10" cy="10" r="7" /><path d="M10 6v4.2l2.6 1.6" />`);
export const check = icon(svg`<path d="m4.5 10.5 3.5 3.5 7.5-8" />`);
export const cross = icon(svg`<path d="m5 5 10 10M15 5 5 15" />`);
export const refresh = icon(
  svg`<path d="M16 9a6.2 6.2 0 0 0-11-3L3.5 8M3.5 4v4h4M4 11a6.2 6.2 0 0 0 11 3l1.5-2M16.5 16v-4h-4" />`,
);
export const thumbUp = icon(
  svg`<path d="M6.5 9v7.5H4.2A1.2 1.2 0 0 1 3 15.3V10.2A1.2 1.2 0 0 1 4.2 9zM6.5 9l3-6c1.3 0 2.2 1 2.2 2.2V7.7h3.5a1.7 1.7 0 0 1 1.7 2l-1 5.4a1.7 1.7 0 0 1-1.7 1.4H6.5" />`,
);
export const thumbDown = icon(
  svg`<path d="M13.5 11V3.5h2.3A1.2 1.2 0 0 1 17 4.7v5.1a1.2 1.2 0 0 1-1.2 1.2zM13.5 11l-3 6c-1.3 0-2.2-1-2.2-2.2v-2.5H4.8a1.7 1.7 0 0 1-1.7-2l1-5.4a1.7 1.7 0 0 1 1.7-1.4h7.7" />`,
);

/**
 * The frame of a chat in each of its forms, and the button that a floating one is opened by. Template
 * functions only; they hold nothing.
 */
import { html, nothing, svg } from 'lit';
import type { TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import type { Ref } from 'lit/directives/ref.js';
import { cross, icon } from '../../dom/icons.js';
import { fill, written } from '../../dom/strings.js';
import type { ChatDisplay } from './display.js';
import type { ChatStrings } from './strings.js';

export interface DisplayTexts {
  readonly heading: string;
  readonly strings: ChatStrings;
}

export interface DisplayView {
  readonly kind: ChatDisplay;
  readonly open: boolean;
  /** The panel takes the whole screen. */
  readonly fills: boolean;
  /** How many answers nobody has seen. */
  readonly unread: number;
  readonly content: () => TemplateResult;
  /** What belongs to the frame while there is one, and stands alone while there is none. */
  readonly aside: TemplateResult;
  readonly texts: DisplayTexts;
  readonly frame: Ref<HTMLElement>;
  readonly launcher: Ref<HTMLButtonElement>;
  readonly onToggle: () => void;
  readonly onClosed: (event: Event) => void;
}

/** More than this is told as “99+”: the digits have little room. */
const mostShown = 99;

const speech = icon(
  svg`<path d="M10 3.5c-4.1 0-7.3 2.7-7.3 6.1 0 1.9 1 3.6 2.6 4.7l-.7 2.6 3.1-1.4c.7.2 1.5.3 2.3.3 4.1 0 7.3-2.7 7.3-6.2S14.1 3.5 10 3.5z" />`,
);
const down = icon(svg`<path d="m4.5 7.5 5.5 5.5 5.5-5.5" />`);

export function closeView(label: string, onClose: () => void): TemplateResult {
  return html`<button
    class="button quiet small close"
    part="close-button"
    type="button"
    aria-label=${label}
    @click=${onClose}
  >
    ${cross}
  </button>`;
}

export function displayView(view: DisplayView): TemplateResult {
  const { kind, open, content, aside, frame } = view;
  if (kind !== 'floating') {
    return html`<div class="frame ${kind}" part="frame" ${ref(frame)}>${content()}${aside}</div>`;
  }
  return html`${launcherView(view)}${open ? panelView(view) : aside}`;
}

function panelView({ content, aside, fills, frame, onClosed }: DisplayView): TemplateResult {
  return html`<dialog
    class="frame floating ${fills ? 'filling' : 'beside'}"
    part="frame"
    id="panel"
    .popover=${'manual'}
    aria-labelledby="heading"
    @cancel=${onClosed}
    @close=${onClosed}
    ${ref(frame)}
  >
    ${content()}${aside}
  </dialog>`;
}

function launcherView({ open, unread, texts, launcher, onToggle }: DisplayView): TemplateResult {
  return html`<button
    class="launcher ${open ? 'open' : ''}"
    part="launcher"
    type="button"
    aria-label=${launcherLabel(unread, texts)}
    aria-haspopup="dialog"
    aria-expanded=${open ? 'true' : 'false'}
    aria-controls=${open ? 'panel' : nothing}
    @click=${onToggle}
    ${ref(launcher)}
  >
    ${open ? down : html`<slot name="launcher">${speech}</slot>`}
    ${
      unread === 0
        ? nothing
        : html`<span class="badge" part="launcher-badge" aria-hidden="true"
            >${badge(unread, texts)}</span
          >`
    }
  </button>`;
}

function badge(unread: number, { strings }: DisplayTexts): string {
  const number = written(Math.min(unread, mostShown), strings.unreadAnswers);
  return unread > mostShown ? `${number}+` : number;
}

function launcherLabel(unread: number, { heading, strings }: DisplayTexts): string {
  const label = fill(strings.launcher, { heading });
  if (unread === 0) return label;
  const news = fill(strings.unreadAnswers, { count: unread });
  return `${label}, ${news}`;
}

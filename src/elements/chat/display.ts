/**
 * In which form a chat stands on a page: in its flow, as the whole page, or floating behind a
 * button. Owns open and closed with all that hangs on it: the top layer, the focus, Escape, what is
 * remembered, and how many answers nobody has seen. Does not know what a conversation looks like.
 */
import type { ReactiveController, ReactiveControllerHost, TemplateResult } from 'lit';
import { createRef } from 'lit/directives/ref.js';
import type { Transcript } from '../../core/index.js';
import { choice } from '../../dom/choice.js';
import { composing } from '../../dom/composing.js';
import { keepChoice, keptChoice } from '../../dom/kept-choice.js';
import { KeyboardInset } from '../../dom/keyboard-inset.js';
import { ScrollLock } from '../../dom/scroll-lock.js';
import { emit } from '../events.js';
import { ClosedAnswers } from './closed-answers.js';
import { closeView, displayView } from './display-views.js';
import type { DisplayTexts } from './display-views.js';
import { present, presented } from './panel.js';
import { signInOf } from './sign-in-focus.js';

export const chatDisplays = ['inline', 'full', 'floating'] as const;

/**
 * - `inline`: in the flow of the page
 * - `full`: the whole page
 * - `floating`: a button in a corner, which opens a panel
 */
export type ChatDisplay = (typeof chatDisplays)[number];

export interface DisplayHost extends ReactiveControllerHost, HTMLElement {
  display: ChatDisplay;
  open: boolean;
  remember: boolean;
}

export interface DisplayParts {
  readonly field: () => HTMLElement | undefined;
  /** The conversation comes into view. */
  readonly opened: () => void;
}

/** Where the panel fills the screen: beside it nothing of the page would be of use. */
const small = '(width <= 480px), (height <= 400px)';

const focusable = 'a[href], button:not(:disabled), input:not(:disabled), [tabindex="0"]';

export class DisplayController implements ReactiveController {
  readonly #host: DisplayHost;
  readonly #parts: DisplayParts;
  readonly #answers = new ClosedAnswers();
  readonly #lock = new ScrollLock();
  readonly #keyboard = new KeyboardInset();
  readonly #frame = createRef<HTMLElement>();
  readonly #launcher = createRef<HTMLButtonElement>();
  readonly #small = matchMedia(small);
  #listening: AbortController | undefined;
  /** As the page was told last; null before the first update. */
  #told: boolean | null = null;
  /** The person asked for what is happening, so the focus goes along. */
  #asked = false;
  #held = false;

  constructor(host: DisplayHost, parts: DisplayParts) {
    this.#host = host;
    this.#parts = parts;
    host.addController(this);
  }

  get kind(): ChatDisplay {
    return choice(this.#host, 'display', this.#host.display, chatDisplays);
  }

  /** The conversation is on screen, as far as its form decides that. */
  get shown(): boolean {
    return this.kind !== 'floating' || this.#host.open;
  }

  get #fills(): boolean {
    return this.#small.matches;
  }

  /** The conversation as of this update. */
  take(transcript: Transcript | null): void {
    if (this.#told === null) this.#recall();
    this.#answers.look(transcript, this.shown);
    if (this.#told === false && this.#host.open) this.#parts.opened();
  }

  /** Opens the panel and goes into it. Nothing happens in the other forms. */
  readonly show = (): void => {
    if (this.kind !== 'floating') return;
    this.#asked = true;
    this.#host.open = true;
    this.#host.requestUpdate();
  };

  /** Closes the panel; a focus that is in it goes to the button. */
  readonly hide = (): void => {
    this.#host.open = false;
  };

  readonly toggle = (): void => {
    if (this.#host.open) this.hide();
    else this.show();
  };

  /** The button that closes the panel, in the form that has one. */
  closeButton(label: string): TemplateResult | null {
    return this.kind === 'floating' ? closeView(label, this.hide) : null;
  }

  /** `content` in its form; without it where nobody would see it. */
  render(
    content: () => TemplateResult,
    aside: TemplateResult,
    texts: DisplayTexts,
  ): TemplateResult {
    return displayView({
      kind: this.kind,
      open: this.shown,
      fills: this.#fills,
      unread: this.#answers.count,
      content,
      aside,
      texts,
      frame: this.#frame,
      launcher: this.#launcher,
      onToggle: this.toggle,
      onClosed: this.#closed,
    });
  }

  hostConnected(): void {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    this.#host.addEventListener('keydown', this.#key, { signal });
    const changed = (): void => {
      this.#host.requestUpdate();
    };
    this.#small.addEventListener('change', changed, { signal });
  }

  hostUpdate(): void {
    const frame = this.#frame.value;
    this.#held = frame !== undefined && !this.shown && this.#holdsFocus(frame);
  }

  hostUpdated(): void {
    if (!this.#host.isConnected) return;
    const frame = this.#frame.value ?? null;
    const floats = this.kind === 'floating';
    if (frame instanceof HTMLDialogElement) present(frame, this.#fills);
    const covers = this.kind === 'full' || (floats && this.#fills);
    this.#lock.hold(covers ? frame : null);
    this.#keyboard.watch(this.kind === 'inline' ? null : frame);
    if (this.#held) this.#launcher.value?.focus();
    this.#held = false;
    if (this.#asked && frame !== null) this.#enter();
    this.#asked = false;
    this.#tell(floats);
  }

  hostDisconnected(): void {
    this.#listening?.abort();
    this.#lock.hold(null);
    this.#keyboard.watch(null);
  }

  #tell(floats: boolean): void {
    const { open, remember } = this.#host;
    const before = this.#told;
    this.#told = open;
    if (before === null || before === open || !floats) return;
    if (remember) keepChoice(this.#name, open);
    emit(this.#host, 'miptech-toggle', { open });
  }

  /** Who turns a page on a small screen wants to see the page: there it begins as it was written. */
  #recall(): void {
    if (!this.#host.remember || this.kind !== 'floating' || this.#fills) return;
    this.#host.open = keptChoice(this.#name) ?? this.#host.open;
  }

  get #name(): string {
    return `chat-open:${this.#host.id}`;
  }

  #enter(): void {
    const field = this.#parts.field();
    if (field !== undefined) {
      field.focus();
      return;
    }
    const own = signInOf(this.#host);
    const places = [own, ...(own?.querySelectorAll(focusable) ?? []), this.#closer];
    for (const place of places) {
      if (!(place instanceof HTMLElement)) continue;
      place.focus();
      if (this.#frame.value !== undefined && this.#holdsFocus(this.#frame.value)) return;
    }
  }

  get #closer(): HTMLElement | null {
    return this.#frame.value?.querySelector<HTMLElement>('.close') ?? null;
  }

  /** What is slotted into the frame counts as well. */
  #holdsFocus(frame: HTMLElement): boolean {
    return frame.matches(':focus-within');
  }

  /** The browser closed it by itself, as a phone's gesture to go back does. */
  readonly #closed = (event: Event): void => {
    const frame = this.#frame.value;
    if (event.target !== frame || !(frame instanceof HTMLDialogElement)) return;
    if (event.type === 'cancel') event.preventDefault();
    else if (presented(frame)) return;
    this.hide();
  };

  readonly #key = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented || composing(event)) return;
    if (this.kind !== 'floating' || !this.#host.open || this.#menuOpen) return;
    event.preventDefault();
    this.hide();
  };

  /** The browser closes a menu with this key, after its event. */
  get #menuOpen(): boolean {
    const menu = ':popover-open:not(dialog)';
    const frame = this.#frame.value ?? null;
    return frame?.querySelector(menu) != null || this.#host.querySelector(menu) !== null;
  }
}

/**
 * What the reader does with single messages: copies, rates, looks into menu and sources. Owns the
 * marks this leaves; knows the markup of a message only where it has to find something in it.
 */
import type { ReactiveController, ReactiveControllerHost, TemplateResult } from 'lit';
import type { Message } from '../../core/index.js';
import type { Announcer } from '../../dom/announcer.js';
import { copyText } from '../../dom/clipboard.js';
import { emit } from '../events.js';
import type { FeedbackDetail } from '../events.js';
import { Marks } from './marks.js';
import type { MessageHandlers } from './message-actions.js';
import { MessageMenu } from './message-menu.js';
import { readableText } from './readable-text.js';
import { foldedSources, pointAtSource, sourceCard, sourcesText } from './sources.js';
import type { ChatStrings } from './strings.js';

/** How long the tick stands beside what was copied, in milliseconds. */
const confirmation = 4000;

export interface MessageTasksOptions {
  readonly announcer: Announcer;
  readonly strings: () => ChatStrings;
  readonly messages: () => readonly Message[];
  /** The reader is about to unfold something, and wants to see that and not the end. */
  readonly unfolded: () => void;
}

export class MessageTasks implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #options: MessageTasksOptions;
  readonly #marks = new Marks();
  readonly #menu: MessageMenu;
  /** Takes away what stands beside the last copy. */
  #unconfirm: (() => void) | null = null;

  constructor(host: ReactiveControllerHost & HTMLElement, options: MessageTasksOptions) {
    this.#host = host;
    this.#options = options;
    this.#menu = new MessageMenu(host, {
      messageAt: (place) => this.#messageAt(place),
      copyMarkdown: (opener) => {
        const text = this.#messageAt(opener)?.text;
        if (text !== undefined) void this.#copy(text, opener);
      },
    });
    host.addController(this);
  }

  readonly markOf = this.#marks.of;

  readonly handlers: MessageHandlers = {
    copy: ({ currentTarget }) => {
      const button = currentTarget as HTMLElement;
      const message = this.#messageAt(button);
      if (message !== undefined) void this.#copy(this.#textOf(message, button), button);
    },
    more: (event) => {
      this.#menu.press(event);
    },
    moreKey: (event) => {
      this.#menu.key(event);
    },
    rateUp: (event) => {
      this.#rate(event, 'up');
    },
    rateDown: (event) => {
      this.#rate(event, 'down');
    },
    sources: ({ currentTarget }) => {
      const message = this.#messageAt(currentTarget as Element);
      if (message === undefined) return;
      this.#options.unfolded();
      this.#mark(message.id, !this.markOf(message.id).allSources);
    },
    point: pointAtSource,
    cite: ({ id, number }) => {
      if (id !== undefined) void this.#lead(id, number);
    },
  };

  hostDisconnected(): void {
    this.#unconfirm?.();
  }

  /** Lets go of what was done with all other messages. */
  keep(messages: readonly Message[]): void {
    this.#marks.keep(messages);
  }

  render(language: string | undefined): TemplateResult {
    return this.#menu.render(this.#options.strings(), language);
  }

  #messageAt(place: Element): Message | undefined {
    const id = place.closest<HTMLElement>('article')?.dataset['id'];
    return this.#options.messages().find((message) => message.id === id);
  }

  async #copy(text: string, button: HTMLElement): Promise<void> {
    const { copied, copyFailed } = this.#options.strings();
    // Outside a modal dialog nothing can be selected.
    const done = await copyText(
      text,
      button.closest('dialog') ?? this.#host.shadowRoot ?? this.#host,
    );
    const words = done ? copied : copyFailed;
    this.#options.announcer.announce(words, !done);
    const row = button.closest<HTMLElement>('.actions');
    if (row !== null) this.#confirm(row, done, words);
  }

  // Set on an element whose template leaves these alone: no message is rendered for them.
  #confirm(row: HTMLElement, done: boolean, words: string): void {
    this.#unconfirm?.();
    row.dataset['outcome'] = done ? 'copied' : 'failed';
    row.dataset['words'] = words;
    const timer = setTimeout(() => this.#unconfirm?.(), confirmation);
    this.#unconfirm = () => {
      clearTimeout(timer);
      delete row.dataset['outcome'];
      delete row.dataset['words'];
      this.#unconfirm = null;
    };
  }

  #rate({ currentTarget }: Event, pressed: 'up' | 'down'): void {
    const message = this.#messageAt(currentTarget as Element);
    if (message === undefined) return;
    const value = this.markOf(message.id).rating === pressed ? null : pressed;
    const detail: FeedbackDetail = { message, value };
    if (!emit(this.#host, 'miptech-feedback', detail, { cancelable: true })) return;
    this.#marks.set(message.id, { rating: value });
    const { ratedHelpful, ratedUnhelpful, ratingRemoved } = this.#options.strings();
    const told = { up: ratedHelpful, down: ratedUnhelpful };
    this.#options.announcer.announce(value === null ? ratingRemoved : told[value]);
    this.#host.requestUpdate();
  }

  #mark(id: string, allSources: boolean): void {
    this.#marks.set(id, { allSources });
    this.#host.requestUpdate();
  }

  /** Unfolds the sources where it must, and leads to the card of one. */
  async #lead(id: string, number: number): Promise<void> {
    if (number > foldedSources && !this.markOf(id).allSources) this.#mark(id, true);
    await this.#host.updateComplete;
    const articles = this.#host.shadowRoot?.querySelectorAll('article') ?? [];
    const article = [...articles].find(({ dataset }) => dataset['id'] === id);
    if (article !== undefined) sourceCard(article, number)?.focus();
  }

  /** What the reader sees of a message, as text. */
  #textOf(message: Message, place: Element): string {
    const answer = place.closest('article')?.querySelector('[part~=answer]');
    if (message.role === 'user' || !answer) return message.text;
    const sources = sourcesText(message.sources, this.#options.strings());
    return [readableText(answer), sources].filter((text) => text !== '').join('\n\n');
  }
}

/**
 * `<miptech-chat>`: the conversation and the field to write in. Owns the draft and what is on
 * screen; messages, connection and session belong to the client.
 */
import { LitElement, html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { createRef } from 'lit/directives/ref.js';
import { MiptechError } from '../../core/index.js';
import type { MiptechClient, SessionState, Transcript } from '../../core/index.js';
import { Announcer } from '../../dom/announcer.js';
import { choice } from '../../dom/choice.js';
import { ClientController } from '../../dom/client-controller.js';
import { FocusKeeper } from '../../dom/focus-keeper.js';
import { usableLanguage } from '../../dom/language.js';
import { LanguageController } from '../../dom/language-controller.js';
import { CustomStates } from '../../dom/states.js';
import { errorText } from '../../dom/strings.js';
import type { StringOverrides } from '../../dom/strings.js';
import { scrollModes } from '../../dom/tail.js';
import type { ScrollMode } from '../../dom/tail.js';
import { controls, tokens } from '../../dom/tokens.js';
import { version } from '../../dom/version.js';
import { ViewController } from '../../dom/view-controller.js';
import { VisibilityController } from '../../dom/visibility-controller.js';
import { imagePolicies } from '../../markdown/index.js';
import type { ImagePolicy } from '../../markdown/index.js';
import { emit } from '../events.js';
import type { SendDetail } from '../events.js';
import { failureText, heardConnection, newsSince } from './announcements.js';
import type { Heard } from './announcements.js';
import { Answers } from './answers.js';
import { avatarOf } from './avatar.js';
import { composerView, fitField } from './composer.js';
import { conversationView } from './conversation.js';
import { keptContext } from './message-context.js';
import type { MessageContext } from './message-context.js';
import { MessageTasks } from './message-tasks.js';
import { flowing, hintOf, noticeOf } from './notice.js';
import type { Notice } from './notice.js';
import { Reading } from './reading.js';
import type { MessageRenderers } from './renderers.js';
import { chatStyles } from './styles.js';
import { chatStrings } from './strings.js';
import type { ChatStrings } from './strings.js';
import {
  absentView,
  closedView,
  emptyView,
  headerView,
  loadingView,
  noticeView,
  readingView,
  signedOutView,
} from './views.js';

const noTranscript: Transcript = { chatId: null, messages: [], answering: false, loading: false };

/**
 * @summary A streaming chat with the assistant of the nearest `<miptech-provider>`.
 * @tag miptech-chat
 *
 * Text is never lost: the field is emptied only once the client has taken the message, and a draft
 * outlives a lost connection and an ended session. Signing out takes it along. The view follows the end of the conversation while
 * the reader is there, and no longer.
 *
 * @attr {string} heading - The title. Default “Assistant”.
 * @attr {string} provider - The id of a provider elsewhere in the document.
 * @attr {none|same-origin|https} images - Whose images an answer loads. `none` shows each as a link; `same-origin` loads those of the page's own origin, `https` also those of every https address. Default `none`.
 * @attr {follow|anchor-turn|none} scroll-mode - What moves the view by itself. `follow` keeps the end in view while the reader is there; `anchor-turn` puts each question at the top and lets its answer grow below it; `none` moves nothing. Default `follow`.
 *
 * @attr {boolean} feedback - Answers can be rated. Off by default: a rating that no listener keeps would be a promise broken.
 *
 * @slot heading - The title, with markup of the page's own.
 * @slot avatar - The mark beside the assistant's name: an element, or a `<template>`; copied into each answer.
 * @slot empty - What an empty conversation shows.
 *
 * @fires {CustomEvent<SendDetail>} miptech-send - Before a message is sent. A listener may change `detail.text`, or cancel it; the text then stays in the field.
 * @fires {CustomEvent<FeedbackDetail>} miptech-feedback - An answer was rated, or a rating was taken back. Cancelled, it is not shown.
 *
 * @csspart frame - Everything inside the element.
 * @csspart header - The line with the title.
 * @csspart heading - The title.
 * @csspart new-chat-button - The button “New chat”.
 * @csspart notice - The line about the connection.
 * @csspart connect-button - The button in the notice.
 * @csspart transcript - The scrolling conversation.
 * @csspart empty - What an empty conversation shows.
 * @csspart loading - What is shown while earlier messages are fetched.
 * @csspart signed-out - What is shown while nobody is signed in.
 * @csspart unavailable - What is shown without a client.
 * @csspart day - The line with a new day between messages.
 * @csspart unread - The line above the first message that came while the reader was away.
 * @csspart message - Every message.
 * @csspart user-message - A message of the person.
 * @csspart assistant-message - An answer.
 * @csspart bubble - The text of a person's message.
 * @csspart author - The line with the assistant's name.
 * @csspart avatar - The mark beside the assistant's name.
 * @csspart answer - The text of an answer.
 * @csspart message-state - What became of a message, in words.
 * @csspart resend-button - The button at a message that failed.
 * @csspart ask-again-button - The button at a question that was not answered to the end.
 * @csspart message-actions - The row under a message.
 * @csspart message-action - Every button in that row.
 * @csspart copy-button - The button “Copy”.
 * @csspart more-button - The button that opens the menu of an answer.
 * @csspart feedback-button - Both buttons that rate an answer.
 * @csspart helpful-button - The button that rates an answer as good.
 * @csspart unhelpful-button - The button that rates an answer as bad.
 * @csspart message-time - The time of a message.
 * @csspart message-menu - The menu of an answer, and its details.
 * @csspart message-menu-item - Every button of that menu.
 * @csspart copy-markdown-button - The button “Copy as Markdown”.
 * @csspart details-button - The button “Details”.
 * @csspart message-details - What is known about an answer.
 * @csspart sources - The sources of an answer.
 * @csspart source - One source.
 * @csspart pointed-source - The source whose number the pointer or the focus is on.
 * @csspart all-sources-button - The button that shows all sources, or fewer.
 * @csspart latest-button - The button that goes to the newest message.
 * @csspart unseen-count - How many messages are new, in that button.
 * @csspart composer - The part in which a message is written.
 * @csspart input - The field.
 * @csspart stop-button - The button that stops the answer, while one is expected or arriving.
 * @csspart send-button - The button “Send”.
 * @csspart refusal - Why a message was not taken.
 * @csspart hint - What happens to a message sent now.
 * @csspart closed - Stands in for the composer while nobody may write.
 *
 * @cssproperty [--miptech-chat-block-size=min(40rem, 85dvh)] - Height; `100%` fills a container that has one.
 * @cssproperty [--miptech-chat-measure=46rem] - Longest line of the conversation.
 * @csspart md-paragraph - A paragraph of an answer.
 * @csspart md-heading - A heading of an answer; also `md-h1` to `md-h6`.
 * @csspart md-link - A link of an answer.
 * @csspart md-citation - A number that refers to a source.
 * @csspart md-list - A list of an answer.
 * @csspart md-item - An item of a list.
 * @csspart md-quote - A quotation.
 * @csspart md-image - An image of an answer, where `images` lets it load.
 * @csspart md-code-inline - Code within a line.
 * @csspart md-code-block - A block of code with its header, `md-code-header`.
 * @csspart md-code - The code of a block.
 * @csspart md-copy - The button “Copy code”.
 * @csspart md-token-keyword - A keyword in code; also `md-token-` with `comment`, `string`, `number`, `function`, `type`, `property` and `deleted`.
 * @csspart md-table - A table; also `md-row`, `md-cell` and `md-header-cell`.
 *
 * @cssproperty --miptech-color-text - Text.
 * @cssproperty --miptech-color-muted - Text of less weight.
 * @cssproperty --miptech-color-surface - Background.
 * @cssproperty --miptech-color-surface-sunken - Background of what lies deeper, such as code.
 * @cssproperty --miptech-color-surface-raised - Background of what lies higher, such as buttons.
 * @cssproperty --miptech-color-border - Lines.
 * @cssproperty --miptech-color-border-strong - Borders of fields.
 * @cssproperty --miptech-color-accent - The one strong colour: links, the send button.
 * @cssproperty --miptech-color-on-accent - Text on the accent.
 * @cssproperty --miptech-color-accent-soft - A tint of the accent.
 * @cssproperty --miptech-color-danger - What failed.
 * @cssproperty --miptech-color-warning - What may fail.
 * @cssproperty --miptech-color-focus - The focus ring. Default: the accent.
 * @cssproperty --miptech-font - Font stack. Default: the system's.
 * @cssproperty --miptech-font-mono - Font stack of code.
 * @cssproperty --miptech-font-size - Size of text. Default 0.9375rem, at least 14px.
 * @cssproperty --miptech-radius - Radius of corners. Default 14px.
 * @cssproperty --miptech-space - Unit of distances. Default 0.25rem, at least 4px.
 * @cssproperty --miptech-shadow - Shadow of the frame.
 * @cssproperty --miptech-code-comment - Comments in code.
 * @cssproperty --miptech-code-keyword - Keywords and tags in code.
 * @cssproperty --miptech-code-string - Strings in code, and lines that a diff adds.
 * @cssproperty --miptech-code-number - Numbers and other literals in code.
 * @cssproperty --miptech-code-function - Names of functions in code.
 * @cssproperty --miptech-code-type - Names of types and classes in code.
 * @cssproperty --miptech-code-property - Properties, attributes and variables in code.
 * @cssproperty --miptech-code-deleted - Lines that a diff takes away.
 * @cssproperty --miptech-chat-bubble - Background of a person's messages.
 * @cssproperty --miptech-chat-on-bubble - Text of a person's messages.
 *
 * @cssstate streaming - An answer is expected or arriving.
 * @cssstate empty - There are no messages.
 * @cssstate loading - Earlier messages are being fetched.
 * @cssstate offline - Messages cannot be sent at the moment; they wait.
 * @cssstate signed-out - Nobody is signed in.
 */
export class MiptechChat extends LitElement {
  static readonly version = version;
  static override styles = [tokens, controls, chatStyles];
  static override properties = {
    client: { attribute: false },
    provider: {},
    heading: {},
    scrollMode: { attribute: 'scroll-mode' },
    images: {},
    strings: { attribute: false },
    feedback: { type: Boolean },
    renderers: { attribute: false },
    draft: { state: true },
    refusal: { state: true },
  };

  /** A client given by the page; wins over any provider. */
  declare client: MiptechClient | null;
  /** The id of a provider elsewhere in the same root or document. */
  declare provider: string | null;
  /** The title; the slot `heading` wins. */
  declare heading: string | null;
  /** What moves the view by itself: `follow`, `anchor-turn` or `none`. */
  declare scrollMode: ScrollMode;
  /** Whose images an answer loads: `none`, `same-origin` or `https`. */
  declare images: ImagePolicy;
  /** Texts of the page's own, any of the element's. */
  declare strings: StringOverrides<ChatStrings> | null;
  /** Answers can be rated; each rating is told by `miptech-feedback` and kept by the page. */
  declare feedback: boolean;
  /** The page's own rendering of pieces of messages. Set another object to change a hook. */
  declare renderers: MessageRenderers | null;
  declare protected draft: string;
  declare protected refusal: string | null;

  readonly #clients = new ClientController(this);
  readonly #view = new ViewController(this, this.#clients, (client, read) => ({
    client,
    session: read(client.session),
    connection: read(client.connection),
    countdown: read(client.connection.countdown),
    transcript: read(client.transcript),
  }));
  readonly #field = createRef<HTMLTextAreaElement>();
  readonly #page = new VisibilityController(this);
  readonly #reading = new Reading(this, {
    watched: () => this.#page.visible,
    renderNow: () => {
      this.performUpdate();
    },
  });
  readonly #language = new LanguageController<ChatStrings>(this, 'chat', chatStrings);
  readonly #announcer = new Announcer(this);
  readonly #states = new CustomStates(this);
  readonly #answers = new Answers();
  readonly #tasks = new MessageTasks(this, {
    announcer: this.#announcer,
    strings: () => this.#texts,
    messages: () => this.#view.value?.transcript.messages ?? [],
    unfolded: () => {
      this.#reading.stay();
    },
  });
  #context: MessageContext | null = null;
  #kept = 0;
  #heard: (Heard & { readonly client: MiptechClient }) | null = null;
  #texts: ChatStrings = chatStrings;
  /** The user id of whoever wrote the draft. */
  #writer: string | null = null;

  constructor() {
    super();
    this.client = null;
    this.provider = null;
    this.heading = null;
    this.scrollMode = 'follow';
    this.images = 'none';
    this.strings = null;
    this.feedback = false;
    this.renderers = null;
    this.draft = '';
    this.refusal = null;
    new FocusKeeper(this, (focused) => {
      const reading = focused.closest('.middle') !== null;
      const { value: scroller } = this.#reading.scroller;
      return reading ? [scroller] : [this.#field.value, scroller];
    });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { texts } = this.#language;
    const worded = texts !== this.#texts;
    this.#texts = texts;
    const view = this.#view.value;
    this.#guardDraft(view?.session);
    const mode = choice(this, 'scroll-mode', this.scrollMode, scrollModes);
    this.#reading.take(view?.transcript ?? noTranscript, mode);
    // While an answer grows, nothing else of what messages are rendered with can have changed.
    if (this.#keepAnswers() || worded || changed.size > 0) this.#context = this.#contextNow;
    this.#states.toggle('streaming', view?.transcript.answering ?? false);
    this.#states.toggle('loading', view?.transcript.loading ?? false);
    this.#states.toggle('empty', (view?.transcript.messages.length ?? 0) === 0);
    this.#states.toggle('signed-out', view?.connection.phase === 'signed-out');
    this.#states.toggle('offline', view !== undefined && !flowing(view.connection));
  }

  /** Lets go of what is not shown any more; it is read anew when it is. True where that may be. */
  #keepAnswers(): boolean {
    const { revision } = this.#reading.window;
    if (revision === this.#kept) return false;
    this.#kept = revision;
    this.#answers.keep(this.#reading.shown);
    this.#tasks.keep(this.#view.value?.transcript.messages ?? []);
    return true;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('draft')) fitField(this.#field.value);
    this.#announce();
  }

  /**
   * Sends `text` as if it were typed, `miptech-send` included. False where it was not taken:
   * cancelled, refused, blank, or without a client.
   */
  send(text: string): boolean {
    const { client } = this.#clients;
    const detail: SendDetail = { text };
    if (client === null || text.trim() === '') return false;
    if (!emit(this, 'miptech-send', detail, { cancelable: true })) return false;
    this.refusal = this.#refusalOf(client, detail.text);
    if (this.refusal !== null) {
      this.#announcer.announce(this.refusal, true);
      return false;
    }
    this.#followQuestion(client);
    return true;
  }

  /** Stops the answer that is expected or arriving; it keeps the text it has. */
  stop(): void {
    this.#clients.client?.chat.stop();
  }

  /** Starts an empty chat. A draft stays. */
  async newChat(): Promise<void> {
    await this.#clients.client?.chat.newChat();
  }

  /** Focuses the field. */
  override focus(options?: FocusOptions): void {
    if (this.#field.value) this.#field.value.focus(options);
    else super.focus(options);
  }

  /** A draft is its writer's: it is gone when they sign out or somebody else signs in. */
  #guardDraft(session: SessionState | undefined): void {
    if (session?.phase !== 'signed-in' && session?.phase !== 'signed-out') return;
    const writer = session.user?.id ?? null;
    if (this.#writer !== null && writer !== this.#writer) {
      this.draft = '';
      this.refusal = null;
    }
    this.#writer = writer;
  }

  #refusalOf(client: MiptechClient, text: string): string | null {
    try {
      const message = client.chat.send(text).get();
      return message.state === 'failed' ? failureText(message, this.#texts) : null;
    } catch (error) {
      if (error instanceof MiptechError) return errorText(this.#texts, error);
      throw error;
    }
  }

  #announce(): void {
    const view = this.#view.value;
    const before = this.#heard;
    this.#heard = view ?? null;
    // What another client holds is not news.
    if (view === undefined || before?.client !== view.client) return;
    const connection = heardConnection(before.connection, view.connection, this.#texts);
    this.#heard = { ...view, connection };
    for (const { text, urgent } of newsSince(before, view, this.#texts)) {
      this.#announcer.announce(text, urgent);
    }
  }

  readonly #onDraft = (text: string): void => {
    this.draft = text;
    this.refusal = null;
  };

  readonly #onSend = (): void => {
    if (this.send(this.draft)) this.draft = '';
    this.focus();
  };

  readonly #onNewChat = (): void => {
    void this.newChat();
    this.focus();
  };

  readonly #onConnect = (): void => {
    this.#clients.client?.connection.connect();
  };

  readonly #onResend = (id: string): void => {
    this.#clients.client?.chat.resend(id);
  };

  readonly #onAskAgain = (id: string): void => {
    const { client } = this.#clients;
    client?.chat.askAgain(id);
    if (client) this.#followQuestion(client);
  };

  readonly #onStop = (): void => {
    this.stop();
  };

  readonly #onAvatar = (): void => {
    this.requestUpdate('renderers');
  };

  readonly #onLatest = (): void => {
    this.#reading.toEnd();
  };

  /** The last question is the reader's own. */
  #followQuestion(client: MiptechClient): void {
    const { messages } = client.transcript.get();
    const question = messages.findLast(({ role }) => role === 'user');
    if (question !== undefined) this.#reading.wrote(question.id);
  }

  protected override render(): TemplateResult {
    const view = this.#view.value;
    const strings = this.#texts;
    const messages = view?.transcript.messages ?? [];
    const signedOut = view?.connection.phase === 'signed-out';
    const notice = this.#notice;
    return html`<div class="frame" part="frame">
      ${headerView(
        this.heading || strings.heading,
        strings,
        messages.length > 0 && !signedOut ? this.#onNewChat : null,
      )}
      ${notice === null ? nothing : noticeView(notice, this.#onConnect)}
      ${readingView(this.#reading, this.#renderMessages(strings), strings, this.#onLatest)}
      ${this.#renderComposer(strings)} ${this.#tasks.render(this.#context?.language)}
      <slot name="avatar" hidden @slotchange=${this.#onAvatar}></slot>
      ${this.#announcer.render()}
    </div>`;
  }

  get #notice(): Notice | null {
    const view = this.#view.value;
    // A connection that rests while nobody looks is back with the first look.
    const resting = view?.connection.phase === 'idle' && !this.#page.visible;
    if (view === undefined || resting) return null;
    return noticeOf(view.connection, view.countdown, this.#texts);
  }

  #renderMessages(strings: ChatStrings): unknown {
    const view = this.#view.value;
    if (view === undefined) return this.#renderAbsent(strings);
    const { messages, loading } = view.transcript;
    if (messages.length === 0) {
      if (view.connection.phase === 'signed-out') {
        return signedOutView(strings, view.session.phase === 'signing-in');
      }
      return loading ? loadingView(strings) : emptyView(strings);
    }
    return conversationView(view.transcript, this.#reading, this.#context ?? this.#contextNow);
  }

  /** The same object until something in it is another. */
  get #contextNow(): MessageContext {
    return keptContext(this.#context, {
      strings: this.#texts,
      language: usableLanguage(this.#language.language),
      contentLanguage: this.#language.foreign && this.#language.language,
      images: choice(this, 'images', this.images, imagePolicies),
      renderers: this.renderers,
      avatar: avatarOf(this),
      feedback: this.feedback,
      documentOf: this.#answers.documentOf,
      markOf: this.#tasks.markOf,
      handlers: this.#tasks.handlers,
      onResend: this.#onResend,
      onAskAgain: this.#onAskAgain,
    });
  }

  #renderAbsent(strings: ChatStrings): TemplateResult | typeof nothing {
    switch (this.#clients.search) {
      case 'missing':
        return absentView(strings.missing);
      case 'unavailable':
        return absentView(strings.unavailable);
      default:
        return nothing;
    }
  }

  #renderComposer(strings: ChatStrings): TemplateResult | typeof nothing {
    const view = this.#view.value;
    if (view === undefined) return nothing;
    if (view.connection.phase === 'signed-out') {
      const { auth_expired: ended, auth_required: needed } = strings.errors;
      if (view.transcript.messages.length === 0) return nothing;
      return closedView(view.session.phase === 'expired' ? ended : needed);
    }
    return composerView({
      draft: this.draft,
      refusal: this.refusal,
      hint: this.draft.trim() === '' ? null : hintOf(view.connection, strings),
      answering: view.transcript.answering,
      field: this.#field,
      strings,
      onDraft: this.#onDraft,
      onSend: this.#onSend,
      onStop: this.#onStop,
    });
  }
}

/**
 * `<miptech-chat>`: the conversation and the field to write in. Owns what is on screen; messages,
 * draft, connection and session belong to the client.
 */
import { LitElement, html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { createRef } from 'lit/directives/ref.js';
import { MiptechError } from '../../core/index.js';
import type { Message, MiptechClient, SessionState, Transcript } from '../../core/index.js';
import { Announcer } from '../../dom/announcer.js';
import { choice } from '../../dom/choice.js';
import { ClientController } from '../../dom/client-controller.js';
import { FocusKeeper } from '../../dom/focus-keeper.js';
import { usableLanguage } from '../../dom/language.js';
import { LanguageController } from '../../dom/language-controller.js';
import { CustomStates } from '../../dom/states.js';
import { errorText, fill } from '../../dom/strings.js';
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
import { ChatList } from './chat-list.js';
import { composerView, fitField, submitKeys } from './composer.js';
import type { SubmitKey } from './composer.js';
import { conversationView } from './conversation.js';
import { DisplayController } from './display.js';
import type { ChatDisplay } from './display.js';
import { grownAnswer, pace, sameBefore } from './growth.js';
import { leastOf, lengthOf } from './length.js';
import { keptContext } from './message-context.js';
import type { Growing, MessageContext } from './message-context.js';
import { Limits } from './limits.js';
import { MessageTasks } from './message-tasks.js';
import { flowing, hintOf, noticeOf } from './notice.js';
import type { Notice } from './notice.js';
import { Offers } from './offers.js';
import type { SuggestionOption } from './offers.js';
import { Reading } from './reading.js';
import type { MessageRenderers } from './renderers.js';
import { SignInFocus } from './sign-in-focus.js';
import { chatStyles } from './styles.js';
import { chatStrings } from './strings.js';
import type { ChatStrings } from './strings.js';
import {
  absentView,
  closedEmptyView,
  closedView,
  emptyView,
  headerView,
  loadingView,
  noticeView,
  readingView,
  signInView,
  signedOutView,
} from './views.js';
import { Writing } from './writing.js';

const noTranscript: Transcript = { chatId: null, messages: [], answering: false, loading: false };

/**
 * @summary A streaming chat with the assistant of the nearest `<miptech-provider>`.
 * @tag miptech-chat
 *
 * Text is never lost: the field is emptied only once the client has taken the message, and a draft
 * outlives a lost connection, an ended session and a reload. Signing out takes it along. The view
 * follows the end of the conversation while the reader is there, and no longer.
 *
 * @attr {string} heading - The title. Default “Assistant”.
 * @attr {string} provider - The id of a provider elsewhere in the document.
 * @attr {none|same-origin|https} images - Whose images an answer loads. `none` shows each as a link; `same-origin` loads those of the page's own origin, `https` also those of every https address. Default `none`.
 * @attr {follow|anchor-turn|none} scroll-mode - What moves the view by itself. `follow` keeps the end in view while the reader is there; `anchor-turn` puts each question at the top and lets its answer grow below it; `none` moves nothing. Default `follow`.
 *
 * @attr {boolean} feedback - Answers can be rated. Off by default: a rating that no listener keeps would be a promise broken.
 *
 * @attr {enter|modifier-enter} submit-key - What sends: Enter, with Shift+Enter for a new line, or Ctrl+Enter (Command+Enter) with Enter for a new line. Default `enter`.
 * @attr {number} max-length - Most characters of a message. Default: what the platform says, if it does.
 * @attr {string} greeting - What an empty conversation says first. Default: the tenant's own, else “How can I help?”.
 * @attr {boolean} chats - The user's chats can be listed and opened: in a column beside the conversation where the element is wide, else in a drawer over it.
 * @attr {inline|full|floating} display - The form on the page. `inline` stands in its flow, `full` fills the window, `floating` is a button in a corner that opens a panel. Default `inline`.
 * @attr {boolean} open - The panel of a floating chat is open.
 * @attr {boolean} remember - Whether the panel is open is kept in the tab's session storage, for the next page.
 * @attr {comfortable|compact} density - How close things stand. `compact` has smaller text and distances. Default `comfortable`.
 *
 * @slot header - Behind the title: buttons of the page's own.
 * @slot launcher - The icon on the button of a floating chat.
 * @slot signed-out - What a chat without a session shows, in place of the invitation: a `<miptech-login>`, for example.
 * @slot heading - The title, with markup of the page's own.
 * @slot avatar - The mark beside the assistant's name: an element, or a `<template>`; copied into each answer.
 * @slot empty - What an empty conversation shows.
 * @slot suggestions - What one may ask first, below that: buttons, which send their `data-text` or their words.
 *
 * @fires {CustomEvent<SendDetail>} miptech-send - Before a message is sent. A listener may change `detail.text`, or cancel it; the text then stays in the field.
 * @fires {CustomEvent<ToggleDetail>} miptech-toggle - The panel of a floating chat was opened or closed.
 * @fires {CustomEvent<FeedbackDetail>} miptech-feedback - An answer was rated, or a rating was taken back. Cancelled, it is not shown.
 *
 * @csspart frame - Everything inside the element.
 * @csspart header - The line with the title.
 * @csspart heading - The title.
 * @csspart new-chat-button - The button “New chat”.
 * @csspart chats-button - The button that shows and hides the list of chats.
 * @csspart chats - The list of chats, as a column or a drawer.
 * @csspart chats-search - The field that searches the list.
 * @csspart chats-group - The name of a group, such as “Today”.
 * @csspart chats-item - One chat.
 * @csspart open-chats-item - The chat that is open.
 * @csspart chats-close-button - The button that closes the list where it is a drawer.
 * @csspart chats-problem - Why the list or a chat could not be had.
 * @csspart launcher - The button of a floating chat.
 * @csspart launcher-badge - How many answers came while it was closed.
 * @csspart close-button - The button that closes the panel of a floating chat.
 * @csspart notice - The line about the connection.
 * @csspart connect-button - The button in the notice.
 * @csspart transcript - The scrolling conversation.
 * @csspart empty - What an empty conversation shows.
 * @csspart greeting - The first words of an empty conversation.
 * @csspart suggestions - The suggestions of an empty conversation, and those after an answer.
 * @csspart follow-ups - The suggestions after an answer.
 * @csspart suggestion - One suggestion.
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
 * @csspart edit-button - The button “Edit”, at the person's last message.
 * @csspart withdraw-button - The button that takes back a message that is not sent.
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
 * @csspart editing - The line that says that the last message is being changed.
 * @csspart cancel-edit-button - The button that ends that.
 * @csspart length - How many characters are left, or too many.
 * @csspart limit - How many of the day's messages are used, near their end.
 * @csspart refusal - Why a message was not taken.
 * @csspart hint - What happens to a message sent now, and how many wait.
 * @csspart closed - Stands in for the composer, or for all of an empty conversation, while nobody may write.
 *
 * @cssproperty [--miptech-chat-block-size=min(40rem, 85dvh)] - Height; `100%` fills a container that has one.
 * @cssproperty [--miptech-chat-measure=46rem] - Longest line of the conversation.
 * @cssproperty [--miptech-chat-gutter] - Distance of the conversation from the sides. Default: five times `--miptech-space`.
 * @cssproperty [--miptech-chat-header-block-size=3.25em] - Least height of the header.
 * @cssproperty [--miptech-chat-avatar-size=1.75em] - Size of the mark beside the assistant's name.
 * @cssproperty [--miptech-chat-launcher] - Background of the button of a floating chat. Default: the accent.
 * @cssproperty [--miptech-chat-on-launcher] - Its icon. Default: the text on the accent.
 * @cssproperty [--miptech-chat-launcher-size=clamp(48px, 3.5em, 72px)] - Its width and height.
 * @cssproperty [--miptech-chat-launcher-radius=50%] - Radius of its corners.
 * @cssproperty [--miptech-chat-badge] - Background of the number at it. Default: the colour of what failed.
 * @cssproperty [--miptech-chat-on-badge] - That number. Default: the background of the chat.
 * @cssproperty [--miptech-chat-offset-inline=max(1.25rem, 16px)] - Its distance from the end of the line.
 * @cssproperty [--miptech-chat-offset-block=max(1.25rem, 16px)] - Its distance from the lower edge.
 * @cssproperty [--miptech-chat-panel-inline-size=25rem] - Width of the panel, as far as there is room.
 * @cssproperty [--miptech-chat-panel-block-size=42rem] - Height of the panel, as far as there is room.
 * @cssproperty [--miptech-chat-z-index=1000] - Layer of a chat that is floating or full. An open panel is above everything.
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
 * @cssproperty --miptech-color-success - What went well.
 * @cssproperty --miptech-color-focus - The focus ring. Default: the accent.
 * @cssproperty --miptech-font - Font stack. Default: the system's.
 * @cssproperty --miptech-font-mono - Font stack of code.
 * @cssproperty --miptech-font-size - Size of text. Default 0.9375rem, at least 14px.
 * @cssproperty --miptech-radius - Radius of corners. Default 14px.
 * @cssproperty [--miptech-radius-small] - Radius of buttons and fields. Default: seven tenths of `--miptech-radius`.
 * @cssproperty [--miptech-border-width=1px] - Width of lines and borders.
 * @cssproperty [--miptech-line-height=1.5] - Height of a line, as a number.
 * @cssproperty [--miptech-duration=140ms] - How long a change of colour takes.
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
    display: { reflect: true, useDefault: true },
    open: { type: Boolean, reflect: true },
    remember: { type: Boolean },
    strings: { attribute: false },
    feedback: { type: Boolean },
    chats: { type: Boolean },
    renderers: { attribute: false },
    submitKey: { attribute: 'submit-key' },
    maxLength: { attribute: 'max-length', type: Number },
    greeting: {},
    suggestions: { attribute: false },
    followUps: { attribute: false },
    draft: { attribute: false, noAccessor: true },
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
  /** The form on the page: `inline`, `full` or `floating`. */
  declare display: ChatDisplay;
  /** The panel of a floating chat is open. To set it moves no focus; `show()` and `hide()` do. */
  declare open: boolean;
  /** A floating chat that was open, or closed, is so again on the next page of this tab. */
  declare remember: boolean;
  /** Texts of the page's own, any of the element's. */
  declare strings: StringOverrides<ChatStrings> | null;
  /** Answers can be rated; each rating is told by `miptech-feedback` and kept by the page. */
  declare feedback: boolean;
  /** The user's chats can be listed and opened. */
  declare chats: boolean;
  /** The page's own rendering of pieces of messages. Set another object to change a hook. */
  declare renderers: MessageRenderers | null;
  /** What sends: `enter` or `modifier-enter`. */
  declare submitKey: SubmitKey;
  /** Most characters of a message, as code points; null leaves it to the platform. */
  declare maxLength: number | null;
  /** What an empty conversation says first; null takes the tenant's own, or the element's. */
  declare greeting: string | null;
  /** What one may ask first; null takes the tenant's own. */
  declare suggestions: readonly SuggestionOption[] | null;
  /** What one may ask after the answer that is the last one when this is set; null takes the answer's own. */
  declare followUps: readonly SuggestionOption[] | null;

  readonly #clients = new ClientController(this);
  readonly #view = new ViewController(
    this,
    this.#clients,
    (client, read) => ({
      client,
      session: read(client.session),
      connection: read(client.connection),
      countdown: read(client.connection.countdown),
      transcript: read(client.transcript),
      draft: read(client.chat.draft),
      config: read(client.chat.config),
    }),
    (now, before) => this.#showGrowth(grownAnswer(before, now), now.transcript, before.transcript),
  );
  readonly #field = createRef<HTMLTextAreaElement>();
  readonly #page = new VisibilityController(this);
  readonly #display = new DisplayController(this, {
    field: () => this.#field.value,
    opened: () => {
      this.#reading.begin();
    },
  });
  readonly #reading = new Reading(this, {
    watched: () => this.#page.visible && this.#display.shown,
    renderNow: () => {
      this.performUpdate();
    },
  });
  readonly #language = new LanguageController<ChatStrings>(this, 'chat', chatStrings);
  readonly #announcer = new Announcer(this);
  readonly #states = new CustomStates(this);
  readonly #answers = new Answers();
  readonly #growing: Growing = { row: null };
  readonly #tasks = new MessageTasks(this, {
    announcer: this.#announcer,
    strings: () => this.#texts,
    messages: () => this.#view.value?.transcript.messages ?? [],
    unfolded: () => {
      this.#reading.stay();
    },
  });
  readonly #writing = new Writing(this, {
    announcer: this.#announcer,
    client: () => this.#clients.client,
    strings: () => this.#texts,
    field: () => this.#field.value,
    send: (text) => this.send(text),
    putBack: (text) => this.#clients.client !== null && this.#taken(this.#clients.client, text),
    limit: () => this.#limit,
  });
  readonly #offers = new Offers(this, (text) => {
    this.send(text);
  });
  readonly #limits = new Limits(this, this.#clients, this.#announcer, () => this.#texts);
  readonly #list = new ChatList(this, {
    clients: this.#clients,
    announcer: this.#announcer,
    shown: () => this.#display.shown,
    wanted: () => this.chats,
    strings: () => this.#texts,
    language: () => this.#context?.language,
    open: (id) => this.openChat(id),
    newChat: () => {
      this.#onNewChat();
    },
    goOn: () => {
      // Where nobody may write, there is the conversation.
      (this.#field.value ?? this.#reading.scroller.value)?.focus();
    },
  });
  #context: MessageContext | null = null;
  #kept = 0;
  /** When the growing answer was shown last. */
  #grown = 0;
  #heard: (Heard & { readonly client: MiptechClient; readonly session: SessionState }) | null =
    null;
  #texts: ChatStrings = chatStrings;
  #fitted: string | null = null;

  constructor() {
    super();
    this.client = null;
    this.provider = null;
    this.heading = null;
    this.scrollMode = 'follow';
    this.images = 'none';
    this.display = 'inline';
    this.open = false;
    this.remember = false;
    this.strings = null;
    this.feedback = false;
    this.chats = false;
    this.renderers = null;
    this.submitKey = 'enter';
    this.maxLength = null;
    this.greeting = null;
    this.suggestions = null;
    this.followUps = null;
    new FocusKeeper(this, (focused) => {
      // The list keeps its own.
      if (focused.closest('.chats') !== null) return [];
      const reading = focused.closest('.middle') !== null;
      const { value: scroller } = this.#reading.scroller;
      return reading ? [scroller] : [this.#field.value, scroller];
    });
    new SignInFocus(this, () => this.#field.value);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { texts } = this.#language;
    const worded = texts !== this.#texts;
    this.#texts = texts;
    const view = this.#view.value;
    if (view !== undefined) this.#writing.look(view.client, view.session, view.transcript);
    if (changed.has('followUps')) this.#offers.followed(this.#clients.client?.transcript.get());
    this.#display.take(view?.transcript ?? null);
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

  /** Shows more of the last answer by its row alone; false where the whole chat has to be rendered. */
  #showGrowth(
    answer: Message | null,
    transcript: Transcript,
    before: Transcript,
  ): boolean | 'later' {
    if (answer === null) return false;
    const now = performance.now();
    if (now - this.#grown < pace) return 'later';
    if (!sameBefore(transcript, before)) return false;
    this.#grown = now;
    // What has the focus may go with the text it is in, and an update sees to it.
    const focused = this.shadowRoot?.activeElement?.closest('article');
    if (focused || !this.#growing.row?.grow(answer)) return false;
    this.#reading.take(transcript);
    return true;
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

  protected override updated(): void {
    const { draft } = this.#writing;
    if (draft !== this.#fitted) fitField(this.#field.value);
    this.#fitted = draft;
    if (this.#view.value !== undefined) this.#offers.ask(this.#view.value);
    this.#announce();
  }

  /** What is in the field. It is kept for the person until it is sent, and gone when they sign out. */
  get draft(): string {
    return this.#writing.draft;
  }

  set draft(text: string | null | undefined) {
    this.#writing.draft = text;
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
    if (!this.#taken(client, detail.text)) return false;
    this.#followQuestion(client);
    return true;
  }

  /** Stops the answer that is expected or arriving; it keeps the text it has. */
  stop(): void {
    this.#clients.client?.chat.stop();
  }

  /** Starts an empty chat. A draft goes along. */
  async newChat(): Promise<void> {
    this.#writing.giveUp();
    await this.#clients.client?.chat.newChat();
  }

  /** Shows an earlier chat. @throws MiptechError where it cannot be had, or there is no client */
  async openChat(id: string): Promise<void> {
    const { client } = this.#clients;
    if (client === null) throw new MiptechError('disposed', { message: 'The chat has no client.' });
    this.#writing.giveUp();
    await client.chat.open(id);
  }

  /** Opens the panel of a floating chat and puts the cursor into its field. */
  show(): void {
    this.#display.show();
  }

  /** Closes the panel of a floating chat; the connection goes on. */
  hide(): void {
    this.#display.hide();
  }

  /** Opens the panel of a floating chat, or closes it. */
  toggle(): void {
    this.#display.toggle();
  }

  /** Focuses the field. */
  override focus(options?: FocusOptions): void {
    if (this.#field.value) this.#field.value.focus(options);
    else super.focus(options);
  }

  get #limit(): number | null {
    return leastOf(this.maxLength, this.#clients.client?.chat.config.get().maxLength ?? null);
  }

  /** Hands a message to the client; where that takes it not, the person is told why. */
  #taken(client: MiptechClient, text: string): boolean {
    const refusal = this.#refusalOf(client, text);
    this.#writing.refuse(refusal);
    this.requestUpdate();
    if (refusal !== null) this.#announcer.announce(refusal(), true);
    return refusal === null;
  }

  #refusalOf(client: MiptechClient, text: string): (() => string) | null {
    const limit = this.#limit;
    if (limit !== null && lengthOf(text) > limit) {
      return () => fill(this.#texts.tooLong, { limit });
    }
    try {
      const message = client.chat.send(text).get();
      return message.state === 'failed' ? () => failureText(message, this.#texts) : null;
    } catch (error) {
      if (error instanceof MiptechError) return () => errorText(this.#texts, error);
      throw error;
    }
  }

  #announce(): void {
    const view = this.#view.value;
    const before = this.#heard;
    this.#heard = view ?? null;
    // What another client holds is not news.
    if (view === undefined || before?.client !== view.client) return;
    // What was said last may hold words of somebody who has left.
    if (view.session.user?.id !== before.session.user?.id) this.#announcer.clear();
    const connection = heardConnection(before.connection, view.connection, this.#texts);
    this.#heard = { ...view, connection };
    for (const { text, urgent } of newsSince(before, view, this.#texts)) {
      this.#announcer.announce(text, urgent);
    }
  }

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

  readonly #onEdit = (message: Message): void => {
    this.#writing.edit(message);
  };

  readonly #onWithdraw = (id: string): void => {
    if (this.#clients.client?.chat.withdraw(id)) this.#announcer.announce(this.#texts.withdrawn);
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
    const strings = this.#texts;
    const heading = this.heading || strings.heading;
    return this.#display.render(() => this.#renderContent(heading), this.#announcer.render(), {
      heading,
      strings,
    });
  }

  #renderContent(heading: string): TemplateResult {
    const view = this.#view.value;
    const strings = this.#texts;
    const messages = view?.transcript.messages ?? [];
    const signedOut = view?.connection.phase === 'signed-out';
    const notice = this.#notice;
    const content = html`${headerView({
        heading,
        strings,
        onNewChat: messages.length > 0 && !signedOut && !this.#list.column ? this.#onNewChat : null,
        leading: this.#list.button(),
        closeButton: this.#display.closeButton(strings.close),
      })}
      ${notice === null ? nothing : noticeView(notice, this.#onConnect)}
      ${readingView(this.#reading, this.#renderMessages(strings), strings, this.#onLatest)}
      ${this.#renderComposer(strings)} ${this.#tasks.render(this.#context?.language)}
      <slot name="avatar" hidden @slotchange=${this.#onAvatar}></slot>`;
    return this.#list.around(content);
  }

  /** For numbers and moments; undefined takes the browser's. */
  get #locale(): string | undefined {
    return usableLanguage(this.#language.language);
  }

  get #notice(): Notice | null {
    const view = this.#view.value;
    // A connection that rests while nobody looks is back with the first look.
    const resting = view?.connection.phase === 'idle' && !this.#page.visible;
    if (view === undefined || resting) return null;
    // The limit is told where one writes.
    if (view.connection.phase === 'rate-limited' && this.#limits.reached) return null;
    return noticeOf(view.connection, view.countdown, this.#texts);
  }

  #renderMessages(strings: ChatStrings): unknown {
    const view = this.#view.value;
    if (view === undefined) return this.#renderAbsent(strings);
    const { messages, loading } = view.transcript;
    const signedOut = view.connection.phase === 'signed-out';
    const writable = !signedOut && this.#limits.closed === null;
    if (messages.length === 0) {
      if (signedOut) {
        return signedOutView(strings, view.session.phase === 'signing-in');
      }
      if (loading) return loadingView(strings);
      if (this.#limits.closed !== null) return closedEmptyView(this.#limits.closed);
      return emptyView({
        greeting:
          this.greeting || this.strings?.greeting || view.config.greeting || strings.greeting,
        suggestions: this.#offers.first(this.suggestions, view.config),
        offers: this.#offers,
        strings,
        writable,
      });
    }
    const context = this.#context ?? this.#contextNow;
    return html`${conversationView(view.transcript, this.#reading, context, writable)}
    ${writable ? this.#offers.next(this.followUps, view.transcript, strings) : nothing}`;
  }

  /** The same object until something in it is another. */
  get #contextNow(): MessageContext {
    return keptContext(this.#context, {
      strings: this.#texts,
      language: this.#locale,
      contentLanguage: this.#language.foreign && this.#language.language,
      images: choice(this, 'images', this.images, imagePolicies),
      renderers: this.renderers,
      avatar: avatarOf(this),
      feedback: this.feedback,
      documentOf: this.#answers.documentOf,
      markOf: this.#tasks.markOf,
      growing: this.#growing,
      handlers: this.#tasks.handlers,
      onResend: this.#onResend,
      onAskAgain: this.#onAskAgain,
      onEdit: this.#onEdit,
      onWithdraw: this.#onWithdraw,
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
      return signInView(view.session.phase === 'expired' ? ended : needed);
    }
    const { closed } = this.#limits;
    if (closed !== null) {
      const { messages, loading } = view.transcript;
      return messages.length === 0 && !loading ? nothing : closedView(closed);
    }
    const { blank } = this.#writing;
    return composerView({
      limit: this.#limits.line,
      spent: this.#limits.reached,
      writing: this.#writing,
      submitKey: choice(this, 'submit-key', this.submitKey, submitKeys),
      hint: hintOf({ ...view, blank }, strings),
      answering: view.transcript.answering,
      field: this.#field,
      strings,
      onStop: this.#onStop,
    });
  }
}

/**
 * What is being written: the draft and where it goes, one's own earlier messages in the field, and
 * the change of the last one. Owns what is set aside meanwhile; the draft itself is the client's, and
 * the view is the composer's.
 */
import type { LitElement, ReactiveController } from 'lit';
import type { Message, MiptechClient, SessionState, Transcript } from '../../core/index.js';
import type { Announcer } from '../../dom/announcer.js';
import { fill } from '../../dom/strings.js';
import { measured } from './length.js';
import type { Length } from './length.js';
import type { ChatStrings } from './strings.js';

/** The second click of a double one comes within this, in milliseconds. */
const doubleClick = 500;

export interface WritingParts {
  readonly announcer: Announcer;
  readonly client: () => MiptechClient | null;
  readonly strings: () => ChatStrings;
  readonly field: () => HTMLTextAreaElement | undefined;
  /** Sends what was written; false where it was not taken. */
  readonly send: (text: string) => boolean;
  /** Puts a message that was taken out of the line back at its end; false where it was not taken. */
  readonly putBack: (text: string) => boolean;
  /** Most characters of a message; null for no limit. */
  readonly limit: () => number | null;
}

/** A message whose text is in the field. */
interface Edited {
  readonly message: Message;
  /** It waited, and was taken out of the line so that it does not go as it was. */
  readonly taken: boolean;
  /** The draft that was there before. */
  readonly aside: string;
}

/** Where something is under way in the field. */
interface Place {
  readonly client: MiptechClient;
  /** Who wrote there last; null for a visitor. */
  readonly person: string | null;
  readonly left: SessionState['left'];
  readonly chatId: string | null;
}

interface Recalled {
  /** Among the person's own messages. */
  readonly index: number;
  readonly aside: string;
}

export class Writing implements ReactiveController {
  readonly #host: LitElement;
  readonly #parts: WritingParts;
  /** Set before there was a client to keep it. */
  #early: string | null = null;
  #refusal: (() => string) | null = null;
  #edited: Edited | null = null;
  #recalled: Recalled | null = null;
  #place: Place | null = null;
  #sentAt = -Infinity;

  constructor(host: LitElement, parts: WritingParts) {
    this.#host = host;
    this.#parts = parts;
    host.addController(this);
  }

  get draft(): string {
    return this.#early ?? this.#parts.client()?.chat.draft.get() ?? '';
  }

  /** From a page or a person: a field knows one kind of line break. */
  set draft(given: string | null | undefined) {
    this.#write(given ?? '', this.#parts.client());
  }

  #write(given: string, client: MiptechClient | null): void {
    const text = given.replace(/\r\n?/g, '\n');
    this.#early = client === null ? text : null;
    client?.chat.setDraft(text);
    this.#recalled = null;
    this.#host.requestUpdate();
  }

  /** Why the last message was not taken, in the words of now. */
  get refusal(): string | null {
    return this.#refusal?.() ?? null;
  }

  /** The last message was not taken: `why` says it in the language in force; null where it was. */
  refuse(why: (() => string) | null): void {
    this.#refusal = why;
  }

  get blank(): boolean {
    return this.draft.trim() === '';
  }

  /** The message that is being changed. */
  get edited(): Message | null {
    return this.#edited?.message ?? null;
  }

  /** How long the draft is, where that is worth knowing. */
  get length(): Length | null {
    const { limit, strings } = this.#parts;
    return measured(this.draft, limit(), strings());
  }

  hostUpdate(): void {
    const client = this.#parts.client();
    if (client === null || this.#early === null) return;
    const early = this.#early;
    this.#early = null;
    client.chat.setDraft(early);
  }

  /** Before each update: in another conversation, and for another person, nothing is under way. */
  look(client: MiptechClient, { user, left }: SessionState, transcript: Transcript): void {
    const { chatId, messages } = transcript;
    const before = this.#place;
    // A session that ended, or a sign-in that was refused, makes nobody another person.
    const person = user === null ? (before?.person ?? null) : user.id || user.email;
    this.#place = { client, person, left, chatId };
    if (before === null) return;
    // A chat that the platform has no more keeps its messages here, and loses its name alone.
    const kept = before.chatId === null || (chatId === null && messages.length > 0);
    const same = client === before.client && person === before.person;
    const stays = left === null || before.left !== null;
    if (same && stays && (kept || chatId === before.chatId)) return;
    this.#edited = null;
    this.#recalled = null;
    this.#refusal = null;
  }

  /** The person has typed. */
  type(text: string): void {
    const before = this.length?.zone;
    this.draft = text;
    this.#refusal = null;
    const { length } = this;
    if (length !== null && length.zone !== before) this.#parts.announcer.announce(length.text);
  }

  submit(): void {
    const edited = this.#edited;
    // A page may take the chat away when something is sent in it.
    const client = this.#parts.client();
    if (this.#parts.send(this.draft)) {
      this.#edited = null;
      // Nothing of the earlier one is to go out, or to stand there as failed.
      if (edited?.message.state === 'failed') client?.chat.withdraw(edited.message.id);
      this.#write(edited?.aside ?? '', client);
    }
    this.#host.requestUpdate();
    this.#parts.field()?.focus();
  }

  /** A pointer pressed “Send”. */
  pressed({ detail, timeStamp }: MouseEvent): void {
    if (detail > 0) this.#sentAt = timeStamp;
  }

  /** True for the second click of a double one on “Send”, which meets what stands there since. */
  doubled({ detail, timeStamp }: MouseEvent): boolean {
    return detail > 1 || (detail > 0 && timeStamp - this.#sentAt < doubleClick);
  }

  /** Puts a message's text into the field. What waits is taken out of the line meanwhile. */
  edit(message: Message): void {
    const client = this.#parts.client();
    if (client === null || !this.giveUp()) return;
    const taken = message.state === 'queued' && client.chat.withdraw(message.id);
    const aside = this.draft;
    this.draft = message.text;
    this.#refusal = null;
    this.#edited = { message, taken, aside };
    this.#parts.announcer.announce(this.#parts.strings().editing);
    this.#atEnd();
  }

  /** The person gives up what is under way in the field. True where there was any. */
  leave(): boolean {
    if (this.#edited === null && this.#recalled === null) return false;
    const { announcer, strings } = this.#parts;
    const { draftBack, fieldEmpty } = strings();
    if (this.#back()) announcer.announce(this.draft === '' ? fieldEmpty : draftBack);
    this.#atEnd();
    return true;
  }

  /** Nothing is under way in the field any more, and the draft is back. False where it is not. */
  giveUp(): boolean {
    while (this.#back());
    return this.#edited === null;
  }

  /** One step back; false where there is none, or a message that was taken out cannot go back. */
  #back(): boolean {
    const edited = this.#edited;
    const recalled = this.#recalled;
    const aside = recalled?.aside ?? edited?.aside;
    if (aside === undefined) return false;
    if (recalled === null && edited !== null) {
      // Taken out of the line for the change alone.
      if (edited.taken && !this.#parts.putBack(edited.message.text)) return false;
      this.#edited = null;
    }
    this.draft = aside;
    return true;
  }

  /** Arrow up in an empty field brings one's own last message, and again the one before. */
  recall(event: KeyboardEvent, field: HTMLTextAreaElement): boolean {
    const { key, shiftKey, altKey, ctrlKey, metaKey } = event;
    const up = key === 'ArrowUp';
    if ((!up && key !== 'ArrowDown') || shiftKey || altKey || ctrlKey || metaKey) return false;
    const { value, selectionStart: caret, selectionEnd } = field;
    const recalled = this.#recalled;
    // Moved since, the caret goes its own way through the lines.
    const placed = caret === selectionEnd && caret === value.length;
    if (recalled === null ? !up || value !== '' : !placed) return false;
    const texts = ownTexts(this.#parts.client());
    const index = (recalled?.index ?? texts.length) + (up ? -1 : 1);
    const text = texts[index];
    if (text === undefined) {
      if (index >= texts.length) this.leave();
      return recalled !== null;
    }
    const aside = recalled?.aside ?? value;
    this.draft = text;
    this.#recalled = { index, aside };
    this.#parts.announcer.announce(fill(this.#parts.strings().recalled, { text }));
    this.#atEnd();
    return true;
  }

  #atEnd(): void {
    void this.#host.updateComplete.then(() => {
      const field = this.#parts.field();
      field?.focus();
      field?.setSelectionRange(field.value.length, field.value.length);
    });
  }
}

/** What the person wrote in this chat, oldest first; the same text in a row counts once. */
function ownTexts(client: MiptechClient | null): readonly string[] {
  const { messages } = client?.transcript.get() ?? { messages: [] };
  const texts = messages.filter(({ role }) => role === 'user').map(({ text }) => text);
  return texts.filter((text, index) => text !== texts[index + 1]);
}

/**
 * The platform's end of one socket: takes questions one after another and answers them as their
 * fate is. Owns the queue and the order of frames; what is stored is the conversations'.
 */
import { answerSteps } from './answers.js';
import type { StoredChat } from './conversations.js';
import type { Fate } from './faults.js';
import type { PageSocket } from './page-socket.js';
import type { Platform } from './platform.js';

/** A platform that says no more than "established" is taken for ready behind so many milliseconds. */
const silentReadiness = 3000;
/** Until an answer whose socket died is finished all the same. */
const finishedBehind = 2000;

export interface Question {
  readonly text: string;
  readonly clientId: string;
  readonly chatId: string | null;
}

/** What else a frame is. */
interface Also {
  /** In seconds; it asks for a pause. */
  readonly pause?: number;
  /** It makes sense on a socket alone that nobody takes for ready yet. */
  readonly early?: boolean;
  /** Its text, if it is none of the usual form. */
  readonly raw?: string;
}

/** Something to say, milliseconds behind what was said before. */
export type Spoken = readonly [delay: number, say: () => void];

export class ServerSocket {
  readonly socket: PageSocket;
  /** The id of its user; null for a visitor. */
  readonly owner: string | null;
  open = true;
  /** Its question will never be answered, nor what waits behind it. */
  hangs = false;
  readonly #platform: Platform;
  readonly #queue: (Question | 'ping')[] = [];
  #busy = false;
  #loading = false;
  #heardLoading = false;
  /** When the last frame arrives: none overtakes another. */
  #last = 0;

  constructor(platform: Platform, socket: PageSocket, owner: string | null) {
    this.#platform = platform;
    this.socket = socket;
    this.owner = owner;
  }

  heard(type: string, data: Readonly<Record<string, unknown>>): void {
    const { given, conversations } = this.#platform;
    if (type === 'ping') {
      if (given.pongsInTurn) this.#queue.push('ping');
      else this.tell('pong');
    } else if (type === 'chat_message') {
      this.#queue.push({
        text: String(data['message']),
        clientId: String(data['client_message_id']),
        chatId: typeof data['chat_id'] === 'string' ? data['chat_id'] : null,
      });
    } else if (type === 'new_chat' && given.namesChats) {
      this.tell('chat_created', { chat_id: conversations.create(this.owner).id });
    }
    this.#next();
  }

  tell(type: string, data: object = {}, also: Also = {}): void {
    const { socket } = this;
    if (!this.open) return;
    this.#later(() => {
      if (!this.#carries() || (also.early === true && socket.saidReady)) return;
      if (also.pause !== undefined && socket.live && socket === socket.page.current) {
        socket.page.conduct.toldToPause(also.pause);
      }
      socket.page.story(`← ${type}`);
      this.#readiness(type);
      if (type === 'token_expired') this.#platform.saysExpired();
      if (also.raw === undefined) socket.receive(type, data);
      else socket.emit('message', { data: also.raw });
    });
  }

  /** The platform (or its host) closes the socket. */
  drop(code = 1006, reason = ''): void {
    const { socket } = this;
    if (!this.open) return;
    this.left();
    this.#later(() => {
      if (!this.#carries()) return;
      const forTraffic = code === 4429 || (code === 1008 && reason.includes('rate'));
      // With the next one risen beside it, the end of the older one is nobody's concern.
      if (forTraffic && socket.live && socket.page.live.length === 1) {
        socket.page.conduct.closedForTraffic(60);
      }
      socket.page.story(`← the socket closes: ${code} ${reason}`);
      socket.drop(code, reason);
    });
  }

  /** The other end is gone. */
  left(): void {
    this.open = false;
    this.#platform.gone(this);
  }

  load(): void {
    this.#loading = true;
    this.tell('ai_services_loading');
  }

  loaded(): void {
    if (this.#loading) this.tell('ai_services_ready');
    this.#loading = false;
  }

  /** Whether a client may take the socket for ready from now on, by what has reached it. */
  #readiness(type: string): void {
    const { socket } = this;
    if (type === 'ai_services_loading') {
      this.#heardLoading = true;
      socket.saidReady = false;
    } else if (type.endsWith('_ready') || type.includes('response')) {
      this.#heardLoading = false;
      socket.saidReady = true;
    } else if (type === 'connection_established') {
      this.#platform.after(silentReadiness, () => {
        if (!this.#heardLoading) socket.saidReady = true;
      });
    }
  }

  #later(act: () => void): void {
    const { clock } = this.socket.page;
    const now = clock.monotonic();
    this.#last = Math.max(this.#last, now + 1 + this.#platform.faults.latency / 2);
    this.#platform.after(this.#last - now, act);
  }

  /** True where something arrives; what is lost once is the end of the line. */
  #carries(): boolean {
    const { socket } = this;
    const { page } = socket;
    if (socket.readyState === 3 || socket.dead || !page.alive || page.frozen) return false;
    if (page.line === 'up') return true;
    socket.dead = true;
    return false;
  }

  #next(): void {
    if (this.#busy || !this.open) return;
    const message = this.#queue.shift();
    if (message === undefined) return;
    if (message === 'ping') {
      this.tell('pong');
      this.#next();
      return;
    }
    this.#busy = true;
    this.#take(message, this.#platform.nextFate());
  }

  #done(): void {
    this.#busy = false;
    this.#next();
  }

  #take(question: Question, fate: Fate): void {
    const { conversations, given, now } = this.#platform;
    if (fate.kind === 'limit') {
      this.tell('rate_limit_exceeded', fate.retry.body, { pause: fate.retry.seconds });
      this.#done();
      return;
    }
    const chat =
      question.chatId === null
        ? conversations.create(this.owner)
        : conversations.find(question.chatId, this.owner);
    if (chat === null || fate.kind === 'reject') {
      this.tell('error', { code: 'REFUSED', message: 'This is not taken.' });
      this.#done();
      return;
    }
    if (fate.kind === 'die-before' || fate.kind === 'die-big') {
      this.drop(fate.kind === 'die-big' ? 1009 : 1006);
      return;
    }
    conversations.question(chat, question.text, question.clientId, now());
    if (fate.kind === 'die-after') {
      this.drop();
      return;
    }
    // A chat that the platform has just made for the question is named in any case.
    const about = given.addressed || question.chatId === null ? { chat_id: chat.id } : {};
    this.#answer(chat, question, fate, about);
  }

  #answer(chat: StoredChat, question: Question, { kind }: Fate, about: object): void {
    const { conversations, given, random, now } = this.#platform;
    const id = `a-${question.clientId}-${conversations.copies(question.clientId)}`;
    const text = `Answer to ${question.text} .`;
    const steps = answerSteps(kind, text, {
      cumulative: given.cumulative,
      random,
      tell: (type, data) => {
        this.tell(type, { ...about, message_id: id, ...data });
      },
      expire: () => {
        this.tell('token_expired');
      },
      drop: () => {
        this.drop();
      },
    });
    const hangs = kind === 'mute' || kind === 'unended';
    this.#run(steps, () => {
      this.hangs = hangs;
      if (hangs) return;
      conversations.answer(chat, id, text, now());
      this.#done();
    });
  }

  #run(steps: readonly Spoken[], done: () => void): void {
    const [first, ...rest] = steps;
    if (first === undefined) {
      done();
      return;
    }
    const [delay, say] = first;
    this.#platform.after(delay, () => {
      say();
      if (this.open) this.#run(rest, done);
      else if (this.#platform.given.finishes) this.#platform.after(finishedBehind, done);
    });
  }
}

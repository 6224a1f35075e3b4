/**
 * What the transcript's measurements compare: `<miptech-chat>` as it is published, and a plain page
 * that shows the same text with the least that a browser can do. Both take the same calls; neither
 * measures anything.
 */
import type { MiptechChat } from '../src/elements/chat/chat.js';
import type { Message } from '../src/core/index.js';
import { MemoryClient, memoryMessage } from '../src/testing/memory-client.js';

/** One way to show a conversation. Everything that is shown is on screen after the next frame. */
export interface Subject {
  /** Puts an empty conversation into the page. */
  mount(): void;
  /** Shows these messages at once. */
  open(messages: readonly Message[]): void;
  add(message: Message): void;
  /** Begins an answer after a question. */
  begin(): void;
  /** The answer so far. */
  grow(text: string): void;
  end(): void;
  /** The words of the last answer as they are on screen. */
  readonly answer: string;
  remove(): void;
}

/**
 * A scroller with a div for each message, which the browser skips while it is out of view. A growing
 * answer is one text node that is appended to once a frame, and the end stays in view.
 */
export class PlainPage implements Subject {
  readonly #scroller = document.createElement('div');
  #answer = new Text();
  #latest = '';
  #frame: number | undefined;

  mount(): void {
    this.#scroller.className = 'plain';
    document.body.append(this.#scroller);
  }

  open(messages: readonly Message[]): void {
    const all = document.createDocumentFragment();
    for (const { text } of messages) all.append(plainMessage(text));
    this.#scroller.append(all);
    this.#toEnd();
  }

  add(message: Message): void {
    this.#scroller.append(plainMessage(message.text));
    this.#toEnd();
  }

  begin(): void {
    this.#answer = new Text();
    const place = plainMessage('');
    place.append(this.#answer);
    this.#scroller.append(plainMessage('What can I set?'), place);
  }

  grow(text: string): void {
    this.#latest = text;
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      this.#answer.appendData(this.#latest.slice(this.#answer.length));
      this.#toEnd();
    });
  }

  end(): void {
    // A plain page shows no state of an answer.
  }

  get answer(): string {
    return this.#answer.data;
  }

  remove(): void {
    this.#scroller.replaceChildren();
    this.#scroller.remove();
  }

  #toEnd(): void {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }
}

function plainMessage(text: string): HTMLElement {
  const place = document.createElement('div');
  place.textContent = text;
  return place;
}

/** The element, with a client that holds what it is given and does nothing of its own. */
export class Chat implements Subject {
  readonly #client = new MemoryClient({
    session: { phase: 'signed-in', user: { id: 'u', email: 'u@example.com', name: 'U' } },
    connection: { phase: 'ready', status: 'ready' },
    transcript: { chatId: 'c' },
  });
  #element: MiptechChat | undefined;
  #before: readonly Message[] = [];
  #answer = memoryMessage({ id: 'answer', role: 'assistant', state: 'streaming' });

  mount(): void {
    this.#element = document.createElement('miptech-chat');
    this.#element.client = this.#client;
    document.body.append(this.#element);
  }

  open(messages: readonly Message[]): void {
    this.#before = messages;
    this.#show(messages, false);
  }

  add(message: Message): void {
    this.open([...this.#before, message]);
  }

  begin(): void {
    const question = memoryMessage({ id: 'question', role: 'user', text: 'What can I set?' });
    this.#before = [...this.#before, question];
    this.grow('');
  }

  grow(text: string): void {
    this.#answer = { ...this.#answer, text };
    this.#show([...this.#before, this.#answer], true);
  }

  end(): void {
    this.#answer = { ...this.#answer, state: 'complete' };
    this.open([...this.#before, this.#answer]);
  }

  get answer(): string {
    const answers = this.#element?.shadowRoot?.querySelectorAll('[part~=answer]') ?? [];
    return [...answers].at(-1)?.textContent ?? '';
  }

  remove(): void {
    this.#element?.remove();
    this.#element = undefined;
    this.open([]);
  }

  // Not by `show`, which looks at every message: a transcript knows whether an answer is under way.
  #show(messages: readonly Message[], answering: boolean): void {
    this.#client.transcriptState.set({
      ...this.#client.transcriptState.get(),
      messages,
      answering,
    });
  }
}

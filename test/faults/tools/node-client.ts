/**
 * A client in Node as the tests of faults use it: real sockets, the test's clock, and a journal of
 * all that could be seen of it. Owns the clean-up and what must hold at the end of every test; does
 * not know what went wrong in between.
 */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { createMiptechClient } from '../../../src/core/index.js';
import type {
  ConnectionState,
  Message,
  MiptechClientHandle,
  MiptechOptions,
  Readable,
  SessionState,
} from '../../../src/core/index.js';
import type { Ports, SocketConstructor, StoragePort } from '../../../src/core/ports.js';
import { DEMO } from '../../platform/harness.js';
import { FastClock } from './fast-clock.js';
import { Proxy } from './proxy.js';
import { ScriptedPlatform, TENANT } from './scripted-platform.js';

/** Longest wait, in real milliseconds: generous, because other things run on the machine. */
const patience = 15_000;

const unhandled: unknown[] = [];
process.on('unhandledRejection', (reason) => unhandled.push(reason));

/** A value as a failed wait tells it. */
function told(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined || text.length < 3000 ? String(text) : `${text.slice(0, 3000)}…`;
}

/** Waits until the value holds what is asked for, and hands it over. */
export function until<T>(
  readable: Readable<T>,
  holds: (value: T) => boolean,
  limit = patience,
): Promise<T> {
  // Where the wait began is what a failure has to tell, not where the timer fired.
  const failure = new Error('waited in vain');
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      off();
      failure.message = `in vain after ${String(limit)} ms, the last value was ${told(readable.get())}`;
      reject(failure);
    }, limit);
    const look = (): void => {
      const value = readable.get();
      if (!holds(value)) return;
      off();
      clearTimeout(timer);
      resolve(value);
    };
    const off = readable.subscribe(look);
    look();
  });
}

/** Waits until `holds` answers true. */
export async function eventually(holds: () => boolean, limit = patience): Promise<void> {
  const failure = new Error(`in vain after ${String(limit)} ms: ${holds.toString()}`);
  const end = performance.now() + limit;
  while (!holds()) {
    if (performance.now() > end) throw failure;
    await pause(5);
  }
}

/** Milliseconds between each two of these moments. */
export function gaps(moments: readonly { at: number }[]): readonly number[] {
  return moments.slice(1).map(({ at }, index) => at - (moments[index]?.at ?? 0));
}

/** Asserts that the person signed in once, and that nothing was seen to change it. */
export function signedInThroughout(person: Person): void {
  const phases = [...new Set(person.session.map((state) => state.phase))];
  assert.deepEqual(phases, ['signing-in', 'signed-in']);
}

/** A REST call as it left the client. */
export interface Call {
  readonly method: string;
  /** Behind `/api/v1`. */
  readonly path: string;
  readonly at: number;
}

/** A socket as the client opened it. */
export interface Opened {
  readonly socket: WebSocket;
  readonly query: URLSearchParams;
  readonly at: number;
}

export interface PersonPorts {
  readonly storage?: StoragePort;
  /** Default: `Math.random`. */
  readonly random?: () => number;
}

/** One person's client, and all that was seen of it. */
export class Person {
  readonly client: MiptechClientHandle;
  /** Every state of the connection, in order. */
  readonly connection: ConnectionState[] = [];
  /** Every state of the session, in order. */
  readonly session: SessionState[] = [];
  readonly logged: string[] = [];
  readonly calls: Call[] = [];
  readonly sockets: Opened[] = [];
  /** Most sockets that were connecting or open at the same time. */
  mostLive = 0;

  constructor(clock: FastClock, options: MiptechOptions, { storage, random }: PersonPorts = {}) {
    const { sockets, calls } = this;
    const log = (...data: unknown[]): void => {
      this.logged.push(data.map(String).join(' '));
    };
    const counted = (): void => {
      this.mostLive = Math.max(this.mostLive, this.live);
    };
    class Tracked extends WebSocket {
      constructor(url: string) {
        super(url);
        sockets.push({ socket: this, query: new URL(url).searchParams, at: clock.monotonic() });
        counted();
      }
    }
    const ports: Partial<Ports> = {
      clock,
      WebSocket: Tracked as unknown as SocketConstructor,
      fetch: (url, init) => {
        const path = new URL(url).pathname.replace(/^\/api\/v1/, '');
        calls.push({ method: init.method, path, at: clock.monotonic() });
        return fetch(url, init);
      },
      console: { debug: log, info: log, warn: log, error: log },
      ...(storage === undefined ? {} : { localStorage: storage }),
      ...(random === undefined ? {} : { random }),
    };
    this.client = createMiptechClient(
      {
        tenantId: TENANT,
        tokenStorage: storage === undefined ? 'memory' : 'local',
        logLevel: 'debug',
        reconnectDelay: 50,
        ...options,
      },
      ports,
    );
    const { connection, session } = this.client;
    connection.subscribe(() => this.connection.push(connection.get()));
    session.subscribe(() => this.session.push(session.get()));
  }

  /** Sockets that are connecting or open. */
  get live(): number {
    return this.sockets.filter(({ socket }) => socket.readyState <= WebSocket.OPEN).length;
  }

  get state(): ConnectionState {
    return this.client.connection.get();
  }

  get messages(): readonly Message[] {
    return this.client.transcript.get().messages;
  }

  /** Phases of the connection in order, each once in a row. */
  get phases(): readonly string[] {
    const phases = this.connection.map((state) => state.phase);
    return phases.filter((phase, index) => phase !== phases[index - 1]);
  }

  /** How often the client made a call, such as `GET /auth/me`. */
  count(call: string): number {
    return this.calls.filter(({ method, path }) => `${method} ${path}` === call).length;
  }

  async signIn(): Promise<void> {
    this.client.start();
    await this.client.session.login(DEMO);
  }

  /** Signs in and waits until messages flow. */
  async connect(): Promise<void> {
    await this.signIn();
    await this.phase('ready');
  }

  phase(phase: ConnectionState['phase'], limit?: number): Promise<ConnectionState> {
    return until(this.client.connection, (state) => state.phase === phase, limit);
  }

  /** Sends `text` and waits for the whole answer, which it hands over. */
  async ask(text: string): Promise<Message> {
    const question = this.client.chat.send(text);
    return this.answerTo(question.get().id);
  }

  /** The whole answer to the question of this id, as soon as it is there. */
  async answerTo(id: string): Promise<Message> {
    // An answer stands right behind its question, whatever was asked meanwhile.
    const answerIn = (messages: readonly Message[]): Message | undefined => {
      const next = messages[messages.findIndex((message) => message.id === id) + 1];
      return next?.role === 'assistant' ? next : undefined;
    };
    const { messages } = await until(
      this.client.transcript,
      (transcript) => answerIn(transcript.messages)?.state === 'complete',
    );
    const answer = answerIn(messages);
    assert.ok(answer);
    return answer;
  }
}

/** A state as text, its error with all that it tells. */
function whole(state: object): string {
  const error = 'error' in state && state.error instanceof Error ? state.error : null;
  return JSON.stringify({ ...state, message: error?.message, stack: error?.stack });
}

/** What a test works with; everything ends with the test, and is then looked over. */
export class Rig {
  readonly clock = new FastClock();
  readonly #people: Person[] = [];
  readonly #ends: (() => Promise<void>)[] = [];
  readonly #before = unhandled.length;

  async scripted(): Promise<ScriptedPlatform> {
    const platform = await ScriptedPlatform.start(this.clock);
    this.#ends.push(() => platform.close());
    return platform;
  }

  async proxy(platform: { port: number }): Promise<Proxy> {
    const proxy = await Proxy.start(platform.port, this.clock);
    this.#ends.push(() => proxy.close());
    return proxy;
  }

  person(
    platform: { url: string },
    options: Partial<MiptechOptions> = {},
    ports?: PersonPorts,
  ): Person {
    const person = new Person(this.clock, { apiUrl: platform.url, ...options }, ports);
    this.#people.push(person);
    return person;
  }

  async close(): Promise<void> {
    for (const person of this.#people) person.client.destroy();
    const live = this.#people.map((person) => person.live);
    for (const { sockets } of this.#people) for (const { socket } of sockets) socket.terminate();
    for (const end of this.#ends.reverse()) await end();
    const left = await eventually(() => this.clock.pending === 0, 3000).catch(() => 'timers');
    this.clock.stop();
    assert.ok(
      live.every((count) => count === 0),
      'a destroyed client has a live socket',
    );
    assert.equal(left, undefined, 'a destroyed client has a timer');
    for (const { logged, connection, session, messages, calls, sockets } of this.#people) {
      // Every token in these tests is a JWT, and each of them begins like this.
      const held = (text: string): boolean => /eyJ|token=|refresh-\d/.test(text);
      assert.equal(logged.find(held), undefined, 'a token was logged');
      const states = [...connection, ...session, ...messages, ...calls];
      assert.equal(states.map(whole).find(held), undefined, 'a token was shown');
      for (const { query } of sockets) query.delete('token');
      assert.equal(sockets.map(({ query }) => String(query)).find(held), undefined);
    }
    assert.deepEqual(unhandled.slice(this.#before), [], 'a rejection was not handled');
  }
}

/** A rig that ends with the test. */
export function rig(t: TestContext): Rig {
  const made = new Rig();
  t.after(() => made.close());
  return made;
}

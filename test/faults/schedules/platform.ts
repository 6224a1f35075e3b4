/**
 * The platform behind all pages, with what goes wrong there. Owns its faults and the sockets it
 * has; the meaning of a call is the service's, of a question the server socket's.
 */
import type { ScriptedAnswer, ScriptedRequest } from '../../../src/testing/scripted-host.js';
import { Accounts } from './accounts.js';
import type { Browser } from './browser.js';
import { Conversations } from './conversations.js';
import { allWell } from './faults.js';
import type { Fate } from './faults.js';
import type { PageSocket } from './page-socket.js';
import type { Page } from './page.js';
import type { Retry } from './retry.js';
import { ServerSocket } from './server-socket.js';
import { chatOf, scopeOf, serve } from './service.js';
import { waitHeader } from './wire.js';
import type { Wire } from './wire.js';

/** What kind of platform it is, for a whole schedule. */
export interface PlatformKind {
  /** Of access tokens, in seconds. */
  readonly tokenLife: number;
  /** Stored questions bear the client's id. */
  readonly keepsIds: boolean;
  /** Frames name their chat. */
  readonly addressed: boolean;
  /** Chunks repeat the text so far. */
  readonly cumulative: boolean;
  /** A ping is answered behind the questions before it. */
  readonly pongsInTurn: boolean;
  /** An answer is completed and stored though its socket died. */
  readonly finishes: boolean;
  /** `new_chat` on the socket makes a chat. */
  readonly namesChats: boolean;
  /** Visitors are served over REST. */
  readonly visitorChats: boolean;
  /** Questions can be posted. */
  readonly takesPosts: boolean;
}

const never = new Promise<never>(() => undefined);
const failedToFetch = (): TypeError => new TypeError('Failed to fetch');
/** Sockets that heard nothing of the page for so long a sleep are given up, in milliseconds. */
const longSleep = 60_000;
/** A token refused again so soon behind a renewal ends the session, in milliseconds. */
const renewalRest = 60_000;
/** Until a browser gives up a closing handshake that nobody answers, in milliseconds. */
const closingLimit = 60_000;
/** Around a frame that does not belong into a greeting, in milliseconds. */
const oddPause = 900;
/** Until a refused connection is noticed, in milliseconds. */
const refusal = 5;

export class Platform implements Wire {
  readonly given: PlatformKind;
  readonly conversations = new Conversations();
  readonly accounts: Accounts;
  readonly sockets = new Set<ServerSocket>();
  readonly random: () => number;
  faults = allWell();
  /** The platform did what a client may take for the end of a session. */
  endsSessions = false;
  readonly #browser: Browser;
  #saidExpired = -Infinity;
  #renewedAt = -Infinity;
  #slept = 0;

  constructor(given: PlatformKind, browser: Browser) {
    this.given = given;
    this.#browser = browser;
    this.random = browser.random;
    this.accounts = new Accounts(this.now, given.tokenLife);
  }

  /** The platform's own clock, which no page can set and which goes on while machines sleep. */
  readonly now = (): number => 1_700_000_000_000 + this.#browser.clock.monotonic() + this.#slept;

  after(delay: number, act: () => void): void {
    this.#browser.clock.after(delay, act);
  }

  delay(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(milliseconds, resolve);
    });
  }

  nextFate(): Fate {
    return this.faults.fates.shift() ?? { kind: 'answer' };
  }

  /** Everything works again; sockets that hang are closed, as by a restart. */
  mend(): void {
    this.faults = allWell();
    this.accounts.barred.clear();
    for (const end of [...this.sockets]) {
      end.loaded();
      if (end.hangs) end.drop(1012);
    }
  }

  /** The browser's machine slept. */
  sleep(milliseconds: number): void {
    this.#slept += milliseconds;
    if (milliseconds < longSleep) return;
    for (const end of [...this.sockets]) {
      end.socket.dead = true;
      end.left();
    }
  }

  saysExpired(): void {
    const now = this.#browser.clock.monotonic();
    const last = Math.max(this.#saidExpired, this.#renewedAt);
    if (now - last < renewalRest) this.endsSessions = true;
    this.#saidExpired = now;
  }

  /** A token was renewed. */
  renewed(): void {
    this.#renewedAt = this.#browser.clock.monotonic();
  }

  gone(end: ServerSocket): void {
    this.sockets.delete(end);
  }

  connect(page: Page, socket: PageSocket): void {
    const { faults } = this;
    if (page.line === 'black' || page.line === 'deaf') return;
    if (!faults.up || page.line === 'cut') {
      this.after(refusal, () => {
        if (socket.live) socket.drop();
      });
      return;
    }
    if (faults.handshake === 'silent') return;
    this.after(refusal + faults.latency, () => {
      if (!socket.live || !page.alive || page.line !== 'up') return;
      const owner = this.#admitted(socket);
      if (owner === undefined) {
        page.story('← the handshake is refused');
        socket.drop();
      } else this.#accept(socket, owner);
    });
  }

  heard(socket: PageSocket, type: string, data: Readonly<Record<string, unknown>>): void {
    const { line } = socket.page;
    if (line === 'black' || line === 'cut') socket.dead = true;
    if (socket.dead) return;
    const end = [...this.sockets].find((other) => other.socket === socket);
    if (end !== undefined) end.heard(type, data);
    else if (line === 'up') {
      // Nobody has this connection any more: the answer is a reset.
      this.after(refusal, () => {
        if (socket.live) socket.drop();
      });
    }
  }

  left(socket: PageSocket): void {
    const unheard = socket.dead || socket.page.line === 'black' || socket.page.line === 'cut';
    this.after(unheard ? closingLimit : 10, () => {
      if (socket.readyState !== 3) socket.drop();
    });
    for (const end of [...this.sockets]) if (end.socket === socket) end.left();
  }

  received(route: string, body: string | undefined): void {
    const renewal = this.accounts.renewal(refreshTokenOf(route, body));
    if (renewal?.state === 'used') renewal.heard = true;
  }

  refused(route: string, body: string | undefined): void {
    const token = refreshTokenOf(route, body);
    if (token === null) return;
    if (this.accounts.renewal(token)?.heard !== true) this.endsSessions = true;
  }

  async answer(page: Page, request: ScriptedRequest): Promise<ScriptedAnswer> {
    const scope = scopeOf(request);
    const fault = scope === null ? undefined : this.faults.rest.get(scope);
    if (scope === 'refresh') this.accounts.asked(request.body['refresh_token']);
    await this.#travel(page);
    if (fault?.kind === 'hang') return never;
    if (fault?.kind === 'reset') throw failedToFetch();
    if (fault?.kind === 'page') return { body: '<!doctype html><title>Sign in</title>' };
    if (fault?.kind === 'status') {
      // Who says that a chat is not there has lost it; what was in it may be sent again.
      if (scope === 'history' && fault.status === 404) this.conversations.lose(chatOf(request));
      return this.refusal(fault.status, fault.retry);
    }
    if (fault?.kind === 'empty' && scope !== 'post') return { body: {} };
    const answer = serve(this, request, scope);
    if (answer === 'lost' || fault?.kind === 'lost') throw failedToFetch();
    if (answer === 'never' || fault?.kind === 'mute') return never;
    // A question that is taken without an answer; one that is refused is told so.
    if (fault?.kind === 'empty' && (answer.status ?? 200) < 400) return { body: {} };
    if (fault?.kind === 'error-after') return { status: 500, body: {} };
    if (scope === 'post') await this.delay(400 + this.random() * 1000);
    if (fault?.kind === 'slow') await this.delay(scope === 'post' ? 65_000 : 12_000);
    await this.#travel(page);
    return answer;
  }

  refusal(status: number, retry: Retry | null): ScriptedAnswer {
    const header =
      typeof retry?.header === 'function' ? retry.header(this.#browser.clock.now()) : retry?.header;
    const waits = status === 429 || (status === 503 && retry?.sound === true);
    return {
      status,
      body: { detail: 'Refused', ...retry?.body },
      headers: {
        ...(typeof header === 'string' ? { 'Retry-After': header } : {}),
        ...(waits ? { [waitHeader]: String(retry?.seconds ?? 60) } : {}),
      },
    };
  }

  async #travel(page: Page): Promise<void> {
    if (page.line === 'black') return never;
    if (!this.faults.up || page.line === 'cut') {
      await this.delay(3);
      throw failedToFetch();
    }
    if (this.faults.latency > 0) await this.delay(this.faults.latency / 2);
  }

  /** Whose socket it will be; null for a visitor's, undefined where it is refused. */
  #admitted(socket: PageSocket): string | null | undefined {
    const { searchParams } = new URL(socket.url);
    const token = searchParams.get('token');
    const account = this.accounts.holder(token);
    const owner = account?.id ?? null;
    const chatId = searchParams.get('chat_id');
    if (this.faults.handshake === 'refuse' || (token !== null && account === null)) {
      return undefined;
    }
    if (owner !== null && this.accounts.barred.has(owner)) return undefined;
    if (chatId !== null && this.conversations.find(chatId, owner) === null) return undefined;
    return owner;
  }

  #accept(socket: PageSocket, owner: string | null): void {
    const { greeting } = this.faults;
    const end = new ServerSocket(this, socket, owner);
    this.sockets.add(end);
    socket.open();
    if (greeting === 'slam') end.drop(1011);
    if (greeting === 'mute' || greeting === 'slam') return;
    end.tell('connection_established', { client_id: 'c' });
    if (greeting === 'established') return;
    const ready = (): void => {
      if (this.faults.loading || greeting === 'loading') end.load();
      else end.tell('connection_ready');
    };
    const odd = (): void => {
      const early = { early: true };
      if (greeting === 'erring') end.tell('error', { code: 'DEGRADED', message: 'Oh.' }, early);
      else end.tell('rate_limit_exceeded', { retry_after: 7 }, { ...early, pause: 7 });
      this.after(oddPause, ready);
    };
    // Between these frames there is time to do something, beside a socket that stands above all.
    if (greeting === 'limited' || greeting === 'erring') this.after(oddPause, odd);
    else ready();
  }
}

/** The token a refresh was asked for with; null where the call is no refresh. */
function refreshTokenOf(route: string, body: string | undefined): string | null {
  if (route !== 'POST /auth/refresh' || body === undefined) return null;
  const { refresh_token: token } = JSON.parse(body) as { refresh_token: unknown };
  return String(token);
}

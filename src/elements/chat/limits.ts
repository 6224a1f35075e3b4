/**
 * What the tenant leaves a person to do, in words: what is switched off, and how many of the day's
 * messages are used. Asks for the tenant once somebody is signed in; owns what is said, not shown.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { MiptechClient, TenantState } from '../../core/index.js';
import type { Announcer } from '../../dom/announcer.js';
import type { ClientController } from '../../dom/client-controller.js';
import { fill } from '../../dom/strings.js';
import { ViewController } from '../../dom/view-controller.js';
import type { ChatStrings } from './strings.js';

/** From this part of the day's messages on the number that is used is shown. */
const nearlyAll = 0.9;

interface View {
  readonly client: MiptechClient;
  readonly tenant: TenantState;
  readonly user: string | null;
}

function daily({ limits, usage }: TenantState): { used: number; most: number } | null {
  const { messages_per_day: most } = limits;
  const { messages_per_day: used } = usage;
  return used === undefined || most === undefined || most <= 0 ? null : { used, most };
}

export class Limits implements ReactiveController {
  readonly #view: ViewController<View>;
  readonly #announcer: Announcer;
  readonly #strings: () => ChatStrings;
  #asked: MiptechClient | null = null;
  #user: string | null = null;
  #reached = false;

  constructor(
    host: ReactiveControllerHost & HTMLElement,
    clients: ClientController,
    announcer: Announcer,
    strings: () => ChatStrings,
  ) {
    this.#announcer = announcer;
    this.#strings = strings;
    this.#view = new ViewController(host, clients, (client, read) => {
      const { phase, user } = read(client.session);
      return {
        client,
        tenant: read(client.tenant),
        user: phase === 'signed-in' ? (user?.id ?? '') : null,
      };
    });
    host.addController(this);
  }

  hostUpdate(): void {
    const { value } = this.#view;
    if (value === undefined || value.user === null) return;
    const { client, user, tenant } = value;
    if (client === this.#asked && user === this.#user) return;
    this.#asked = client;
    this.#user = user;
    if (tenant.phase === 'unknown') void client.tenant.load();
  }

  hostUpdated(): void {
    const { reached } = this;
    if (reached && !this.#reached) this.#announcer.announce(this.line ?? '');
    this.#reached = reached;
  }

  /** True while none of the day's messages is left. */
  get reached(): boolean {
    const { value } = this.#view;
    const day = value === undefined ? null : daily(value.tenant);
    return day !== null && day.used >= day.most;
  }

  /** How many messages are used, near their end; null elsewhere. */
  get line(): string | null {
    const { value } = this.#view;
    const day = value === undefined ? null : daily(value.tenant);
    if (day === null || day.used < day.most * nearlyAll) return null;
    const { messagesUsed, noMessagesLeft } = this.#strings();
    return fill(this.reached ? noMessagesLeft : messagesUsed, day);
  }

  /** Why nobody can write here; null where one can. */
  get closed(): string | null {
    const { chat, ai_responses: answers } = this.#view.value?.tenant.features ?? {};
    if (chat === false) return this.#strings().chatOff;
    return answers === false ? this.#strings().answersOff : null;
  }
}

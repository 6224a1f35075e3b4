/**
 * The tenant's figures, limits and features, for those the platform shows them to; nothing for
 * anybody else. Owns what was loaded last; loaded itself on first use.
 */
import type { ReactiveController, TemplateResult, nothing as Nothing } from 'lit';
import type { MiptechClient, TenantState } from '../../../core/index.js';
import { html, nothing } from './borrowed.js';
import type { PaneHost, PaneParts } from './pane.js';
import { figure, spaced } from '../wording.js';

interface Facts {
  readonly figures: Readonly<Record<string, number>>;
  readonly tenant: TenantState;
}

export class StatisticsPane implements ReactiveController {
  readonly #host: PaneHost;
  readonly #parts: PaneParts;
  #facts: Facts | null = null;
  #failed = false;
  /** Whom the facts are of: another client or another person asks anew. */
  #client: MiptechClient | null = null;
  #user: string | null | undefined;
  #asked = 0;

  constructor(host: PaneHost, parts: PaneParts) {
    this.#host = host;
    this.#parts = parts;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#forget(null);
  }

  #forget(client: MiptechClient | null): void {
    this.#asked += 1;
    this.#client = client;
    this.#user = undefined;
    this.#facts = null;
    this.#failed = false;
  }

  async #load(client: MiptechClient): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    let figures: Facts['figures'] | null = null;
    let failed = false;
    try {
      figures = await client.statistics.load();
    } catch {
      failed = true;
    }
    const tenant = figures === null ? client.tenant.get() : await client.tenant.load();
    // Asked anew meanwhile, or of somebody else.
    if (asked !== this.#asked) return;
    // What was there stays, beside the word that it could not be had again.
    if (figures !== null) this.#facts = { figures, tenant };
    else if (!failed) this.#facts = null;
    this.#failed = failed && this.#facts !== null;
    this.#host.requestUpdate();
  }

  /** Asks where nobody asked yet, and shows what came. */
  render(): TemplateResult | typeof Nothing {
    const client = this.#parts.client();
    if (client === null) return nothing;
    if (client !== this.#client) this.#forget(client);
    const { phase, user: person } = client.session.get();
    const user = phase === 'signed-in' ? (person?.id ?? '') : client.settings.debug ? '' : null;
    if (user !== this.#user) {
      this.#forget(client);
      this.#user = user;
      // A platform shows its figures to nobody unknown, unless it is in debug mode.
      if (user !== null) void this.#load(client);
    }
    const strings = this.#parts.strings();
    const facts = this.#facts;
    if (facts === null) return nothing;
    const language = this.#parts.language();
    const names: Readonly<Record<string, string>> = strings.figures;
    const numbers = (values: Readonly<Record<string, number>>): TemplateResult =>
      this.#list(
        Object.entries(values).map(([name, value]) => [
          names[name] ?? spaced(name).replaceAll('.', ' · '),
          figure(value, language),
        ]),
      );
    const { limits, features, name } = facts.tenant;
    const flags = Object.entries(features).map(
      ([feature, on]) => [spaced(feature), on ? strings.on : strings.off] as const,
    );
    return html`<section class="block" part="statistics" aria-labelledby="statistics">
      <div class="block-head">
        <h3 class="name" id="statistics">${strings.statistics}</h3>
        <bdi class="fact">${name}</bdi>
        <button class="button" type="button" @click=${() => void this.#load(client)}>
          ${strings.refresh}
        </button>
      </div>
      ${this.#failed ? html`<p class="sentence">${strings.statisticsFailed}</p>` : nothing}
      ${numbers(facts.figures)}
      ${
        Object.keys(limits).length === 0
          ? nothing
          : html`<h4 class="sub-name">${strings.limits}</h4>
              ${numbers(limits)}`
      }
      ${
        flags.length === 0
          ? nothing
          : html`<h4 class="sub-name">${strings.features}</h4>
              ${this.#list(flags)}`
      }
    </section>`;
  }

  #list(entries: readonly (readonly [name: string, value: string])[]): TemplateResult {
    return html`<dl class="figures">
      ${entries.map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd><bdi>${value}</bdi></dd>
          </div>`,
      )}
    </dl>`;
  }
}

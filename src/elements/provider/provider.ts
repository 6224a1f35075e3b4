/**
 * `<miptech-provider>`: makes a client of its settings and hands it to the elements inside. Owns
 * the client's life; knows nothing of what the client does.
 */
import { LitElement, html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { ContextProvider } from '@lit/context';
import { MiptechError, createMiptechClient } from '../../core/index.js';
import type {
  ClientIdBuilder,
  IdentitySource,
  MiptechClientHandle,
  TokenSource,
} from '../../core/index.js';
import { tellAuthor } from '../../dom/author.js';
import { clientContext } from '../../dom/context.js';
import { LanguageController } from '../../dom/language-controller.js';
import { Lease } from '../../dom/lease.js';
import { tokens } from '../../dom/tokens.js';
import { version } from '../../dom/version.js';
import { PageEvents } from './page-events.js';
import {
  automatic,
  optionsOf,
  ownProblems,
  settingNames,
  settingProperties,
  switches,
} from './settings.js';
import type { ProviderSettings } from './settings.js';
import { providerStrings } from './strings.js';
import type { ProviderStrings } from './strings.js';
import { providerStyles } from './styles.js';

/**
 * @summary Connects the elements inside it to one tenant of a MIPTech platform.
 * @tag miptech-provider
 *
 * A change of a setting ends the client and makes a new one, once for all changes of a turn. Out
 * of the document the client lives on for three seconds, so that moving the element keeps the
 * conversation. Settings that are refused are listed in place, and nothing is connected.
 *
 * @attr {string} api-url - Origin of the platform, with a path prefix where there is one. Default `http://localhost:8000`.
 * @attr {string} ws-url - Origin for the WebSocket. Default: `api-url` with ws for http and wss for https.
 * @attr {string} tenant-id - The tenant's id. Required.
 * @attr {string} api-version - Version in the path. Default `v1`.
 * @attr {string} access-token-key - Storage key of the access token. Default `miptech_access_token`.
 * @attr {string} refresh-token-key - Storage key of the refresh token. Default `miptech_refresh_token`.
 * @attr {"local"|"session"|"memory"} token-storage - Where tokens are kept. Default `local`.
 * @attr {boolean} debug - Permits the platform's unauthenticated development mode, and logs more.
 * @attr {boolean} anonymous - Permits public chat without sign-in, where the tenant allows it.
 * @attr {"debug"|"info"|"warn"|"error"} log-level - The least level that is logged. Default `warn`.
 * @attr {number|"infinity"} reconnect-attempts - Quick attempts before the connection counts as failed. Default 10.
 * @attr {number} reconnect-delay - Base of the backoff in milliseconds. Default 1000.
 * @attr {number} ping-interval - Time between pings in milliseconds. Default 30000.
 * @attr {number} connect-timeout - Longest wait for a socket to open, in milliseconds. Default 15000.
 * @attr {number|"never"} idle-disconnect - Minutes after which a page that nobody looks at lets go of its connection, 0.1 to 1440; a look brings it back. Default 5.
 * @attr {string} user-id - The user's id for the socket, where the token names none. Default: the token's.
 * @attr {string} client-id - A client id for tracking. Default none.
 * @attr {string} chat-id - The chat to open. Default: the user's last one, else a new one.
 * @attr {"auto"|"cumulative"|"delta"} stream-mode - How chunks of an answer are read. Default `auto`.
 * @attr {string} oidc - Address of an OpenID Connect provider where people sign in; needs `miptech-elements/define/oidc`.
 * @attr {string} oidc-client-id - The id under which this page is registered there.
 * @attr {string} oidc-scope - What is asked for there, with `openid` among it. Default `openid profile email`, and `offline_access` where it is offered.
 * @attr {string} oidc-resource - The platform's identifier there, for a token bound to it. Default none.
 * @attr {"redirect"|"popup"} oidc-display - Whether the page is left for the sign-in, or a window opened. Default `redirect`.
 * @attr {string} oidc-redirect-url - Where people come back to. Default: this page without query and hash.
 * @attr {"local"|"session"|"memory"} oidc-storage - Where tokens of the sign-on are kept. Default `session`.
 * @attr {"access_token"|"id_token"} oidc-token - Which token the platform gets. Default `access_token`.
 * @attr {"on"|"off"} auto-connect - `off` waits for `client.start()`. Default `on`.
 *
 * @slot - The page, with the elements that use the client.
 * @csspart fault - The list of refused settings.
 *
 * @fires {CustomEvent<SessionChangeDetail>} miptech-session-change - Somebody signed in or out, or a session ended.
 * @fires {CustomEvent<ConnectionChangeDetail>} miptech-connection-change - The connection went into another phase.
 * @fires {CustomEvent<MessageDetail>} miptech-message - A message was delivered or failed, or an answer ended.
 * @fires {CustomEvent<SecurityDetail>} miptech-security - Something of a session that the page's operator should know; no secret is inside.
 * @fires {CustomEvent<ErrorDetail>} miptech-error - Something failed; refused settings included.
 */
export class MiptechProvider extends LitElement implements ProviderSettings {
  static readonly version = version;
  static override styles = [tokens, providerStyles];
  static override properties = {
    ...settingProperties,
    autoConnect: { attribute: 'auto-connect', converter: automatic },
    client: { attribute: false, noAccessor: true },
  };

  declare apiUrl: string | null;
  declare wsUrl: string | null;
  declare tenantId: string | null;
  declare apiVersion: string | null;
  declare accessTokenKey: string | null;
  declare refreshTokenKey: string | null;
  declare tokenStorage: string | null;
  /** A platform key for kiosks. Everybody who can read the page can read it; there is no attribute. */
  declare apiKey: string | null;
  declare debug: boolean;
  declare anonymous: boolean;
  declare logLevel: string | null;
  declare reconnectAttempts: number | string | null;
  declare reconnectDelay: number | string | null;
  declare pingInterval: number | string | null;
  declare connectTimeout: number | string | null;
  declare idleDisconnect: number | string | null;
  declare userId: string | null;
  /** A client id for tracking; as a property also a function that makes one for each socket. */
  declare clientId: string | ClientIdBuilder | null;
  declare chatId: string | null;
  declare streamMode: string | null;
  /** Supplies the token of an enterprise sign-on instead of the platform's own sign-in. */
  declare getAuthToken: TokenSource | null;
  /** With `getAuthToken`: leads a person to the page's own sign-in, when they ask for it. */
  declare redirectToLogin: (() => Promise<void> | void) | null;
  /** An identity system instead of these two, such as `oidc(…)` of `miptech-elements/oidc`. */
  declare identity: IdentitySource | null;
  declare oidc: string | null;
  declare oidcClientId: string | null;
  declare oidcScope: string | null;
  declare oidcResource: string | null;
  declare oidcDisplay: string | null;
  declare oidcRedirectUrl: string | null;
  declare oidcStorage: string | null;
  declare oidcToken: string | null;
  declare autoConnect: string | null;

  readonly #context = new ContextProvider(this, { context: clientContext });
  readonly #events = new PageEvents(this);
  readonly #language = new LanguageController<ProviderStrings>(this, 'provider', providerStrings);
  readonly #lease = new Lease(() => {
    this.#end();
  });
  #given: MiptechClientHandle | null = null;
  #made: MiptechClientHandle | null = null;
  #fault: MiptechError | null = null;
  #logged = '';
  #stale = true;

  constructor() {
    super();
    for (const name of settingNames) Reflect.set(this, name, null);
    this.debug = false;
    this.anonymous = false;
    this.autoConnect = 'on';
  }

  /**
   * The client in force, or null before the first update and where settings are refused. A client
   * set here is handed out instead of one of the provider's own; it is neither started nor
   * destroyed by the provider.
   */
  get client(): MiptechClientHandle | null {
    return this.#given ?? this.#made;
  }

  set client(client: MiptechClientHandle | null) {
    const before = this.client;
    this.#given = client;
    this.#stale = true;
    this.requestUpdate('client', before);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#lease.hold();
    if (this.#stale) this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#lease.release();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    // React writes undefined where a property is no longer given.
    this.autoConnect ??= 'on';
    if (settingNames.some((name) => changed.has(name))) this.#stale = true;
    // From or to a value that is refused.
    if (changed.has('autoConnect') && (this.#fault !== null || !switches.has(this.autoConnect))) {
      this.#stale = true;
    }
    if (!this.isConnected) return;
    if (this.#stale) this.#renew();
    if (this.autoConnect === 'on') this.#made?.start();
  }

  #renew(): void {
    this.#stale = false;
    // The old one goes first: two clients of one tenant would share storage and count twice.
    this.#made?.destroy();
    this.#made = null;
    this.#fault = this.#given === null ? this.#make() : null;
    this.#context.setValue(this.client ?? undefined);
    this.#events.follow(this.client);
    if (this.#fault !== null) this.#report(this.#fault);
  }

  /** Makes the client, or answers why not. */
  #make(): MiptechError | null {
    const problems = [...ownProblems(this.autoConnect)];
    try {
      this.#made = createMiptechClient(optionsOf(this));
    } catch (error) {
      if (!(error instanceof MiptechError)) throw error;
      const { message } = error;
      problems.push(...(error.problems.length > 0 ? error.problems : [{ name: '', message }]));
    }
    if (problems.length === 0) return null;
    this.#made?.destroy();
    this.#made = null;
    const message = problems.map((problem) => problem.message).join(' ');
    return new MiptechError('config_invalid', { message, problems });
  }

  #report(fault: MiptechError): void {
    this.#events.tellError(fault);
    if (fault.message === this.#logged) return;
    this.#logged = fault.message;
    tellAuthor('error', `<miptech-provider> is not connected. ${fault.message}`);
  }

  #end(): void {
    this.#made?.destroy();
    this.#made = null;
    this.#stale = true;
    this.#context.setValue(undefined);
    this.#events.follow(null);
  }

  protected override render(): TemplateResult {
    return html`${this.#fault === null ? nothing : faultView(this.#fault, this.#language.texts)}<slot
      ></slot>`;
  }
}

function faultView(fault: MiptechError, strings: ProviderStrings): TemplateResult {
  return html`<div class="fault" part="fault" role="alert">
    <p>${strings.refused}</p>
    <ul lang="en" dir="ltr">
      ${fault.problems.map((problem) => html`<li>${problem.message}</li>`)}
    </ul>
  </div>`;
}

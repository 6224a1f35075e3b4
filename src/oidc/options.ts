/**
 * What `oidc()` takes, validated all together. Owns the defaults and the words of a refusal; does
 * not know what the settings are used for.
 */
import { MiptechError } from '../core/index.js';
import type { Problem } from '../core/index.js';

/** How to reach an OpenID Connect provider; beside each the attribute of `<miptech-provider>`. */
export interface OidcOptions {
  /** The issuer's address, such as `https://id.example.com/realms/staff`. Required. `oidc` */
  authority: string;
  /** The id under which this page is registered there. Required. `oidc-client-id` */
  clientId: string;
  /**
   * What is asked for, with `openid` among it. Default `openid profile email`, and `offline_access`
   * where the provider lists it. `oidc-scope`
   */
  scope?: string | undefined;
  /** The platform's identifier, for a token bound to it (RFC 8707). Default none. `oidc-resource` */
  resource?: string | undefined;
  /** Where the provider sends people back to. Default: this page without query and hash. `oidc-redirect-url` */
  redirectUrl?: string | undefined;
  /** Whether the page is left for the sign-in, or a window opened. Default `redirect`. `oidc-display` */
  display?: 'redirect' | 'popup' | undefined;
  /** Where the provider ends its own session. Default: what it names itself. */
  signOutUrl?: string | undefined;
  /** Where people come back to after signing out. Default: `redirectUrl`. */
  postLogoutRedirectUrl?: string | undefined;
  /** Where tokens are kept: in every tab, in this tab, or until a reload. Default `session`. `oidc-storage` */
  storage?: 'local' | 'session' | 'memory' | undefined;
  /** Which token the platform gets. Default `access_token`. `oidc-token` */
  token?: 'access_token' | 'id_token' | undefined;
  /** More parameters of the sign-in's address, such as `audience` or `domain_hint`. */
  extraParams?: Readonly<Record<string, string>> | undefined;
}

/** The same, checked and complete; `scope` is null where the provider decides. */
export interface OidcSettings {
  readonly authority: string;
  readonly clientId: string;
  readonly scope: string | null;
  readonly resource: string | null;
  readonly redirectUrl: string;
  readonly display: 'redirect' | 'popup';
  readonly signOutUrl: string | null;
  readonly postLogoutRedirectUrl: string;
  readonly storage: 'local' | 'session' | 'memory';
  readonly token: 'access_token' | 'id_token';
  readonly extraParams: Readonly<Record<string, string>>;
}

/** Which attribute sets the option, for the words of a refusal. */
const attributes: Readonly<Record<string, string>> = {
  authority: 'oidc',
  clientId: 'oidc-client-id',
  scope: 'oidc-scope',
  resource: 'oidc-resource',
  redirectUrl: 'oidc-redirect-url',
  display: 'oidc-display',
  storage: 'oidc-storage',
  token: 'oidc-token',
};

const known = new Set([...Object.keys(attributes), 'signOutUrl', 'postLogoutRedirectUrl']).add(
  'extraParams',
);

/** What the sign-in itself puts into the address. */
const reserved = new Set(
  'client_id redirect_uri response_type response_mode scope state nonce code_challenge code_challenge_method resource'.split(
    ' ',
  ),
);

/**
 * The settings of `options` for a page at `page`.
 * @throws MiptechError `config_invalid`, whose `problems` name every option that is wrong.
 */
export function validateOidc(options: OidcOptions, page: string): OidcSettings {
  const problems: Problem[] = [];
  const given: Readonly<Record<string, unknown>> = { ...options };
  const refuse = (name: string, came: string, instead: string): void => {
    const attribute = attributes[name];
    const called = attribute === undefined ? name : `${name} (attribute ${attribute})`;
    problems.push({ name, message: `${called} is ${came}; ${instead}.` });
  };
  const absent = (name: string): boolean => given[name] === undefined || given[name] === '';
  const text = (name: string, instead: string, fits: (value: string) => boolean): string | null => {
    const value = given[name];
    if (absent(name)) return null;
    if (typeof value === 'string' && fits(value)) return value;
    refuse(name, told(value), instead);
    return null;
  };
  const choice = <T extends string>(name: string, fallback: T, choices: readonly T[]): T => {
    const found = choices.find((each) => each === given[name]);
    if (found === undefined && !absent(name)) {
      refuse(name, told(given[name]), `write one of ${choices.join(', ')}`);
    }
    return found ?? fallback;
  };
  const address = (name: string): string | null => {
    const value = text(name, 'write a full address such as https://id.example.com', whole);
    if (value === null) return null;
    const url = new URL(value);
    if (url.username !== '' || url.password !== '') {
      refuse(name, 'an address with a user or password', 'leave both out');
    } else if (url.protocol === 'http:' && !thisMachine(url.hostname)) {
      refuse(name, told(value), 'write https – tokens must not travel over http');
    } else return value;
    return null;
  };
  const own = (name: string): string | null => {
    const value = address(name);
    if (value === null) return null;
    const { origin, hash } = new URL(value);
    if (origin !== new URL(page).origin) {
      refuse(name, told(value), 'write an address of this page’s own origin');
    } else if (hash !== '') refuse(name, told(value), 'leave out everything from # on');
    else return value;
    return null;
  };

  for (const name of Object.keys(given)) {
    if (!known.has(name)) refuse(name, 'not an option', `choose from ${[...known].join(', ')}`);
  }
  if (absent('authority')) {
    refuse('authority', 'nothing', 'write the issuer’s address, such as https://id.example.com');
  }
  if (absent('clientId')) {
    refuse('clientId', 'nothing', 'write the id under which this page is registered there');
  }
  const authority = address('authority') ?? '';
  if (/[?#]/.test(authority)) {
    refuse('authority', told(authority), 'leave out everything from ? or # on');
  }
  const redirectUrl = own('redirectUrl') ?? page.replace(/[?#].*$/s, '');
  const extraParams: unknown = given['extraParams'] ?? {};
  if (!texts(extraParams)) {
    refuse('extraParams', told(extraParams), 'write an object of texts');
  } else {
    for (const name of Object.keys(extraParams)) {
      if (reserved.has(name)) refuse(`extraParams.${name}`, 'set by the sign-in', 'leave it out');
    }
  }
  const settings: OidcSettings = {
    authority: authority.replace(/(?:\/\.well-known\/openid-configuration)?\/*$/, ''),
    clientId: text('clientId', 'write at most 512 characters', short) ?? '',
    scope: text('scope', 'write names with spaces between, openid among them', (value) =>
      value.split(' ').includes('openid'),
    ),
    resource: text('resource', 'write an absolute URI without #', resourceUri),
    redirectUrl,
    display: choice('display', 'redirect', ['redirect', 'popup']),
    signOutUrl: address('signOutUrl'),
    postLogoutRedirectUrl: own('postLogoutRedirectUrl') ?? redirectUrl,
    storage: choice('storage', 'session', ['local', 'session', 'memory']),
    token: choice('token', 'access_token', ['access_token', 'id_token']),
    extraParams: texts(extraParams) ? extraParams : {},
  };
  if (problems.length > 0) {
    const message = problems.map((problem) => problem.message).join(' ');
    throw new MiptechError('config_invalid', { message, problems });
  }
  return settings;
}

/** How a refused value is told: cut short, without a query, which may hold what is secret. */
function told(given: unknown): string {
  if (given === undefined || given === '') return 'nothing';
  if (typeof given === 'number' || typeof given === 'boolean') return `“${String(given)}”`;
  if (typeof given !== 'string') return given === null ? 'null' : `of type ${typeof given}`;
  const text = given.replace(/^[^/?#]*\/\/[^/?#]*@/, '…@').replace(/[?#].*$/s, '?…');
  return `“${text.length > 60 ? `${text.slice(0, 60)}…` : text}”`;
}

function whole(value: string): boolean {
  return /^https?:\/\/[^/\s]/i.test(value) && URL.canParse(value);
}

function short(value: string): boolean {
  return value.length <= 512;
}

function resourceUri(value: string): boolean {
  return URL.canParse(value) && !value.includes('#');
}

function thisMachine(hostname: string): boolean {
  return /^(?:localhost|127\.0\.0\.1|\[::1\]|.+\.localhost)$/.test(hostname);
}

function texts(given: unknown): given is Readonly<Record<string, string>> {
  return (
    typeof given === 'object' &&
    given !== null &&
    !Array.isArray(given) &&
    Object.values(given).every((value) => typeof value === 'string')
  );
}

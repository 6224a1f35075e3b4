/**
 * What a look at everything can find: a stable code each, with what it means and what to do. Owns
 * these texts; docs/troubleshooting.md has a section of the code's own name for each, made of them.
 * Does not know how anything is found. `{name}` is filled in from the evidence.
 */

interface FindingText {
  /** What is wrong, in English. */
  readonly message: string;
  /** What a developer or administrator does about it, in English. */
  readonly fix: string;
}

export const findings = {
  tenant_missing: {
    message: 'No tenant is set, so nothing can be asked.',
    fix: 'Write the tenant’s id into tenant-id, as the platform team gave it to you.',
  },
  mixed_content: {
    message: 'The page is on https and the platform’s address is not: browsers block that.',
    fix: 'Write https into api-url and wss into ws-url; the platform must be reachable there. Only this machine’s own names (localhost, 127.0.0.1) may stay on http.',
  },
  ws_url_scheme: {
    message: 'ws-url does not begin with ws:// or wss://.',
    fix: 'Write wss:// where api-url has https://, ws:// where it has http://, or leave ws-url out: it is derived from api-url.',
  },
  setting_refused: {
    message: 'A setting is refused, so nothing was connected.',
    fix: 'Correct what the list names: {problems}',
  },
  api_url_path: {
    message: 'api-url holds /api and perhaps a version; the client adds these itself.',
    fix: 'Write only the origin and your own prefix into api-url, and the version into api-version. As it stands, health is asked for at {url}.',
  },
  ws_url_path: {
    message: 'ws-url holds the path of the socket; the client adds it itself.',
    fix: 'Write only the origin and your own prefix into ws-url, or leave it out: it is derived from api-url.',
  },
  api_key_in_browser: {
    message: 'apiKey is set on a public page, where everybody can read it.',
    fix: 'Take it out and let people sign in, or set getAuthToken. Then have the key replaced.',
  },
  insecure_http: {
    message: 'Passwords and tokens travel unencrypted: the platform’s address is plain http or ws.',
    fix: 'Write https into api-url, and wss into ws-url if it is set.',
  },
  offline: {
    message: 'The browser says that there is no network.',
    fix: 'Check the network connection. Messages wait, and the client reconnects by itself.',
  },
  platform_down: {
    message: 'Nothing answers at the platform’s address.',
    fix: 'Check host name and port in api-url, and that the platform runs and can be reached from here. A browser does not tell a wrong port, a host name that does not exist (DNS), a platform that is down and a request that an extension or the page’s Content Security Policy (connect-src) blocks from each other; curl {url} does.',
  },
  dns_failed: {
    message: 'The host name in api-url does not exist, or cannot be looked up from here.',
    fix: 'Check the spelling of the host in api-url, and the name server of this network.',
  },
  no_answer: {
    message: 'The platform’s address takes the question and does not answer in time.',
    fix: 'Check that the platform is not stuck, and that no firewall between here and it drops packets in silence. On a very slow line try again.',
  },
  cors_refused: {
    message: 'A server answers, and the browser may not show the answer to this page: CORS.',
    fix: 'Ask the platform team to add {origin} to CORS_ORIGINS, exactly so. If it is there already, the answer is an error of a proxy or of the platform that carries no CORS headers: look at it with curl {url}.',
  },
  cors_headers_refused: {
    message:
      'This page may ask the platform, but not with the headers that every call needs: CORS.',
    fix: 'Ask the platform team to allow the headers Authorization, Content-Type and X-Tenant-ID and the methods GET and POST for {origin}.',
  },
  https_needed: {
    message: 'The platform wants https, and api-url says http.',
    fix: 'Write https into api-url. A redirect is not enough: browsers refuse redirected preflights, and drop the Authorization header on the way to another origin.',
  },
  wrong_path: {
    message: 'A server answers, and has no such path.',
    fix: 'Check api-url, its port and api-version: health is at {url}, and must answer there. It is /api/v1/health, not /health.',
  },
  captive_portal: {
    message: 'A web page came instead of the platform’s answer.',
    fix: 'Sign in to the network first, if it is one of a hotel or a train. Else api-url leads to a web site or to a proxy’s page: {url} must answer with JSON.',
  },
  not_the_platform: {
    message: 'Something answers, but not as this platform does.',
    fix: 'Check host and port in api-url: another service may listen there. {url} must answer with a status.',
  },
  platform_error: {
    message: 'The platform answers with an error of its own.',
    fix: 'Give the platform team the time and what was asked; their log has the reason.',
  },
  gateway_error: {
    message: 'A gateway answers in place of the platform, which does not run behind it.',
    fix: 'Start the platform, or correct the address of it in the gateway’s configuration.',
  },
  rate_limited: {
    message: 'The platform’s limit of calls is used up for now.',
    fix: 'Wait {retryAfter} s and run the checks again. If it happens often, look for several tabs or several people behind one account.',
  },
  tenant_unknown: {
    message: 'The platform does not know the tenant “{tenant}”.',
    fix: 'Compare tenant-id letter by letter with what the platform team gave you.',
  },
  tenant_suspended: {
    message: 'The tenant “{tenant}” is suspended or switched off.',
    fix: 'Ask the platform team, or whoever pays for the tenant, to activate it.',
  },
  tenant_header_missing: {
    message: 'The header X-Tenant-ID does not arrive at the platform.',
    fix: 'The client sends it with every call, so a proxy or gateway removes it: let it pass X-Tenant-ID and Authorization on.',
  },
  services_missing: {
    message: 'The platform runs, but not all of its AI services: {services}.',
    fix: 'The platform team should look at the services that are named. The client goes on by itself as soon as they are ready.',
  },
  services_loading: {
    message: 'The AI services are still loading: {services}.',
    fix: 'Wait a minute and run the checks again. The client goes on by itself as soon as they are ready.',
  },
  not_signed_in: {
    message: 'Nobody is signed in, and without that the platform takes no messages.',
    fix: 'Sign in, or set getAuthToken. Chat without sign-in needs anonymous and a tenant that allows it.',
  },
  token_expired: {
    message: 'The token has ended, and the platform does not take it any more.',
    fix: 'Sign in again. If it happens often, ask the platform team how long tokens live; with getAuthToken, hand out a fresh one each time.',
  },
  token_expires_soon: {
    message: 'The token ends in less than a minute.',
    fix: 'Nothing, if it is renewed by itself. With getAuthToken, see that it hands out a token with some life left.',
  },
  token_refused: {
    message: 'The platform does not take the token, though by its own word it has not ended.',
    fix: 'Sign in again. If a fresh one is refused too, it was issued for another platform, or signed with another key; with getAuthToken, ask which platform the identity system issues it for.',
  },
  token_tenant: {
    message: 'The token belongs to another tenant than “{tenant}”.',
    fix: 'Check tenant-id, and with getAuthToken the claim tenant_id of what it answers: the two must be the same.',
  },
  forbidden: {
    message: 'The platform knows who asks, and refuses.',
    fix: 'Check that this account may use the tenant “{tenant}”.',
  },
  clock_off: {
    message: 'The clock of this device and that of the platform are {difference} s apart.',
    fix: 'Set the device’s clock by the network. Tokens are judged by these clocks: a wrong one ends sessions early.',
  },
  feature_off: {
    message: 'Chat is switched off for the tenant “{tenant}”.',
    fix: 'Ask the platform team to switch on the feature chat for it.',
  },
  chat_gone: {
    message: 'The chat that is open here does not exist on the platform.',
    fix: 'Nothing, usually: the client makes a new one. If chat-id is set, check it, and that the chat is this user’s.',
  },
  chat_not_offered: {
    message: 'The platform makes no chats over REST.',
    fix: 'Nothing, if the socket works: the chat is made there. Else check that POST {url} exists.',
  },
  request_refused: {
    message: 'The platform does not accept the form of the request.',
    fix: 'Compare the platform’s version with api-version. The platform’s log, or the answer of {url}, names the field.',
  },
  handshake_refused: {
    message: 'REST works, and the platform refuses the socket.',
    fix: 'Ask the platform team to look into the log for {path}: if the call is there, the page’s origin, the token or the tenant is refused for sockets; if it is there without an upgrade or not at all, a proxy on the way takes it out. A browser does not show the reason. Until then messages go over REST.',
  },
  handshake_timeout: {
    message: 'REST works, and the socket is neither opened nor refused.',
    fix: 'Look for a firewall, proxy or virus scanner that swallows WebSocket upgrades: compare with another network. On very slow lines raise connect-timeout.',
  },
  upgrade_stripped: {
    message: 'REST works, and what makes a socket of a call is lost on the way.',
    fix: 'Let the proxy or gateway pass the headers Upgrade and Connection on for {path}, with HTTP/1.1.',
  },
  wrong_socket_address: {
    message: 'There is no platform at the address for sockets.',
    fix: 'Correct ws-url: host, port and prefix must be those of the platform, without a path of its own. Or leave it out: it is derived from api-url.',
  },
  connection_quota: {
    message: 'The tenant has as many connections open as it may have.',
    fix: 'Close tabs that are not needed, or ask the platform team for a higher limit of connections.',
  },
  never_ready: {
    message: 'The socket opens, and the platform never says that it is ready.',
    fix: 'The platform team should look why neither connection_ready nor connection_established is sent on {path}.',
  },
  closed_at_once: {
    message: 'The socket opens, and is closed before it is ready: code {code}.',
    fix: 'The platform’s log at this time has the reason; a code of 1006 may also come from a proxy that does not know WebSockets.',
  },
  ping_unanswered: {
    message: 'The platform does not answer pings.',
    fix: 'Nothing, if answers arrive. Else something on the way lets messages through in one direction only; the connection will be taken for dead and opened anew.',
  },
  slow: {
    message: 'The line is slow: a round trip takes {median} ms.',
    fix: 'Compare with another network. If it is slow everywhere, the platform is busy or far away.',
  },
  rest_sending_missing: {
    message: 'Messages can be sent over the socket only.',
    fix: 'Nothing, as long as the socket works. For times when it does not, the platform needs POST {url}.',
  },
  out_of_time: {
    message: 'Every answer took so long that there was no time left to look at this.',
    fix: 'Run the checks again. If it stays so, compare with another network: if it is slow everywhere, the platform is busy or far away.',
  },
  checks_missing: {
    message: 'The checks could not be loaded.',
    fix: 'Put miptech-doctor.min.js beside miptech.min.js, and let the page’s Content Security Policy load it.',
  },
} as const satisfies Record<string, FindingText>;

/** The stable name of what is wrong, and of its section in docs/troubleshooting.md. */
export type FindingCode = keyof typeof findings;

/** What was seen, as `Check.evidence` shows it. */
export type Evidence = Readonly<Record<string, string | number | boolean>>;

function filled(text: string, evidence: Evidence): string {
  return text.replace(/\{(\w+)\}/g, (_whole, name: string) => String(evidence[name] ?? '…'));
}

/** The texts of a finding, with the evidence in them. */
export function textsOf(code: FindingCode, evidence: Evidence): FindingText {
  const { message, fix } = findings[code];
  return { message: filled(message, evidence), fix: filled(fix, evidence) };
}

/**
 * Tokens as they come: what of them is kept, and what is refused. Pure; does not know where they
 * come from, nor where they are kept.
 */
import type { Settings } from '../config.js';
import { MiptechError } from '../protocol/errors.js';
import type { AuthAnswer, User } from '../protocol/rest.js';
import { claimsOf } from '../protocol/token.js';
import type { Claims } from '../protocol/token.js';
import type { StoredSession } from './token-store.js';

/** Longest token: it travels in the socket's URL, and servers take some kilobytes of that. */
const longestToken = 8192;

/** The token is another tenant's: somebody mixed up two pages, or tries to. */
export class TenantMismatch extends MiptechError {
  constructor(tenantId: string) {
    const message = `The token belongs to another tenant than tenant-id="${tenantId}".`;
    super('forbidden', { message });
  }
}

/** What a session gets beside its tokens. */
export interface Grant {
  readonly settings: Settings;
  /** Wall clock in milliseconds. */
  readonly now: number;
  /** The name of a new session. */
  readonly name: string;
}

/**
 * The session that `answer` begins or goes on with; what it lacks is as it was `before`.
 * @throws MiptechError `protocol` for a token that cannot be used, `TenantMismatch`
 */
export function granted(
  answer: AuthAnswer,
  before: StoredSession | null,
  { settings, now, name }: Grant,
): StoredSession {
  if (answer.tokens === null) throw new MiptechError('protocol');
  const { accessToken, refreshToken, expiresIn } = answer.tokens;
  const claims = claimsOf(accessToken);
  const flaw = flawOf(accessToken, claims);
  if (flaw !== null) throw new MiptechError('protocol', { message: flaw });
  if (claims !== null && claims.tenantId !== null && claims.tenantId !== settings.tenantId) {
    throw new TenantMismatch(settings.tenantId);
  }
  const user = answer.user ?? before?.user ?? userOf(claims);
  return {
    accessToken,
    refreshToken: refreshToken ?? before?.refreshToken ?? null,
    user: user !== null && user.id === '' ? { ...user, id: claims?.userId ?? '' } : user,
    receivedAt: now,
    life: expiresIn ?? claims?.life ?? null,
    name: before?.name ?? name,
  };
}

/** Whose session it is; the token names them where no profile was kept beside it. */
export function ownerOf({ user, accessToken }: StoredSession): string | null {
  return user?.id || (claimsOf(accessToken)?.userId ?? null);
}

/** The user a token names, or null. */
export function claimedUser(accessToken: string): User | null {
  return userOf(claimsOf(accessToken));
}

/**
 * Seconds that a token of unknown age still lives, by its own word and this device's clock. A clock
 * that is wrong shortens its life at most: then its whole life must do.
 */
export function remainingLife(accessToken: string, now: number): number | null {
  const { endsAt = null, life = null } = claimsOf(accessToken) ?? {};
  const left = (endsAt ?? NaN) - now / 1000;
  return life !== null && left > 0 && left < life ? left : life;
}

function userOf(claims: Claims | null): User | null {
  if (claims?.userId == null) return null;
  return { id: claims.userId, email: claims.email ?? '', name: claims.name ?? '' };
}

/** Why a token cannot be used, in words without the token; null for a good one. */
function flawOf(token: string, claims: Claims | null): string | null {
  if (token.length > longestToken) {
    return `The platform’s token is ${String(token.length)} characters long; a socket’s address carries at most ${String(longestToken)}.`;
  }
  // fetch refuses these, with an error that looks like a dead network.
  if (/[^\x20-\x7e\x80-\xff]/.test(token)) {
    return 'The platform’s token has a sign that no header can carry.';
  }
  if (claims?.unsigned === true) return 'The platform’s token is not signed (alg “none”).';
  if (claims?.ended === true) return 'The platform’s token had ended before it was issued.';
  return null;
}

/**
 * What must hold over all pages after every step: in the storage they share, and on the platform.
 * Owns these looks; those at one page are elsewhere.
 */
import { canary } from './accounts.js';
import type { World } from './world.js';

/** The only keys under which a token may stand. */
const tokenKeys = new Set(['miptech_access_token', 'miptech_refresh_token']);

export function checkStorage({ browser, object }: World): void {
  for (const [key, value] of browser.storage.values) {
    if (!tokenKeys.has(key) && value.includes(canary)) object(`a token under ${key}`);
  }
}

/** A message without an end is on a screen, or kept, or with the platform. */
export function checkKept(world: World): void {
  const { browser, given, ledger, platform } = world;
  if (world.storageFailed || given.tokenStorage !== 'local') return;
  const shown = new Set(
    browser.alive.flatMap((page) => page.client.transcript.get().messages.map(({ id }) => id)),
  );
  // Reading the storage takes long, and is seldom needed.
  let kept: World['kept'] | null = null;
  for (const { id, text, owner, released } of ledger.entries.values()) {
    if (released || owner === null || platform.conversations.ever.has(id)) continue;
    if (ledger.ended(id) || shown.has(id)) continue;
    kept ??= world.kept;
    if (!kept.has(id)) world.object(`“${text}” (${id}) vanished`);
  }
}

/** No message is stored under another user than the one who wrote it. */
export function checkOwners({ platform, object, ledger }: World): void {
  for (const { owner, messages } of platform.conversations.all) {
    for (const { clientId, text } of messages) {
      const writer = ledger.entries.get(clientId ?? '')?.owner ?? null;
      if (writer === null) continue;
      const name = owner === null ? 'visitor' : owner.replace('u-', '');
      if (name !== writer) object(`“${text}” of ${writer} is stored for ${name}`);
    }
  }
}

/** Where pages share tokens under a lock, none comes with a refresh token that was answered. */
export function checkRefreshes({ platform, given, storageFailed, object }: World): void {
  const guarded = given.hasLocks && given.tokenStorage === 'local' && !storageFailed;
  if (platform.accounts.reused > 0 && guarded) object('a refresh token is used again');
}

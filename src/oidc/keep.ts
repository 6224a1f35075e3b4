/**
 * Where the tokens of a sign-on are kept, under one key of an issuer and a client. Alone writes
 * them; knows no protocol and never tells a token to anybody but its caller.
 */

/** The tokens of one person, as the provider gave them. */
export interface Kept {
  readonly accessToken: string;
  readonly idToken: string | null;
  readonly refreshToken: string | null;
  readonly scope: string | null;
  /** Who it is there. */
  readonly subject: string;
  /** When they came, in seconds since 1970. */
  readonly startedAt: number;
  /** When the platform's token ends, in seconds since 1970; null where the provider does not say. */
  readonly endsAt: number | null;
}

export interface Keep {
  /** True where other tabs see the same entry. */
  readonly shared: boolean;
  /** The key, which names the lock as well. */
  readonly name: string;
  read(): Kept | null;
  /** Null forgets. */
  write(kept: Kept | null): void;
  /** Calls back when another tab wrote; the answer unsubscribes. */
  subscribe(listener: () => void): () => void;
}

/** The storage of that name; null where the browser refuses it, as in some sandboxed frames. */
export function webStorage(kind: 'local' | 'session'): Storage | null {
  try {
    return kind === 'local' ? window.localStorage : window.sessionStorage;
  } catch {
    return null;
  }
}

/** A place for tokens in `storage`; without one they end with the page. */
export function keepIn(storage: Storage | null, name: string, shared: boolean): Keep {
  let memory: Kept | null = null;
  let refused = storage === null;
  return {
    name,
    get shared() {
      return shared && !refused;
    },
    read() {
      if (refused) return memory;
      try {
        return parsed(storage?.getItem(name) ?? null);
      } catch {
        return memory;
      }
    },
    write(kept) {
      memory = kept;
      try {
        if (kept === null) storage?.removeItem(name);
        else storage?.setItem(name, JSON.stringify(kept));
      } catch {
        // A full or forbidden storage: the page itself still knows them.
        refused = true;
      }
    },
    subscribe(listener) {
      const heard = ({ key, storageArea }: StorageEvent): void => {
        if (storageArea === storage && (key === name || key === null)) listener();
      };
      if (!shared || storage === null) return () => undefined;
      window.addEventListener('storage', heard);
      return () => {
        window.removeEventListener('storage', heard);
      };
    },
  };
}

/** An entry as it was written; anything else counts as absent. */
function parsed(text: string | null): Kept | null {
  if (text === null) return null;
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof given !== 'object' || given === null) return null;
  const { accessToken, idToken, refreshToken, scope, subject, startedAt, endsAt } =
    given as Partial<Record<keyof Kept, unknown>>;
  if (typeof accessToken !== 'string' || typeof subject !== 'string') return null;
  return {
    accessToken,
    subject,
    idToken: typeof idToken === 'string' ? idToken : null,
    refreshToken: typeof refreshToken === 'string' ? refreshToken : null,
    scope: typeof scope === 'string' ? scope : null,
    startedAt: typeof startedAt === 'number' ? startedAt : 0,
    endsAt: typeof endsAt === 'number' ? endsAt : null,
  };
}

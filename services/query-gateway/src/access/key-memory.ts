import type { Caller } from './caller.js';

/** For how long this process goes by what it has read of a key: a revocation elsewhere takes effect within this time. */
export const MEMORY_MS = 5_000;
const KNOWN_MAX = 10_000;
/** Keys that are nobody's: few, since each caller who tries many has another each time. */
const UNKNOWN_MAX = 1_000;

/** What a key or a token says of whoever holds it. */
export interface Identity {
  readonly caller: Caller;
  /** Null: it is not one of ours. */
  readonly keyId: string | null;
  /** In milliseconds since 1970; null: it does not end by itself. */
  readonly validUntil: number | null;
}

interface Entry {
  readonly identity: Identity | null;
  readonly readAt: number;
}

/** Remembers for a few seconds whose key has which digest, so that hardly any call asks the store. */
export class KeyMemory {
  private readonly known = new Map<string, Entry>();
  private readonly unknown = new Map<string, Entry>();
  /** When a key was forgotten last: what was read before may be what has been changed since. */
  private forgottenAt = Number.NEGATIVE_INFINITY;

  /** @param now milliseconds on a clock that never goes back */
  constructor(readonly now: () => number = () => performance.now()) {}

  /** Undefined: not remembered. Null: it is nobody's. */
  get(digest: string): Identity | null | undefined {
    const entry = this.known.get(digest) ?? this.unknown.get(digest);
    if (entry === undefined || this.now() - entry.readAt >= MEMORY_MS) return undefined;
    return entry.identity;
  }

  /** @param readAt when the store was asked, as `now` tells it */
  set(digest: string, identity: Identity | null, readAt: number): void {
    this.forget(digest);
    if (readAt <= this.forgottenAt) return;
    const [entries, most] = identity === null ? [this.unknown, UNKNOWN_MAX] : [this.known, KNOWN_MAX];
    if (entries.size >= most) {
      // The oldest of a Map comes first.
      const { value: oldest } = entries.keys().next();
      if (oldest !== undefined) entries.delete(oldest);
    }
    entries.set(digest, { identity, readAt });
  }

  forget(digest: string): void {
    this.known.delete(digest);
    this.unknown.delete(digest);
  }

  /** Whatever was read of this key of ours. */
  forgetKey(keyId: string): void {
    this.forgottenAt = this.now();
    for (const [digest, { identity }] of this.known) {
      if (identity?.keyId === keyId) this.known.delete(digest);
    }
  }
}

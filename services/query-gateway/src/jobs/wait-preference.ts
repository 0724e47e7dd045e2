/** How long a POST waits for its job unless told otherwise, in seconds. */
export const WAIT_SECONDS_DEFAULT = 30;
/** The longest wait that is granted, in seconds. */
export const WAIT_SECONDS_MAX = 300;

export interface WaitPreference {
  readonly seconds: number;
  /** The preference that was honoured, for `Preference-Applied`; null without one. */
  readonly applied: string | null;
}

/** Reads `Prefer: wait=N` and `Prefer: respond-async` (RFC 7240). A preference that cannot be read is ignored, as the RFC says. */
export function readWaitPreference(header: string | undefined): WaitPreference {
  const preferences = (header ?? '').split(/[,;]/).map((part) => part.trim().toLowerCase());
  const wait = preferences
    .map((part) => /^wait\s*=\s*"?(\d{1,6})"?$/.exec(part)?.[1])
    .find((text) => text !== undefined);
  if (wait !== undefined) {
    const seconds = Math.min(Number(wait), WAIT_SECONDS_MAX);
    return { seconds, applied: `wait=${seconds}` };
  }
  if (preferences.includes('respond-async')) return { seconds: 0, applied: 'respond-async' };
  return { seconds: WAIT_SECONDS_DEFAULT, applied: null };
}

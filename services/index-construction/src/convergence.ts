import { STALE_SESSIONS_MAX, type LineStates } from '#domain/line-state';

/**
 * Tells when a recomputation may stop: past the last session with new data, what is decided equals what is stored, and no line's
 * state comes from a session that the new data could have changed. From there on every later session would come out as stored. A
 * line that had a state without the new data and has none with them shows in nothing that is decided until it trades again: it is
 * forgotten after `STALE_SESSIONS_MAX` sessions, and these are waited for.
 */
export class Convergence {
  readonly #publishedNeeded: number;
  readonly #tickers: ReadonlySet<string> | null;
  #lastDirty = '';
  #publishedSince = 0;
  #statusChanged = false;

  /** `lag`: sessions that a ranking reaches back; `tickers`: all names of the only lines with new data, null for any. */
  constructor(lag: number, tickers: ReadonlySet<string> | null) {
    this.#publishedNeeded = Math.max(lag, STALE_SESSIONS_MAX) + 1;
    this.#tickers = tickers;
  }

  /** `unchanged`: the decision on the session equals what is stored; `statusChanged`: it is published now and was not, or the reverse. */
  observe(
    session: string,
    lastDirty: string,
    decision: { published: boolean; unchanged: boolean; statusChanged: boolean },
  ): void {
    this.#statusChanged ||= decision.statusChanged;
    if (session <= lastDirty || !decision.unchanged) {
      this.#lastDirty = session <= lastDirty ? session : this.#lastDirty;
      this.#publishedSince = 0;
    } else if (decision.published) {
      this.#publishedSince += 1;
    }
  }

  /** The state of lines without new data differs from what it was, too: they count other sessions as published. */
  get concernsAnyLine(): boolean {
    return this.#statusChanged || this.#tickers === null;
  }

  reached(lines: LineStates): boolean {
    if (this.#publishedSince < this.#publishedNeeded) return false;
    const concerned = this.#tickers === null || this.#statusChanged ? lines.keys() : this.#tickers;
    for (const ticker of concerned) {
      const line = lines.get(ticker);
      if (line === undefined) continue;
      if (line.dead || line.priceSession <= this.#lastDirty) return false;
      if (line.sharesSession !== null && line.sharesSession <= this.#lastDirty) return false;
    }
    return true;
  }
}

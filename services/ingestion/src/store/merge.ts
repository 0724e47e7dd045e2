import type { Transaction } from '#storage/database';
import type { StagedRows } from './staging.js';

/** What a merge needs: the staged rows, and what to write beside them. */
export interface Merge {
  readonly transaction: Transaction;
  readonly staged: StagedRows;
  /** The revision of all market data that this import makes, if it changes any. */
  readonly revision: number;
  /** Where the rows come from, as the sender calls it. */
  readonly source: string;
  readonly simulated: boolean;
  /** For `updated_at`. */
  readonly now: Date;
}

/** The sessions that a changing import concerns. */
export interface ConcernedSessions {
  readonly first: string;
  readonly last: string;
  /** How many there are. */
  readonly count: number;
  /** Each of them; null: too many to name, any of the range; empty: words changed, no session needs to be computed again. */
  readonly sessions: readonly string[] | null;
  /** The tickers whose rows changed; null: too many to name. */
  readonly tickers: readonly string[] | null;
}

export interface MergeResult {
  /** Rows of the file that changed the store. */
  readonly stored: number;
  /** Null where nothing changed or what changed has no session yet. */
  readonly concerned: ConcernedSessions | null;
}

export const SESSIONS_NAMED_MAX = 500;
export const TICKERS_NAMED_MAX = 1000;

/** `dates` in order. */
export function concernedSessions(dates: readonly string[], tickers: readonly string[]): ConcernedSessions | null {
  const first = dates[0];
  const last = dates.at(-1);
  if (first === undefined || last === undefined) return null;
  return {
    first,
    last,
    count: dates.length,
    sessions: dates.length <= SESSIONS_NAMED_MAX ? dates : null,
    tickers: tickers.length <= TICKERS_NAMED_MAX ? [...tickers].sort() : null,
  };
}

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

/** What a merge of events found to be concerned: one row for the count of what was stored, and one per date and per ticker. */
export interface EventSummaryRow {
  readonly what: 'stored' | 'date' | 'ticker';
  readonly date: string | null;
  readonly ticker: string | null;
  readonly rows: number;
}

/**
 * The end of a statement that merges events, after `stored (…)` and `concerned (ticker, date)` among its common table expressions; its
 * rows are `EventSummaryRow`.
 */
export function eventSummary(stored: string): string {
  return `
    select 'stored' as what, null as date, null as ticker, count(*) as rows from ${stored}
    union all
    select case when grouping(concerned.date) = 0 then 'date' else 'ticker' end, concerned.date, concerned.ticker, count(*)
    from concerned where concerned.date is not null
    group by grouping sets ((concerned.date), (concerned.ticker))`;
}

/** Notes that answers about the sessions concerned are made anew, and says which they are. */
export async function mergedEvents(
  { transaction, revision }: Merge,
  rows: readonly EventSummaryRow[],
): Promise<MergeResult> {
  const dates = rows.flatMap(({ what, date }) => (what === 'date' && date !== null ? [date] : [])).sort();
  const tickers = rows.flatMap(({ what, ticker }) => (what === 'ticker' && ticker !== null ? [ticker] : []));
  await transaction.execute('update ingestion_sessions set revision = $1 where date = any($2::date[])', [
    revision,
    dates,
  ]);
  const stored = rows.find(({ what }) => what === 'stored')?.rows ?? 0;
  return { stored, concerned: concernedSessions(dates, tickers) };
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

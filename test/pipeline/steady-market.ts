import type { Database } from '#storage/database';

interface SteadyMarket {
  readonly sessions: readonly string[];
  readonly close: number;
  /** By ticker. */
  readonly caps: Readonly<Record<string, number>>;
}

/** Makes the market of a store one in which every line has the same close and the same cap on all sessions. */
export async function storeSteadyMarket(store: Database, { sessions, close, caps }: SteadyMarket): Promise<void> {
  await store.executeScript('truncate stock_prices, ticker_changes, ingestion_sessions');
  await store.execute(
    `insert into stock_prices (date, ticker, close, market_cap, source, revision)
     select session, ticker, $2::float8, cap, 'test', 1
     from unnest($1::date[]) session, unnest($3::text[], $4::float8[]) as lines (ticker, cap)`,
    [sessions, close, Object.keys(caps), Object.values(caps)],
  );
  await store.execute(
    `insert into ingestion_sessions (date, lines, simulated, revision) select unnest($1::date[]), $2::int, false, 1`,
    [sessions, Object.keys(caps).length],
  );
}

import type { Database } from '#storage/database';
import { storePrices } from './index-fixture.js';

/** One published session of an index, with figures that can be added up by eye. */
export interface SeriesSession {
  readonly date: string;
  readonly level: number;
  /** Fractions; null on the base session. */
  readonly session_return: number | null;
  readonly turnover: number | null;
  readonly benchmark_return: number | null;
  readonly benchmark_level: number | null;
  /** After the cost of trading; left out: the level. */
  readonly net_level?: number;
  readonly entered?: readonly string[];
  readonly exited?: readonly string[];
  readonly members?: readonly (readonly [ticker: string, rank: number, weight: number])[];
}

/** An index as the other services would have stored it; of the days in `gaps` there are no prices. */
export async function storeSeries(
  store: Database,
  indexId: string,
  sessions: readonly SeriesSession[],
  gaps: readonly string[] = [],
): Promise<void> {
  const [first, last] = [sessions[0]?.date ?? null, sessions.at(-1)?.date ?? null];
  await store.execute(
    `insert into indices (id, definition, first_requested, last_requested, base_session, last_session, revision)
     values ($1, '{}', $2::date, $3::date, $2::date, $3::date, 1)`,
    [indexId, first, last],
  );
  await store.execute('insert into index_performance_state (index_id, revision) values ($1, 1)', [indexId]);
  for (const session of sessions) await storeSession(store, indexId, session);
  for (const date of gaps) {
    await store.execute(
      `insert into index_sessions (index_id, date, status, reasons, eligible, covered, constituents, rebalanced, hash, revision)
       values ($1, $2::date, 'missing', '{}', 0, 0, 0, false, null, 1)`,
      [indexId, date],
    );
  }
}

export async function storeMarketOf(store: Database, sessions: readonly SeriesSession[]): Promise<void> {
  await storePrices(store, { first: sessions[0]?.date ?? '', last: sessions.at(-1)?.date ?? '' });
}

async function storeSession(store: Database, indexId: string, session: SeriesSession): Promise<void> {
  const { date, level, members = [] } = session;
  await store.execute(
    `insert into index_sessions (index_id, date, status, reasons, eligible, covered, constituents, rebalanced, hash, revision)
     values ($1, $2::date, 'published', '{}', 9, 9, $3, true, $4, 1)`,
    [indexId, date, members.length, `hash-of-${indexId}`],
  );
  await store.execute(
    `insert into index_performance (index_id, date, daily_return, cumulative_return, level, session_return, turnover, net_level,
       benchmark_return, benchmark_level, constituents)
     values ($1, $2::date, 100 * $3::float8, 100 * ($4::float8 / 1000 - 1), $4, $3, $5, $9, $6, $7, $8)`,
    [
      ...[indexId, date, session.session_return, level, session.turnover, session.benchmark_return],
      ...[session.benchmark_level, members.length, session.net_level ?? level],
    ],
  );
  const changes = [
    ...(session.entered ?? []).map((ticker) => ({ ticker, action: 'entered' })),
    ...(session.exited ?? []).map((ticker) => ({ ticker, action: 'exited' })),
  ];
  for (const { ticker, action } of changes) {
    await store.execute(
      `insert into composition_changes (index_id, date, ticker, action, rank, previous_rank, reason)
       values ($1, $2::date, $3, $4, 1, 2, null)`,
      [indexId, date, ticker, action],
    );
  }
  for (const [ticker, rank, weight] of members) {
    await store.execute(
      `insert into index_compositions (index_id, date, ticker, weight, rank, close, market_cap)
       values ($1, $2::date, $3, $4, $5, 10, 1e9)`,
      [indexId, date, ticker, weight, rank],
    );
  }
}

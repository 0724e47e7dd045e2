import { isSession, sessionsBetween } from '#domain/calendar';
import type { Database } from '#storage/database';

/** A session that is not published. */
export interface FixtureGap {
  readonly date: string;
  readonly status: 'incomplete' | 'missing';
  readonly reasons: readonly string[];
}

export interface FixtureChange {
  readonly date: string;
  readonly ticker: string;
  readonly action: 'entered' | 'exited' | 'renamed';
  readonly rank: number | null;
  readonly previous_rank: number | null;
  readonly reason: string | null;
  readonly new_ticker?: string;
}

export interface IndexFixture {
  readonly first: string;
  readonly last: string;
  readonly gaps?: readonly FixtureGap[];
  readonly changes?: readonly FixtureChange[];
  readonly simulated?: boolean;
}

const INDEX = 'top100-equal';

/** Of each session, in percent; the level is chained from 1000. */
export const DAILY_RETURN_PERCENT = 1;

export async function clearStore(store: Database): Promise<void> {
  await store.executeScript(`
    truncate indices, index_sessions, index_compositions, composition_changes, index_performance, index_performance_state, jobs, job_cancellations, idempotency_keys,
      upload_chunks, exports, export_chunks, stocks, ingestion_sessions, acquisition_sessions, quality_findings, quality_decisions,
      index_session_history, index_performance_history, ingestion_imports, ingestion_rejections,
      query_gateway.outbox, query_gateway.inbox cascade;
    update ingestion_state set revision = 0, simulated = false;`);
}

/** Sessions with prices, as far as the gateway looks at them. */
export async function storePrices(
  store: Database,
  range: { first: string; last: string; simulated?: boolean },
): Promise<void> {
  for (const date of sessionsBetween(range.first, range.last)) {
    await store.execute(
      'insert into ingestion_sessions (date, lines, simulated, revision) values ($1::date, 600, $2, 1)',
      [date, range.simulated === true],
    );
  }
  await store.execute('update ingestion_state set revision = revision + 1, simulated = $1', [range.simulated === true]);
}

/** An index of three lines with the levels 1000, 1010, 1020.1 …, as the other services would have stored it. */
export async function storeIndex(store: Database, fixture: IndexFixture): Promise<void> {
  await storePrices(store, fixture);
  await store.execute(
    `insert into indices (id, definition, first_requested, last_requested, base_session, last_session, revision)
     values ($1, '{}', $2::date, $3::date, $2::date, $3::date, 1)`,
    [INDEX, fixture.first, fixture.last],
  );
  await store.execute('insert into index_performance_state (index_id, revision) values ($1, 1)', [INDEX]);
  await store.executeScript(`
    insert into stocks (ticker, name, sector, exchange, source) values
      ('AAPL', 'Apple Inc.', 'Technology', 'XNAS', 'test'), ('NA', '<b>National</b> & Co', null, 'XNYS', 'test');`);
  let level = 1000;
  let published = 0;
  for (const date of sessionsBetween(fixture.first, fixture.last)) {
    const gap = fixture.gaps?.find((candidate) => candidate.date === date);
    await storeSession(store, date, gap);
    if (gap !== undefined) continue;
    if (published > 0) level *= 1 + DAILY_RETURN_PERCENT / 100;
    await storeLevel(store, { date, level, base: published === 0 });
    await storeComposition(store, date);
    published += 1;
  }
  for (const change of fixture.changes ?? []) await storeChange(store, change);
}

async function storeSession(store: Database, date: string, gap: FixtureGap | undefined): Promise<void> {
  if (!isSession(date)) throw new Error(`${date} is not a session`);
  await store.execute(
    `insert into index_sessions (index_id, date, status, reasons, eligible, covered, constituents, rebalanced, hash, revision)
     values ($1, $2::date, $3, $4, 600, 600, 3, true, $5, 1)`,
    [INDEX, date, gap?.status ?? 'published', gap?.reasons ?? [], gap === undefined ? `hash-of-${date}` : null],
  );
}

async function storeLevel(store: Database, row: { date: string; level: number; base: boolean }): Promise<void> {
  await store.execute(
    `insert into index_performance (index_id, date, daily_return, cumulative_return, level, session_return, net_level, constituents)
     values ($1, $2::date, $3, $4, $5, $6, $5, 3)`,
    [
      INDEX,
      row.date,
      row.base ? null : DAILY_RETURN_PERCENT,
      (row.level / 1000 - 1) * 100,
      row.level,
      row.base ? null : DAILY_RETURN_PERCENT / 100,
    ],
  );
}

/** B has no rank and no name: it was carried through the session. */
async function storeComposition(store: Database, date: string): Promise<void> {
  const members = [
    ['NA', 2, 12.5, 1e9],
    ['AAPL', 1, 134.76, 2.14e12],
    ['B', null, 7, null],
  ] as const;
  for (const [ticker, rank, close, marketCap] of members) {
    await store.execute(
      `insert into index_compositions (index_id, date, ticker, weight, rank, close, market_cap)
       values ($1, $2::date, $3, $4, $5, $6, $7)`,
      [INDEX, date, ticker, 1 / 3, rank, close, marketCap],
    );
  }
}

async function storeChange(store: Database, change: FixtureChange): Promise<void> {
  await store.execute(
    `insert into composition_changes (index_id, date, ticker, action, rank, previous_rank, reason, new_ticker)
     values ($1, $2::date, $3, $4, $5, $6, $7, $8)`,
    [
      ...[INDEX, change.date, change.ticker, change.action, change.rank, change.previous_rank, change.reason],
      change.new_ticker ?? null,
    ],
  );
}

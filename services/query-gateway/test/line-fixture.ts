import { sessionsBetween } from '#domain/calendar';
import { defaultIndex } from '#domain/index-definition';
import type { Database } from '#storage/database';

/** One line of a small index: its market caps by session in millions of US dollars; null: no row. Shares are 1 million throughout. */
export interface FixtureLine {
  readonly ticker: string;
  readonly caps: readonly (number | null)[];
  readonly name?: string;
  readonly sector?: string | null;
}

export interface LineFixture {
  readonly first: string;
  readonly last: string;
  readonly size: number;
  readonly buffer?: number;
  readonly lines: readonly FixtureLine[];
}

/**
 * Prices of a few lines, and the index that the other services would make of them: equal weights, every line by itself, daily. Members
 * are told by rank; each line keeps its rows, so nothing is stale.
 */
export async function storeLines(store: Database, fixture: LineFixture): Promise<void> {
  const sessions = sessionsBetween(fixture.first, fixture.last);
  await store.query('select ensure_stock_price_partitions($1, $2)', [fixture.first, fixture.last]);
  await store.executeScript('truncate stock_prices, ticker_changes, corporate_actions, share_counts, listings');
  for (const { ticker, caps, name = null, sector = null } of fixture.lines) {
    await store.execute(
      `insert into stocks (ticker, name, sector, exchange, source) values ($1, $2, $3, 'XNYS', 'test')`,
      [ticker, name, sector],
    );
    for (const [position, session] of sessions.entries()) {
      const cap = caps[position] ?? null;
      if (cap === null) continue;
      await store.execute(
        `insert into stock_prices (date, ticker, close, market_cap, source, revision) values ($1, $2, $3, $3::float8 * 1e6, 'test', 1)`,
        [session, ticker, cap],
      );
    }
  }
  await store.execute(
    `insert into ingestion_sessions (date, lines, simulated, revision)
     select p.date, count(*), false, 1 from stock_prices p group by p.date`,
  );
  await storeIndexOf(store, fixture, sessions);
  await store.execute('update ingestion_state set revision = revision + 1');
}

async function storeIndexOf(store: Database, fixture: LineFixture, sessions: readonly string[]): Promise<void> {
  const { size, buffer = 0, lines } = fixture;
  const definition = { ...defaultIndex, size, buffer, share_classes: 'line' };
  await store.execute(
    `insert into indices (id, definition, first_requested, last_requested, base_session, last_session, revision)
     values ($1, $2::text::jsonb, $3, $4, $5, $6, 1)`,
    [
      ...[defaultIndex.id, JSON.stringify(definition), fixture.first, fixture.last],
      ...[sessions[0] as string, sessions.at(-1) as string],
    ],
  );
  await store.execute('insert into index_performance_state (index_id, revision) values ($1, 1)', [defaultIndex.id]);
  let members: string[] = [];
  let ranks = new Map<string, number>();
  let level = defaultIndex.base_level;
  for (const [position, session] of sessions.entries()) {
    const capOf = (ticker: string, at: number): number => lines.find((line) => line.ticker === ticker)?.caps[at] ?? 0;
    const earned = members.map((ticker) => capOf(ticker, position) / capOf(ticker, position - 1) - 1);
    const sessionReturn = position === 0 ? null : earned.reduce((sum, own) => sum + own / members.length, 0);
    level *= 1 + (sessionReturn ?? 0);
    const ranked = lines
      .filter(({ caps }) => (caps[position] ?? null) !== null)
      .map(({ ticker }) => ticker)
      .sort((a, b) => capOf(b, position) - capOf(a, position) || (a < b ? -1 : 1));
    const before = { members, ranks };
    ranks = new Map(ranked.map((ticker, place) => [ticker, place + 1]));
    members = ranked.slice(0, size);
    await storeSession(store, session, { level, sessionReturn, members, capOf: (ticker) => capOf(ticker, position) });
    if (position > 0) await storeChanges(store, session, before, { members, ranks });
  }
}

async function storeSession(
  store: Database,
  session: string,
  made: { level: number; sessionReturn: number | null; members: readonly string[]; capOf: (ticker: string) => number },
): Promise<void> {
  const { level, sessionReturn, members, capOf } = made;
  await store.execute(
    `insert into index_sessions (index_id, date, status, reasons, eligible, covered, constituents, rebalanced, hash, revision)
     values ($1, $2, 'published', '{}', 9, 9, $3, true, 'hash', 1)`,
    [defaultIndex.id, session, members.length],
  );
  await store.execute(
    `insert into index_performance (index_id, date, daily_return, cumulative_return, level, session_return, net_level, constituents)
     values ($1, $2, 100 * $3::float8, 100 * ($4::float8 / 1000 - 1), $4, $3, $4, $5)`,
    [defaultIndex.id, session, sessionReturn, level, members.length],
  );
  for (const [place, ticker] of members.entries()) {
    await store.execute(
      `insert into index_compositions (index_id, date, ticker, weight, rank, close, market_cap)
       values ($1, $2, $3, $4, $5, $6, $6::float8 * 1e6)`,
      [defaultIndex.id, session, ticker, 1 / members.length, place + 1, capOf(ticker)],
    );
  }
}

interface Standing {
  readonly members: readonly string[];
  readonly ranks: ReadonlyMap<string, number>;
}

async function storeChanges(store: Database, session: string, before: Standing, after: Standing): Promise<void> {
  const told = [
    ...after.members.filter((ticker) => !before.members.includes(ticker)).map((ticker) => [ticker, 'entered', null]),
    ...before.members.filter((ticker) => !after.members.includes(ticker)).map((ticker) => [ticker, 'exited', 'rank']),
  ] as [string, string, string | null][];
  for (const [ticker, action, reason] of told) {
    await store.execute(
      `insert into composition_changes (index_id, date, ticker, action, rank, previous_rank, reason) values ($1, $2, $3, $4, $5, $6, $7)`,
      [
        ...[defaultIndex.id, session, ticker, action],
        ...[after.ranks.get(ticker) ?? null, before.ranks.get(ticker) ?? null, reason],
      ],
    );
  }
}

import { epochDay } from '#domain/calendar-date';
import type { IndexLevel } from '#domain/level-chain';
import { BinaryCopyEncoder } from '#storage/binary-copy';
import type { Queryable, Transaction } from '#storage/database';

/** Takes the index's performance for this transaction: one writer at a time. Returns its revision. */
export async function lockPerformance(transaction: Transaction, indexId: string): Promise<number> {
  await transaction.execute(
    `insert into index_performance_state (index_id, revision) values ($1, 0) on conflict (index_id) do nothing`,
    [indexId],
  );
  const [row] = await transaction.query<{ revision: number }>(
    `select state.revision from index_performance_state state where state.index_id = $1 for update`,
    [indexId],
  );
  return row?.revision ?? 0;
}

export async function storeRevision(transaction: Transaction, indexId: string, revision: number): Promise<void> {
  await transaction.execute(`update index_performance_state set revision = $2 where index_id = $1`, [
    indexId,
    revision,
  ]);
}

/** Removes all that was said of an index that was given up. */
export async function removePerformance(transaction: Transaction, indexId: string): Promise<void> {
  for (const table of ['index_performance', 'index_performance_history', 'index_performance_state']) {
    await transaction.execute(`delete from ${table} where index_id = $1`, [indexId]);
  }
}

/** The level just before `session`, or null when there is none. */
export async function levelBefore(
  database: Queryable,
  indexId: string,
  session: string,
): Promise<Pick<IndexLevel, 'level' | 'netLevel' | 'benchmarkLevel'> | null> {
  const [row] = await database.query<{ level: number; net_level: number; benchmark_level: number | null }>(
    `select levels.level, levels.net_level, levels.benchmark_level from index_performance levels
     where levels.index_id = $1 and levels.date < $2 order by levels.date desc limit 1`,
    [indexId, session],
  );
  return row === undefined ? null : { level: row.level, netLevel: row.net_level, benchmarkLevel: row.benchmark_level };
}

/** What is stored from `first` to `last`, or to the end when that is null, oldest first. */
export async function storedLevels(
  database: Queryable,
  indexId: string,
  first: string,
  last: string | null,
): Promise<IndexLevel[]> {
  const rows = await database.query<{
    date: string;
    daily_return: number | null;
    cumulative_return: number;
    level: number;
    session_return: number | null;
    turnover: number | null;
    net_level: number;
    benchmark_return: number | null;
    benchmark_level: number | null;
    constituents: number;
  }>(
    `select levels.date, levels.daily_return, levels.cumulative_return, levels.level, levels.session_return, levels.turnover,
       levels.net_level, levels.benchmark_return, levels.benchmark_level, levels.constituents
     from index_performance levels where levels.index_id = $1 and levels.date >= $2 and levels.date <= coalesce($3::date, 'infinity') order by levels.date`,
    [indexId, first, last],
  );
  return rows.map((row) => ({
    session: row.date,
    dailyReturn: row.daily_return,
    cumulativeReturn: row.cumulative_return,
    level: row.level,
    sessionReturn: row.session_return,
    turnover: row.turnover,
    netLevel: row.net_level,
    benchmarkReturn: row.benchmark_return,
    benchmarkLevel: row.benchmark_level,
    constituents: row.constituents,
  }));
}

/** The first and the last session without benchmark return and level; null when there is none. The base session has a level. */
export async function rangeWithoutBenchmark(
  database: Queryable,
  indexId: string,
): Promise<{ first: string; last: string } | null> {
  const [row] = await database.query<{ first: string | null; last: string | null }>(
    `select min(levels.date) as first, max(levels.date) as last from index_performance levels
     where levels.index_id = $1 and levels.benchmark_return is null and levels.benchmark_level is null`,
    [indexId],
  );
  const { first = null, last = null } = row ?? {};
  return first === null || last === null ? null : { first, last };
}

/** The newest session with a level, or null. */
export async function latestLevel(
  database: Queryable,
  indexId: string,
): Promise<{ session: string; level: number } | null> {
  const [row] = await database.query<{ session: string; level: number }>(
    `select levels.date as session, levels.level from index_performance levels
     where levels.index_id = $1 order by levels.date desc limit 1`,
    [indexId],
  );
  return row ?? null;
}

/**
 * Replaces what is stored of `sessions` by `levels`; the history keeps what was. What comes is known from the moment on until which the
 * old was: one for the whole transaction, and always after the old became known, whichever transaction began first.
 */
export async function replaceLevels(
  transaction: Transaction,
  indexId: string,
  sessions: readonly string[],
  levels: readonly IndexLevel[],
): Promise<void> {
  const [now] = await transaction.query<{ moment: string; microseconds: number }>(
    `select times.moment::text as moment,
       ((extract(epoch from times.moment) - extract(epoch from timestamptz '2000-01-01 00:00:00+00')) * 1000000)::int8 as microseconds
     from (select greatest(clock_timestamp(), max(levels.known_from) + interval '1 microsecond') as moment
       from index_performance levels where levels.index_id = $1 and levels.date = any($2::date[])) times`,
    [indexId, sessions],
  );
  if (now === undefined) throw new Error('the store does not tell the time');
  await transaction.execute(
    `insert into index_performance_history (index_id, date, known_from, known_until, daily_return, cumulative_return, level,
       session_return, turnover, net_level, benchmark_return, benchmark_level, constituents)
     select levels.index_id, levels.date, levels.known_from, $3::timestamptz, levels.daily_return, levels.cumulative_return,
       levels.level, levels.session_return, levels.turnover, levels.net_level, levels.benchmark_return, levels.benchmark_level,
       levels.constituents
     from index_performance levels where levels.index_id = $1 and levels.date = any($2::date[])`,
    [indexId, sessions, now.moment],
  );
  await transaction.execute(`delete from index_performance where index_id = $1 and date = any($2::date[])`, [
    indexId,
    sessions,
  ]);
  if (levels.length === 0) return;
  const columns = ['index_id', 'date', 'daily_return', 'cumulative_return', 'level', 'session_return', 'turnover'];
  await transaction.copyIn(
    {
      table: 'index_performance',
      columns: [...columns, 'net_level', 'benchmark_return', 'benchmark_level', 'constituents', 'known_from'],
    },
    encodeLevels(indexId, levels, now.microseconds),
  );
}

/** `knownFrom`: in microseconds since 2000. */
async function* encodeLevels(
  indexId: string,
  levels: readonly IndexLevel[],
  knownFrom: number,
): AsyncIterable<Uint8Array> {
  const encoder = new BinaryCopyEncoder();
  const optional = (value: number | null): void => (value === null ? encoder.null() : encoder.float8(value));
  for (const level of levels) {
    encoder.beginRow(12);
    encoder.text(indexId);
    encoder.date(epochDay(level.session));
    optional(level.dailyReturn);
    encoder.float8(level.cumulativeReturn);
    encoder.float8(level.level);
    optional(level.sessionReturn);
    optional(level.turnover);
    encoder.float8(level.netLevel);
    optional(level.benchmarkReturn);
    optional(level.benchmarkLevel);
    encoder.int4(level.constituents);
    // A timestamptz is an int8 on the wire.
    encoder.int8(knownFrom);
    for (let chunk = encoder.takeChunk(); chunk !== null; chunk = encoder.takeChunk()) yield chunk;
  }
  yield* encoder.finish();
}

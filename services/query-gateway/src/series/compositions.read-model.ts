import type { DatedConstituent } from '#contracts/api/compositions.schema';
import type { Gap } from '#contracts/api/performance.schema';
import type { Queryable } from '#storage/database';
import { gapsOf } from './performance.read-model.js';

export interface RangeRequest {
  readonly indexId: string;
  readonly start: string;
  readonly end: string;
}

/** Read at a time: enough that the statement's own cost does not count, few enough to be held for every caller. */
const ROWS_AT_A_TIME = 4000;

/** No more sessions than this in any case, so that no statement looks further ahead than it reads. */
const SESSIONS_AT_A_TIME = 250;

/** Whole sessions after `$4`, as many as fit; one at least. */
const CHUNK = `
  select c.date, c.rank, c.ticker, c.weight, c.close, c.market_cap
  from index_compositions c
  where c.index_id = $1 and c.date in (
    select fitting.date from (
      select ahead.date, sum(ahead.constituents) over (order by ahead.date) - ahead.constituents as before
      from (select s.date, s.constituents from index_sessions s
        where s.index_id = $1 and s.status = 'published' and s.date between $2::date and $3::date
          and ($4::date is null or s.date > $4::date)
        order by s.date limit ${SESSIONS_AT_A_TIME}) ahead) fitting
    where fitting.before < ${ROWS_AT_A_TIME})
  order by c.date, c.rank nulls last, c.ticker`;

/**
 * Every constituent of every published session of a range, some sessions at a time: each time one short statement, which begins where the
 * one before ended, and nothing is held between them.
 */
export async function* readCompositions(
  database: Queryable,
  { indexId, start, end }: RangeRequest,
): AsyncGenerator<DatedConstituent[]> {
  let after: string | null = null;
  for (;;) {
    const rows: DatedConstituent[] = await database.query<DatedConstituent>(CHUNK, [indexId, start, end, after]);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows;
    after = last.date;
  }
}

const GAPS = gapsOf('index_sessions');

/** The sessions of a range that are not published. */
export async function readGaps(database: Queryable, { indexId, start, end }: RangeRequest): Promise<Gap[]> {
  const [row] = await database.query<{ gaps: Gap[] }>(`select (${GAPS}) as gaps`, [indexId, start, end]);
  return row?.gaps ?? [];
}

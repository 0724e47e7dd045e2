import { defaultIndex } from '#domain/index-definition';
import type { Queryable } from '#storage/database';

/** How far the demo has come, as the store tells it: whatever process did it, and however that process ended. */
export interface DemoState {
  /** Sessions with prices. Prices are the last and largest file and are stored whole or not at all. */
  readonly sessionsWithPrices: number;
  /** Whether the build of the whole market has been taken up; it then goes on by itself, also after a restart. */
  readonly buildRequested: boolean;
  /** Sessions of the index that were decided, published or not. */
  readonly sessionsDecided: number;
  /** Whether the last session is decided and every published session has its level. */
  readonly complete: boolean;
}

const STATE = `
  select
    (select count(*) from ingestion_sessions) as sessions_with_prices,
    exists (select from indices i where i.id = $1 and i.first_requested <= $2::date and i.last_requested >= $3::date) as build_requested,
    count(*) as sessions_decided,
    count(*) filter (where s.status = 'published') as published,
    max(s.date) as last_decided,
    (select count(*) from index_performance p where p.index_id = $1) as levels
  from index_sessions s where s.index_id = $1`;

interface StateRow {
  readonly sessions_with_prices: number;
  readonly build_requested: boolean;
  readonly sessions_decided: number;
  readonly published: number;
  readonly last_decided: string | null;
  readonly levels: number;
}

/** @param range first and last session of the simulated market */
export async function readDemoState(database: Queryable, range: { first: string; last: string }): Promise<DemoState> {
  const [row] = await database.query<StateRow>(STATE, [defaultIndex.id, range.first, range.last]);
  if (row === undefined) throw new Error('a count without groups answered no row');
  return {
    sessionsWithPrices: row.sessions_with_prices,
    buildRequested: row.build_requested,
    sessionsDecided: row.sessions_decided,
    complete:
      row.build_requested &&
      row.last_decided !== null &&
      row.last_decided >= range.last &&
      row.published > 0 &&
      row.levels === row.published,
  };
}

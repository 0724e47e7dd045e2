import type { CompositionAnswer } from '#contracts/api/composition.schema';
import type { Queryable } from '#storage/database';

export interface SessionComposition {
  readonly date: string;
  readonly hash: string | null;
  readonly members: CompositionAnswer['data'];
}

const COMPOSITION = `
  with session as (
    select s.date, s.hash from index_sessions s
    where s.index_id = $1 and s.date <= $2::date and s.status = 'published'
    order by s.date desc limit 1)
  select session.date, session.hash,
    (select coalesce(json_agg(json_build_object('rank', c.rank, 'ticker', c.ticker, 'name', k.name, 'sector', k.sector,
        'exchange', k.exchange, 'weight', c.weight, 'close', c.close, 'market_cap', c.market_cap)
        order by c.rank nulls last, c.ticker), '[]')
      from index_compositions c left join stocks k on k.ticker = c.ticker
      where c.index_id = $1 and c.date = session.date) as members
  from session`;

/** The composition after the close of the latest published session on or before `date`; null when there is none. */
export async function readComposition(
  database: Queryable,
  request: { indexId: string; date: string },
): Promise<SessionComposition | null> {
  const [row] = await database.query<SessionComposition>(COMPOSITION, [request.indexId, request.date]);
  return row ?? null;
}

/** Status and reasons of one session of the index; null when the index has no such session. */
export async function readSessionStatus(
  database: Queryable,
  request: { indexId: string; date: string },
): Promise<{ status: string; reasons: string[] } | null> {
  const [row] = await database.query<{ status: string; reasons: string[] }>(
    'select s.status, s.reasons from index_sessions s where s.index_id = $1 and s.date = $2::date',
    [request.indexId, request.date],
  );
  return row ?? null;
}

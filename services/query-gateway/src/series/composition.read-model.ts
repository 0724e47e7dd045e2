import type { Constituent } from '#contracts/api/composition.schema';
import type { Queryable } from '#storage/database';
import { knownSessions } from './known-sessions.js';

export interface SessionComposition {
  readonly date: string;
  readonly hash: string | null;
  readonly members: Constituent[];
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

/**
 * The same as known at `$3`: what was said of a session before is kept beside it, members included. Names and sectors of lines have no
 * history; they are those of today.
 */
const COMPOSITION_AS_KNOWN = `
  with session as (
    select k.date, k.hash, k.composition from (
      select s.date, s.hash, null::jsonb as composition from index_sessions s
      where s.index_id = $1 and s.date <= $2::date and s.status = 'published' and s.known_from <= $3::timestamptz
      union all
      select h.date, h.hash, h.composition from index_session_history h
      where h.index_id = $1 and h.date <= $2::date and h.status = 'published' and h.known_from <= $3::timestamptz
        and h.known_until > $3::timestamptz) k
    order by k.date desc limit 1)
  select session.date, session.hash,
    (select coalesce(json_agg(json_build_object('rank', m.rank, 'ticker', m.ticker, 'name', k.name, 'sector', k.sector,
        'exchange', k.exchange, 'weight', m.weight, 'close', m.close, 'market_cap', m.market_cap)
        order by m.rank nulls last, m.ticker), '[]')
      from (
        select c.rank, c.ticker, c.weight, c.close, c.market_cap from index_compositions c
        where c.index_id = $1 and c.date = session.date and session.composition is null
        union all
        select c.rank, c.ticker, c.weight, c.close, c.market_cap
        from jsonb_to_recordset(coalesce(session.composition, '[]')) as c(rank int4, ticker text collate "C", weight float8,
          close float8, market_cap float8)) m
      left join stocks k on k.ticker = m.ticker) as members
  from session`;

export interface DayRequest {
  readonly indexId: string;
  readonly date: string;
  /** Undefined: as it is known now. */
  readonly asKnownAt: string | undefined;
}

/** The composition after the close of the latest published session on or before `date`; null when there is none. */
export async function readComposition(database: Queryable, request: DayRequest): Promise<SessionComposition | null> {
  const { indexId, date, asKnownAt } = request;
  const [row] =
    asKnownAt === undefined
      ? await database.query<SessionComposition>(COMPOSITION, [indexId, date])
      : await database.query<SessionComposition>(COMPOSITION_AS_KNOWN, [indexId, date, asKnownAt]);
  return row ?? null;
}

const statusIn = (sessions: string): string =>
  `select s.status, s.reasons from ${sessions} s where s.index_id = $1 and s.date = $2::date`;
const STATUS = statusIn('index_sessions');
const STATUS_AS_KNOWN = `with ${knownSessions('$3')} ${statusIn('known_sessions')}`;

/** Status and reasons of one session of the index; null when the index has no such session. */
export async function readSessionStatus(
  database: Queryable,
  { indexId, date, asKnownAt }: DayRequest,
): Promise<{ status: string; reasons: string[] } | null> {
  const [row] = await database.query<{ status: string; reasons: string[] }>(
    asKnownAt === undefined ? STATUS : STATUS_AS_KNOWN,
    [indexId, date, ...(asKnownAt === undefined ? [] : [asKnownAt])],
  );
  return row ?? null;
}

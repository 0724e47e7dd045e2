import type { ConstituentAnswer } from '#contracts/api/line-constituent.schema';
import type { NamedDays } from '#domain/line-names';
import { membershipSpells, type MembershipEvent, type MembershipSpell } from '#domain/membership-spells';
import type { Queryable } from '#storage/database';
import { namesAsArrays } from './line.read-model.js';

/** An exit is told under the ticker of the published session before it, an entry under that of its own. */
const EVENTS = `
  select c.date as session, c.ticker, c.action, c.rank, c.previous_rank as "previousRank", c.reason
  from unnest($2::text[], $3::date[], $4::date[]) as names(ticker, first_day, last_day)
  join composition_changes c on c.index_id = $1 and c.ticker = names.ticker and c.action in ('entered', 'exited')
  where c.date > $5::date and case c.action
    when 'entered' then c.date
    else (select max(s.date) from index_sessions s where s.index_id = $1 and s.status = 'published' and s.date < c.date)
    end between names.first_day and names.last_day
  union all
  select c.date, c.ticker, 'entered', c.rank, null, null
  from unnest($2::text[], $3::date[], $4::date[]) as names(ticker, first_day, last_day)
  join index_compositions c on c.index_id = $1 and c.ticker = names.ticker and c.date = $5::date
    and c.date between names.first_day and names.last_day
  order by session, action desc`;

/** The spells of membership of a line; its first members entered at the base session. */
export async function readSpells(
  database: Queryable,
  { indexId, base }: { readonly indexId: string; readonly base: string },
  names: readonly NamedDays[],
): Promise<MembershipSpell[]> {
  const events = await database.query<MembershipEvent>(EVENTS, [indexId, ...namesAsArrays(names), base]);
  return membershipSpells(events);
}

const SESSIONS = `
  select c.date, c.ticker, c.rank, c.weight, c.close, c.market_cap, c.stale_sessions
  from unnest($2::text[], $3::date[], $4::date[]) as names(ticker, first_day, last_day)
  join index_compositions c on c.index_id = $1 and c.ticker = names.ticker
    and c.date between greatest(names.first_day, $5::date) and least(names.last_day, $6::date)
  where $7::date is null or c.date > $7::date
  order by c.date limit $8`;

/** The line on the sessions of a range on which it is a member, oldest first; up to `limit` after the day `after`. */
export async function readConstituentSessions(
  database: Queryable,
  indexId: string,
  names: readonly NamedDays[],
  page: { readonly start: string; readonly end: string; readonly after: string | null; readonly limit: number },
): Promise<ConstituentAnswer['data']> {
  const { start, end, after, limit } = page;
  return database.query(SESSIONS, [indexId, ...namesAsArrays(names), start, end, after, limit]);
}

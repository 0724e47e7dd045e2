import type { ExplanationAnswer } from '#contracts/api/line-explanation.schema';
import type { NamedDays } from '#domain/line-names';
import type { Queryable } from '#storage/database';
import { publishedBefore } from '#storage/published-sessions.reader';
import { namesAsArrays } from './line.read-model.js';
import type { KeptIndex } from './ranked-sessions.js';

/** After the close of which of these sessions the line is a member. */
export async function readMembership(
  database: Queryable,
  indexId: string,
  names: readonly NamedDays[],
  sessions: readonly string[],
): Promise<Set<string>> {
  const rows = await database.query<{ date: string }>(
    `select c.date from unnest($2::text[], $3::date[], $4::date[]) as names(ticker, first_day, last_day)
     join index_compositions c on c.index_id = $1 and c.ticker = names.ticker and c.date between names.first_day and names.last_day
     where c.date = any($5::date[])`,
    [indexId, ...namesAsArrays(names), sessions],
  );
  return new Set(rows.map(({ date }) => date));
}

/** What happened to a line at the close of a session: it left, or was renamed, under its name of the session before. */
export async function readChange(
  database: Queryable,
  indexId: string,
  names: readonly NamedDays[],
  session: string,
): Promise<ExplanationAnswer['change']> {
  const [row] = await database.query<NonNullable<ExplanationAnswer['change']>>(
    `select c.action, c.reason, c.rank, c.previous_rank
     from unnest($2::text[], $3::date[], $4::date[]) as names(ticker, first_day, last_day)
     join composition_changes c on c.index_id = $1 and c.ticker = names.ticker and c.date = $5::date
     where case c.action
       when 'entered' then c.date
       else (select max(s.date) from index_sessions s where s.index_id = $1 and s.status = 'published' and s.date < c.date)
       end between names.first_day and names.last_day
     order by c.action limit 1`,
    [indexId, ...namesAsArrays(names), session],
  );
  return row ?? null;
}

export interface Decision {
  /** The session at whose close the members were last chosen. */
  readonly rebalanced_on: string;
  /** The one by whose ranking. */
  readonly ranked_on: string;
}

/** By what the members after the close of a session were chosen: with a lag an earlier ranking, or the oldest while there are fewer. */
export async function readDecision(database: Queryable, index: KeptIndex, session: string): Promise<Decision> {
  const [row] = await database.query<{ date: string }>(
    `select s.date from index_sessions s
     where s.index_id = $1 and s.status = 'published' and s.rebalanced and s.date <= $2 order by s.date desc limit 1`,
    [index.id, session],
  );
  const rebalanced = row?.date ?? index.base_session;
  const { lag } = index.definition;
  const earlier = lag === 0 ? [] : await publishedBefore(database, index.id, rebalanced, lag);
  return { rebalanced_on: rebalanced, ranked_on: earlier[0] ?? rebalanced };
}

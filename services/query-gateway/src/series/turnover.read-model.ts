import type { TurnoverAnswer } from '#contracts/api/turnover.schema';
import type { Gap } from '#contracts/api/performance.schema';
import type { Queryable } from '#storage/database';
import { BASE, BASE_AS_KNOWN, knownChanges, knownLevels, knownSessions } from './known-sessions.js';
import { gapsOf } from './performance.read-model.js';
import type { RangePageRequest } from './performance.read-model.js';

export interface TurnoverPage {
  /** Whether any session of the range is published. */
  readonly published: boolean;
  /** One-way, fractions: of every session of the range that has one. */
  readonly turnovers: number[];
  readonly gaps: Gap[];
  /** Up to one row more than asked for, which tells that there is a further page. */
  readonly rows: TurnoverAnswer['data'];
}

/** The composition of the base session is no change. */
const turnoverOf = (tables: { levels: string; sessions: string; changes: string; base: string }): string => `
  select exists (select from ${tables.levels} p where p.index_id = $1 and p.date between $2::date and $3::date) as published,
    (${gapsOf(tables.sessions)}) as gaps,
    (select coalesce(json_agg(p.turnover order by p.date), '[]') from ${tables.levels} p
      where p.index_id = $1 and p.date between $2::date and $3::date and p.turnover is not null) as turnovers,
    (select coalesce(json_agg(json_build_object('date', d.date, 'turnover', d.turnover,
        'entered', coalesce(c.entered, 0), 'exited', coalesce(c.exited, 0)) order by d.date), '[]')
      from (select p.date, p.turnover from ${tables.levels} p
        where p.index_id = $1 and p.date between $2::date and $3::date and ($4::date is null or p.date > $4::date)
        order by p.date limit $5) d
      left join (
        select c.date, count(*) filter (where c.action = 'entered') as entered, count(*) filter (where c.action = 'exited') as exited
        from ${tables.changes} c
        where c.index_id = $1 and c.date between $2::date and $3::date and c.date is distinct from (${tables.base})
        group by c.date) c on c.date = d.date) as rows`;

const TURNOVER = turnoverOf({
  levels: 'index_performance',
  sessions: 'index_sessions',
  changes: 'composition_changes',
  base: BASE,
});
const TURNOVER_AS_KNOWN = `with ${knownLevels('$6')}, ${knownSessions('$6')}, ${knownChanges('$6')} ${turnoverOf({
  levels: 'known_levels',
  sessions: 'known_sessions',
  changes: 'known_changes',
  base: BASE_AS_KNOWN,
})}`;

/** What was traded at the close of each session: one page of them, and what the whole range says. */
export async function readTurnover(database: Queryable, request: RangePageRequest): Promise<TurnoverPage> {
  const { asKnownAt } = request;
  const [row] = await database.query<TurnoverPage>(asKnownAt === undefined ? TURNOVER : TURNOVER_AS_KNOWN, [
    ...[request.indexId, request.start, request.end, request.after, request.limit + 1],
    ...(asKnownAt === undefined ? [] : [asKnownAt]),
  ]);
  if (row === undefined) throw new Error('a query without a table answered no row');
  return row;
}

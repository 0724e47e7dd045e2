import type { Gap } from '#contracts/api/performance.schema';
import type { Queryable } from '#storage/database';
import { BASE, BASE_AS_KNOWN, knownChanges, knownSessions } from './known-sessions.js';
import { gapsOf } from './performance.read-model.js';
import type { RangePageRequest } from './performance.read-model.js';

export interface SessionChanges {
  readonly date: string;
  readonly entered: { ticker: string; rank: number | null; previous_rank: number | null }[];
  readonly exited: { ticker: string; rank: number | null; previous_rank: number | null; reason: string | null }[];
  readonly renamed: { ticker: string; new_ticker: string }[];
}

export interface ChangesPage {
  /** Whether any session of the range is published. */
  readonly published: boolean;
  readonly gaps: Gap[];
  /** Up to one session more than asked for, which tells that there is a further page. */
  readonly sessions: SessionChanges[];
}

/** The base session is left out: the initial composition is not a change. */
const changesOf = ({ sessions, changes, base }: { sessions: string; changes: string; base: string }): string => `
  select
    exists (select from ${sessions} s
      where s.index_id = $1 and s.date between $2::date and $3::date and s.status = 'published') as published,
    (${gapsOf(sessions)}) as gaps,
    (select coalesce(json_agg(json_build_object('date', d.date, 'entered', d.entered, 'exited', d.exited,
        'renamed', d.renamed) order by d.date), '[]')
      from (
        select c.date,
          coalesce(json_agg(json_build_object('ticker', c.ticker, 'rank', c.rank, 'previous_rank', c.previous_rank)
            order by c.ticker) filter (where c.action = 'entered'), '[]') as entered,
          coalesce(json_agg(json_build_object('ticker', c.ticker, 'rank', c.rank, 'previous_rank', c.previous_rank,
            'reason', c.reason) order by c.ticker) filter (where c.action = 'exited'), '[]') as exited,
          coalesce(json_agg(json_build_object('ticker', c.ticker, 'new_ticker', c.new_ticker)
            order by c.ticker) filter (where c.action = 'renamed'), '[]') as renamed
        from ${changes} c
        where c.index_id = $1 and c.date between $2::date and $3::date and ($4::date is null or c.date > $4::date)
          and c.date is distinct from (${base})
        group by c.date order by c.date limit $5) d) as sessions`;

const CHANGES = changesOf({
  sessions: 'index_sessions',
  changes: 'composition_changes',
  base: BASE,
});
const CHANGES_AS_KNOWN = `with ${knownSessions('$6')}, ${knownChanges('$6')} ${changesOf({
  sessions: 'known_sessions',
  changes: 'known_changes',
  base: BASE_AS_KNOWN,
})}`;

/** Who entered, who left and who was renamed in a range: one page of the sessions that changed, and the gaps of the whole range. */
export async function readCompositionChanges(database: Queryable, request: RangePageRequest): Promise<ChangesPage> {
  const { asKnownAt } = request;
  const [row] = await database.query<ChangesPage>(asKnownAt === undefined ? CHANGES : CHANGES_AS_KNOWN, [
    ...[request.indexId, request.start, request.end, request.after, request.limit + 1],
    ...(asKnownAt === undefined ? [] : [asKnownAt]),
  ]);
  if (row === undefined) throw new Error('a query without a table answered no row');
  return row;
}

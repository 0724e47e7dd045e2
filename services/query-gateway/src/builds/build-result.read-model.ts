import type { Queryable } from '#storage/database';

export interface BuiltRange {
  /** Null when no session of the range is published. */
  readonly first_session: string | null;
  readonly last_session: string | null;
  readonly sessions: number;
  readonly composition_changes: number;
  readonly level: number | null;
  /** Why sessions of the range are not published: the first few, as one line each. */
  readonly reasons: string[];
}

const REASONS_MAX = 5;

const BUILT_RANGE = `
  select
    min(s.date) filter (where s.status = 'published') as first_session,
    max(s.date) filter (where s.status = 'published') as last_session,
    count(*) filter (where s.status = 'published') as sessions,
    (select count(distinct c.date) from composition_changes c
      where c.index_id = $1 and c.date between $2::date and $3::date and c.action <> 'renamed'
        and c.date is distinct from (select i.base_session from indices i where i.id = $1)) as composition_changes,
    (select p.level from index_performance p
      where p.index_id = $1 and p.date between $2::date and $3::date order by p.date desc limit 1) as level,
    (select coalesce(array_agg(r.line order by r.date), '{}') from (
      select g.date, concat(g.date, ' is ', g.status, case when cardinality(g.reasons) > 0 then ': ' end,
        array_to_string(g.reasons, ', ')) as line
      from index_sessions g
      where g.index_id = $1 and g.date between $2::date and $3::date and g.status <> 'published'
      order by g.date limit ${REASONS_MAX}) r) as reasons
  from index_sessions s
  where s.index_id = $1 and s.date between $2::date and $3::date`;

/** What stands in the tables for a range once it is built. */
export async function readBuiltRange(
  database: Queryable,
  range: { indexId: string; start: string; end: string },
): Promise<BuiltRange> {
  const [row] = await database.query<BuiltRange>(BUILT_RANGE, [range.indexId, range.start, range.end]);
  if (row === undefined) throw new Error('an aggregate answered no row');
  return row;
}

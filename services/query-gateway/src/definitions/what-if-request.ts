import type { Gap } from '#contracts/api/performance.schema';
import type { WhatIfBody } from '#contracts/api/definition.schema';
import { sessionOnOrBefore } from '#domain/calendar';
import type { References } from '#domain/eligibility';
import { defaultIndex, type IndexDefinition } from '#domain/index-definition';
import type { Database, Queryable } from '#storage/database';
import { ProblemError } from '../http/problem.error.js';
import { indexNotBuilt, nothingPublishedIn } from '../series/index-not-built.js';
import type { SessionRange } from '../answers/data-revision.js';
import type { PublishedDay } from './compute-what-if.js';

/** What is asked for in terms of sessions. */
export interface WhatIfRange {
  readonly first: string;
  readonly last: string;
  readonly published: ReadonlyMap<string, PublishedDay>;
  readonly gaps: readonly Gap[];
}

interface Reach {
  readonly first_requested: string | null;
  readonly last_requested: string | null;
  readonly base_session: string | null;
  readonly last_session: string | null;
}

interface StoredSession extends PublishedDay {
  readonly date: string;
  readonly status: 'published' | 'incomplete' | 'missing';
  readonly reasons: string[];
}

/**
 * The sessions of the range as the default index has published them. A range that begins on or before its base session is gone over from
 * where that index was begun: what is known of the days before the base is then the same. A range may reach beyond what that index is
 * built for, up to today say, where no prices are stored that it has left out.
 */
export async function readWhatIfRange(
  database: Database,
  { start_date: start, end_date: end }: Pick<WhatIfBody, 'start_date' | 'end_date'>,
): Promise<WhatIfRange> {
  const [reach] = await database.query<Reach>(
    `select i.first_requested, i.last_requested, i.base_session, i.last_session from indices i where i.id = $1`,
    [defaultIndex.id],
  );
  const { first_requested: begun = null, base_session: base = null, last_session: newest = null } = reach ?? {};
  if (begun === null || base === null || newest === null) throw await indexNotBuilt(database);
  const built = { first_session: base, last_session: newest };
  const asked = reach?.last_requested ?? newest;
  const reached = asked > newest ? asked : newest;
  await refuseLeftOut(database, { start, end, begun, reached }, built);
  const first = start <= base ? begun : start;
  const sessions = await database.query<StoredSession>(
    `select s.date, s.status, s.reasons, s.eligible, s.covered from index_sessions s
     where s.index_id = $1 and s.date between $2::date and $3::date order by s.date`,
    [defaultIndex.id, first, end],
  );
  const published = sessions.filter(({ status }) => status === 'published');
  if (published.length === 0) throw nothingPublishedIn({ start_date: start, end_date: end }, built);
  return {
    first,
    last: sessionOnOrBefore(end < reached ? end : reached),
    published: new Map(published.map(({ date, eligible, covered }) => [date, { eligible, covered }])),
    gaps: sessions.flatMap(({ date, status, reasons }) =>
      status === 'published' || date < start ? [] : [{ date, status, reasons }],
    ),
  };
}

/** 404 for a range with prices for which the default index is not built: nobody has said which sessions of them are published. */
async function refuseLeftOut(
  database: Queryable,
  range: { readonly start: string; readonly end: string; readonly begun: string; readonly reached: string },
  built: SessionRange,
): Promise<void> {
  const { start, end, begun, reached } = range;
  if (begun <= start && end <= reached) return;
  const [row] = await database.query<{ first: string | null }>(
    `select min(i.date) as first from ingestion_sessions i
     where i.date between $2::date and $3::date and (i.date < $4::date or i.date > $5::date)
       and not exists (select from index_sessions s where s.index_id = $1 and s.date = i.date)`,
    [defaultIndex.id, start, end, begun, reached],
  );
  const leftOut = row?.first ?? null;
  if (leftOut === null) return;
  throw new ProblemError(
    'outside-built-range',
    `Prices of ${leftOut} are stored, but the default index, by which sessions are published, is built from ${built.first_session} to ` +
      `${built.last_session}: give dates within it, or extend it by POST /build-index.`,
    { built },
  );
}

/** 422 for more seats than a session has lines: an index of that size would not be published there. */
export function refuseTooLarge({ size }: IndexDefinition, { published }: WhatIfRange): void {
  for (const [date, { eligible }] of published) {
    if (eligible >= size) continue;
    throw new ProblemError(
      'definition-refused',
      `size ${size} is more than the ${eligible} lines that can be ranked on ${date}: give a size up to ${eligible}, or a range ` +
        'without that session.',
    );
  }
}

const NAMES_SHOWN = 30;

/** 422 for a sector or an exchange that no line has: a slip of the pen would else be an empty index. */
export function refuseUnknownNames({ sectors, exchanges }: IndexDefinition, references: References): void {
  const named = { sectors: new Set<string>(), exchanges: new Set<string>() };
  for (const known of references.values()) {
    for (const { sector, exchange } of [known, ...(known.listings ?? [])]) {
      if (sector !== null && sector !== undefined) named.sectors.add(sector);
      if (exchange !== null) named.exchanges.add(exchange);
    }
  }
  for (const [field, asked] of Object.entries({ sectors, exchanges }) as ['sectors' | 'exchanges', string[] | null][]) {
    const unknown = (asked ?? []).filter((name) => !named[field].has(name));
    if (unknown.length === 0) continue;
    const there = [...named[field]].sort();
    const shown = there.slice(0, NAMES_SHOWN).join(', ') + (there.length > NAMES_SHOWN ? ', …' : '');
    throw new ProblemError(
      'definition-refused',
      `No line is of the ${field} ${unknown.join(', ').slice(0, 200)}: ` +
        (there.length === 0
          ? `reference data name no ${field} yet.`
          : `give names as they are stored, such as ${shown}.`),
    );
  }
}

import type { IndexDefinition } from '#domain/index-definition';
import { foldSessions, linesWithoutCap, type Stretch } from '#domain/line-history';
import { STALE_SESSIONS_MAX, type LineStates } from '#domain/line-state';
import { NamedLines } from '#domain/named-lines';
import { corporateActions } from './corporate-actions.reader.js';
import type { Queryable } from './database.js';
import { lastMarketCaps, lineRows, linesWithRows } from './price-rows.reader.js';
import { publishedBefore, publishedBetween } from './published-sessions.reader.js';

/** An index as far as it says which sessions count. Dates are 'YYYY-MM-DD'. */
export interface DecidedIndex {
  readonly id: string;
  readonly definition: Pick<IndexDefinition, 'base_date'>;
  /** The first day ever asked for; null before the first build. */
  readonly first_requested: string | null;
  readonly base_session: string | null;
}

/**
 * The lines before the window that still matter in it: those that may be dead, and those whose shares come from before it. `through` is
 * the session that they were folded up to, which is the published one before the window also where there are none: what was delisted by
 * then and forgotten since must not be found dead again.
 */
export async function linesBefore(
  database: Queryable,
  index: DecidedIndex,
  base: string,
  window: Omit<Stretch, 'actions'>,
): Promise<{ lines: LineStates; through: string | null }> {
  const before = window.sessions[0] as string;
  const named = new NamedLines(window.renames);
  const capless = named.allNames(linesWithoutCap(window));
  const asked = [...capless].flatMap((ticker) =>
    [...named.daysOf(ticker), before].map((until) => ({ ticker, until: until < before ? until : before })),
  );
  const since = await lastMarketCaps(database, { id: index.id, from: base }, asked);
  for (const [ticker, death] of await possiblyDead(database, index, { ...window, named }, before)) {
    const cap = since.get(ticker);
    since.set(ticker, cap !== undefined && cap < death ? cap : death);
  }
  for (const [ticker, from] of [...since]) {
    for (const name of named.allNames([ticker])) {
      const own = since.get(name);
      if (own === undefined || from < own) since.set(name, from);
    }
  }
  const oldest = [...since.values()].sort()[0];
  const [through = null] = await publishedBefore(database, index.id, before, 1);
  if (oldest === undefined) return { lines: new Map(), through };
  const sessions = (await publishedBetween(database, index.id, oldest, before)).filter((session) => session < before);
  const rows = await lineRows(database, since, before);
  const deaths = new Map(
    [...window.deaths].flatMap(([session, dead]) =>
      session < before ? [[session, dead.filter((row) => since.has(row.ticker))] as const] : [],
    ),
  );
  const actions = await corporateActions(database, oldest, before);
  const lines = foldSessions(new Map(), { sessions, rows, deaths, renames: window.renames, actions }, null);
  return { lines, through };
}

/**
 * The lines that may be dead at `before`, each with the date of its first death. A line is forgotten when no row of it came for more than
 * `STALE_SESSIONS_MAX` published sessions, so the many that died long ago need not be looked at.
 */
async function possiblyDead(
  database: Queryable,
  index: DecidedIndex,
  { deaths, named }: { readonly deaths: Stretch['deaths']; readonly named: NamedLines },
  before: string,
): Promise<Map<string, string>> {
  const firstDeath = new Map<string, string>();
  for (const [session, dead] of deaths) {
    for (const { ticker } of session < before ? dead : []) {
      const known = firstDeath.get(ticker);
      if (known === undefined || session < known) firstDeath.set(ticker, session);
    }
  }
  if (firstDeath.size === 0) return firstDeath;
  // One session more than counts, since a row of an unpublished session counts for the published one after it.
  const recent = await publishedBefore(database, index.id, before, STALE_SESSIONS_MAX + 2);
  const from = recent.length < STALE_SESSIONS_MAX + 2 ? firstDecided(index) : (recent[0] as string);
  const remembered = await linesWithRows(database, [...named.allNames(firstDeath.keys())], from, before);
  return new Map(
    [...firstDeath].filter(([ticker]) => [...named.allNames([ticker])].some((name) => remembered.has(name))),
  );
}

/** The first date whose rows count: those of unpublished sessions before the base matter if they tell of a delisting. */
export function firstDecided({ first_requested, base_session, definition }: DecidedIndex): string {
  const requested = first_requested ?? base_session ?? '';
  return definition.base_date !== null && definition.base_date > requested ? definition.base_date : requested;
}

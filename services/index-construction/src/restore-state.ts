import { emptyState, type IndexState, type PublishedSession } from '#domain/advance-index';
import { carryNames } from '#domain/carry-names';
import type { References } from '#domain/eligibility';
import { advanceLines, isTrade, STALE_SESSIONS_MAX, type LineStates, type PriceRow } from '#domain/line-state';
import { rankingUnder, rankLines } from '#domain/ranking';
import type { Names, PastDelisting, Rename } from '#domain/rename';
import { splitFactors, type CorporateAction } from '#domain/session-return';
import { corporateActions } from '#storage/corporate-actions.reader';
import type { Queryable } from '#storage/database';
import { tickerChanges } from '#storage/ticker-changes.reader';
import { NamedLines } from './named-lines.js';
import {
  firstUnpublishedBetween,
  loadSessions,
  publishedBefore,
  publishedBetween,
} from './stores/composition.store.js';
import type { IndexRecord } from './stores/index.store.js';
import { delistings, lastMarketCaps, lineRows, linesWithRows, sessionRows } from './stores/market.reader.js';

/** Rows and events over a run of published sessions. */
interface Stretch {
  readonly sessions: readonly string[];
  readonly rows: ReadonlyMap<string, readonly PriceRow[]>;
  /** In ex-date order. */
  readonly actions: readonly CorporateAction[];
  /** By effective date, then by ticker. */
  readonly renames: readonly Rename[];
  /** Rows with a delisting return by session; those of unpublished sessions count for the next published one. */
  readonly deaths: ReadonlyMap<string, readonly PriceRow[]>;
}

export interface RestoredState {
  readonly state: IndexState;
  /** Rows with a delisting return of the unpublished sessions since the last published one. */
  readonly delistings: readonly PastDelisting[];
}

/**
 * The state of an index just before `session`, made from what is stored: exactly what folding every session from the base would
 * give. A line's state depends on its rows of the last few published sessions under all its names, on the row that its carried shares
 * come from, and on whether it died; a stale line is forgotten, which bounds the way back.
 */
export async function restoreState(
  database: Queryable,
  index: IndexRecord,
  references: References,
  session: string,
): Promise<RestoredState> {
  const { definition } = index;
  const sessions = await publishedBefore(database, index.id, session, STALE_SESSIONS_MAX + 3 + definition.lag);
  const [first, last] = [sessions[0], sessions.at(-1)];
  if (first === undefined || last === undefined || index.base_session === null)
    return { state: emptyState(), delistings: [] };
  const rows = await sessionRows(database, sessions);
  const deaths = await delistings(database, firstDecided(index), session);
  const renames = await tickerChanges(database, index.base_session, last);
  const before = await linesBefore(database, index, index.base_session, { sessions, rows, deaths, renames });
  const actions = await corporateActions(database, before.through ?? first, last);

  const records = await loadSessions(database, index.id, first, last);
  let history: PublishedSession[] = [];
  const lines = fold(before.lines, { sessions, rows, deaths, renames, actions }, before.through, (folded) => {
    const { session: ranked, position, names } = folded;
    history = history.map((past) => ({ ...past, ranking: rankingUnder(names, past.ranking) }));
    const record = records.get(ranked);
    if (record === undefined || position < sessions.length - (definition.lag + 1)) return;
    const previous = position === 0 ? undefined : records.get(sessions[position - 1] as string);
    const held = new Set(previous?.constituents.map((constituent) => constituent.ticker));
    const members = new Set(names.carried(held).values());
    const ranking = rankLines(folded.lines, ranked, references, { shareClasses: definition.share_classes, members });
    history.push({ session: ranked, covered: record.covered, constituents: record.constituents, ranking });
  });
  const holds = definition.on_gap === 'hold';
  const heldSince = holds ? await firstUnpublishedBetween(database, index.id, last, session) : null;
  const pending = deathsBetween(deaths, last, session);
  return { state: { lines, history, heldSince }, delistings: pending };
}

/**
 * The lines before the window that still matter in it: those that may be dead, and those whose shares come from before it. `through` is
 * the session that they were folded up to.
 */
async function linesBefore(
  database: Queryable,
  index: IndexRecord,
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
  if (oldest === undefined) return { lines: new Map(), through: null };
  const sessions = (await publishedBetween(database, index.id, oldest, before)).filter((session) => session < before);
  const rows = await lineRows(database, since, before);
  const deaths = new Map(
    [...window.deaths].flatMap(([session, dead]) =>
      session < before ? [[session, dead.filter((row) => since.has(row.ticker))] as const] : [],
    ),
  );
  const actions = await corporateActions(database, oldest, before);
  const lines = fold(new Map(), { sessions, rows, deaths, renames: window.renames, actions }, null);
  return { lines, through: sessions.at(-1) ?? null };
}

/**
 * The lines that may be dead at `before`, each with the date of its first death. A line is forgotten when no row of it came for more than
 * `STALE_SESSIONS_MAX` published sessions, so the many that died long ago need not be looked at.
 */
async function possiblyDead(
  database: Queryable,
  index: IndexRecord,
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
function firstDecided({ first_requested, base_session, definition }: IndexRecord): string {
  const requested = first_requested ?? base_session ?? '';
  return definition.base_date !== null && definition.base_date > requested ? definition.base_date : requested;
}

/** A session of a stretch, after it was folded. */
interface Folded {
  readonly session: string;
  readonly position: number;
  readonly lines: LineStates;
  /** From the session before to this one. */
  readonly names: Names;
}

/** Folds a stretch of published sessions into `before`; what happened since `previous`, the session before it, included. */
function fold(
  before: LineStates,
  stretch: Stretch,
  previous: string | null,
  afterSession: (folded: Folded) => void = () => undefined,
): LineStates {
  let lines = before;
  let last = previous;
  stretch.sessions.forEach((session, position) => {
    const since = last;
    const isSince = (date: string): boolean => since !== null && date > since && date <= session;
    const carried = carryNames(lines, {
      actions: stretch.actions.filter((action) => isSince(action.exDate)),
      renames: stretch.renames.filter((rename) => isSince(rename.effectiveOn)),
      delistings: deathsBetween(stretch.deaths, since, session),
    });
    lines = carried.lines;
    const rows = [...carried.delistings, ...(stretch.rows.get(session) ?? [])];
    advanceLines(lines, session, rows, splitFactors(carried.actions));
    afterSession({ session, position, lines, names: carried.names });
    last = session;
  });
  return lines;
}

/** Rows with a delisting return after one date and before another; null: from the beginning. */
function deathsBetween(deaths: Stretch['deaths'], after: string | null, before: string): PastDelisting[] {
  return [...deaths].flatMap(([date, rows]) =>
    date < before && (after === null || date > after) ? rows.map((row) => ({ ...row, session: date })) : [],
  );
}

/** The lines whose first trade in the window has no market cap: their shares come from before it, if from anywhere. */
function linesWithoutCap({ sessions, rows }: Pick<Stretch, 'sessions' | 'rows'>): string[] {
  const seen = new Set<string>();
  const capless: string[] = [];
  for (const session of sessions) {
    for (const row of rows.get(session) ?? []) {
      if (seen.has(row.ticker) || !isTrade(row)) continue;
      seen.add(row.ticker);
      if (row.marketCap === null) capless.push(row.ticker);
    }
  }
  return capless;
}

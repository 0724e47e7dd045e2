import { emptyState, type IndexState, type PublishedSession } from '#domain/advance-index';
import type { References } from '#domain/eligibility';
import { advanceLines, isTrade, STALE_SESSIONS_MAX, type LineStates, type PriceRow } from '#domain/line-state';
import { rankLines } from '#domain/ranking';
import { splitFactors, type CorporateAction } from '#domain/session-return';
import { corporateActions } from '#storage/corporate-actions.reader';
import type { Queryable } from '#storage/database';
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
  /** Rows with a delisting return by session; those of unpublished sessions count for the next published one. */
  readonly deaths: ReadonlyMap<string, readonly PriceRow[]>;
}

export interface RestoredState {
  readonly state: IndexState;
  /** Rows with a delisting return of the unpublished sessions since the last published one. */
  readonly delistings: readonly PriceRow[];
}

/**
 * The state of an index just before `session`, made from what is stored: exactly what folding every session from the base would
 * give. A line's state depends on its rows of the last few published sessions, on the row that its carried shares come from,
 * and on whether it died; a stale line is forgotten, which bounds the way back.
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
  const { lines, through } = await linesBefore(database, index, index.base_session, { sessions, rows, deaths });
  const window = { sessions, rows, deaths, actions: await corporateActions(database, through ?? first, last) };

  const records = await loadSessions(database, index.id, first, last);
  const history: PublishedSession[] = [];
  fold(lines, window, through, (ranked, position) => {
    const record = records.get(ranked);
    if (record === undefined || position < sessions.length - (definition.lag + 1)) return;
    const previous = position === 0 ? undefined : records.get(sessions[position - 1] as string);
    const members = new Set(previous?.constituents.map((constituent) => constituent.ticker));
    const ranking = rankLines(lines, ranked, references, { shareClasses: definition.share_classes, members });
    history.push({ session: ranked, covered: record.covered, constituents: record.constituents, ranking });
  });
  const holds = definition.on_gap === 'hold';
  const heldSince = holds ? await firstUnpublishedBetween(database, index.id, last, session) : null;
  const pending = [...deaths].flatMap(([date, rows]) => (date > last ? rows : []));
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
  const lines: LineStates = new Map();
  const before = window.sessions[0] as string;
  const since = await lastMarketCaps(database, linesWithoutCap(window), base, before);
  for (const [ticker, death] of await possiblyDead(database, index, window.deaths, before)) {
    const cap = since.get(ticker);
    since.set(ticker, cap !== undefined && cap < death ? cap : death);
  }
  const oldest = [...since.values()].sort()[0];
  if (oldest === undefined) return { lines, through: null };
  const sessions = (await publishedBetween(database, index.id, oldest, before)).filter((session) => session < before);
  const rows = await lineRows(database, since, before);
  const deaths = new Map(
    [...window.deaths].flatMap(([session, dead]) =>
      session < before ? [[session, dead.filter((row) => since.has(row.ticker))] as const] : [],
    ),
  );
  fold(lines, { sessions, rows, deaths, actions: await corporateActions(database, oldest, before) }, null);
  return { lines, through: sessions.at(-1) ?? null };
}

/**
 * The lines that may be dead at `before`, each with the date of its first death. A line is forgotten when no row of it came for more than
 * `STALE_SESSIONS_MAX` published sessions, so the many that died long ago need not be looked at.
 */
async function possiblyDead(
  database: Queryable,
  index: IndexRecord,
  deaths: ReadonlyMap<string, readonly PriceRow[]>,
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
  const remembered = await linesWithRows(database, [...firstDeath.keys()], from, before);
  return new Map([...firstDeath].filter(([ticker]) => remembered.has(ticker)));
}

/** The first date whose rows count: those of unpublished sessions before the base matter if they tell of a delisting. */
function firstDecided({ first_requested, base_session, definition }: IndexRecord): string {
  const requested = first_requested ?? base_session ?? '';
  return definition.base_date !== null && definition.base_date > requested ? definition.base_date : requested;
}

/** Folds a stretch of published sessions into `lines`; splits since `previous`, the session before it, included. */
function fold(
  lines: LineStates,
  stretch: Stretch,
  previous: string | null,
  afterSession: (session: string, position: number) => void = () => undefined,
): void {
  let last = previous;
  stretch.sessions.forEach((session, position) => {
    const since = last;
    const actions = stretch.actions.filter(
      (action) => since !== null && action.exDate > since && action.exDate <= session,
    );
    const deaths = [...stretch.deaths].flatMap(([date, rows]) =>
      date < session && (since === null || date > since) ? rows : [],
    );
    advanceLines(lines, session, [...deaths, ...(stretch.rows.get(session) ?? [])], splitFactors(actions));
    afterSession(session, position);
    last = session;
  });
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

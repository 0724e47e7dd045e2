import { carryNames } from './carry-names.js';
import { advanceLines, isTrade, type LineStates, type PriceRow } from './line-state.js';
import type { Names, PastDelisting, Rename } from './rename.js';
import { splitFactors, type CorporateAction } from './session-return.js';

/** Rows and events over a run of published sessions. */
export interface Stretch {
  readonly sessions: readonly string[];
  readonly rows: ReadonlyMap<string, readonly PriceRow[]>;
  /** In ex-date order. */
  readonly actions: readonly CorporateAction[];
  /** By effective date, then by ticker. */
  readonly renames: readonly Rename[];
  /** Rows with a delisting return by session; those of unpublished sessions count for the next published one. */
  readonly deaths: ReadonlyMap<string, readonly PriceRow[]>;
}

/** A session of a stretch, after it was folded. */
export interface Folded {
  readonly session: string;
  readonly position: number;
  readonly lines: LineStates;
  /** From the session before to this one. */
  readonly names: Names;
}

/** Folds a stretch of published sessions into `before`; what happened since `previous`, the session before it, included. */
export function foldSessions(
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
export function deathsBetween(deaths: Stretch['deaths'], after: string | null, before: string): PastDelisting[] {
  return [...deaths].flatMap(([date, rows]) =>
    date < before && (after === null || date > after) ? rows.map((row) => ({ ...row, session: date })) : [],
  );
}

/** The lines whose first trade in the window has no market cap: their shares come from before it, if from anywhere. */
export function linesWithoutCap({ sessions, rows }: Pick<Stretch, 'sessions' | 'rows'>): string[] {
  const seen = new Set<string>();
  const capless: string[] = [];
  for (const session of sessions) {
    for (const row of rows.get(session) ?? []) {
      if (seen.has(row.ticker) || !isTrade(row)) continue;
      seen.add(row.ticker);
      if (row.marketCap === null || row.marketCap <= 0) capless.push(row.ticker);
    }
  }
  return capless;
}

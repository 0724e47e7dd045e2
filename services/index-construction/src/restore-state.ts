import { emptyState, type IndexState, type PublishedSession } from '#domain/advance-index';
import type { References } from '#domain/eligibility';
import { deathsBetween, foldSessions } from '#domain/line-history';
import { STALE_SESSIONS_MAX } from '#domain/line-state';
import { rankingUnder, rankLines } from '#domain/ranking';
import type { PastDelisting } from '#domain/rename';
import { corporateActions } from '#storage/corporate-actions.reader';
import type { Queryable } from '#storage/database';
import { firstDecided, linesBefore } from '#storage/line-history.reader';
import { delistings, sessionRows } from '#storage/price-rows.reader';
import { publishedBefore } from '#storage/published-sessions.reader';
import { tickerChanges } from '#storage/ticker-changes.reader';
import { firstUnpublishedBetween, loadSessions } from './stores/composition.store.js';
import type { IndexRecord } from './stores/index.store.js';

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
  const deaths = await delistings(database, firstDecided(index), session);
  if (first === undefined || last === undefined || index.base_session === null)
    return { state: emptyState(), delistings: deathsBetween(deaths, null, session) };
  const rows = await sessionRows(database, sessions);
  const renames = await tickerChanges(database, index.base_session, last);
  const before = await linesBefore(database, index, index.base_session, { sessions, rows, deaths, renames });
  const actions = await corporateActions(database, before.through ?? first, last);

  const records = await loadSessions(database, index.id, first, last);
  let history: PublishedSession[] = [];
  const lines = foldSessions(before.lines, { sessions, rows, deaths, renames, actions }, before.through, (folded) => {
    const { session: ranked, position, names } = folded;
    history = history.map((past) => ({ ...past, ranking: rankingUnder(names, past.ranking) }));
    const record = records.get(ranked);
    if (record === undefined || position < sessions.length - (definition.lag + 1)) return;
    const previous = position === 0 ? undefined : records.get(sessions[position - 1] as string);
    const held = new Set(previous?.constituents.map((constituent) => constituent.ticker));
    const members = new Set(names.carried(held).values());
    const ranking = rankLines(folded.lines, ranked, references, {
      shareClasses: definition.share_classes,
      members,
      filter: definition,
    });
    history.push({ session: ranked, covered: record.covered, constituents: record.constituents, ranking });
  });
  const holds = definition.on_gap === 'hold';
  const heldSince = holds ? await firstUnpublishedBetween(database, index.id, last, session) : null;
  const pending = deathsBetween(deaths, last, session);
  return { state: { lines, history, heldSince }, delistings: pending };
}

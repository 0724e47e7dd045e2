import { Contributions, type LineContribution } from '#domain/contributions';
import type { IndexDefinition } from '#domain/index-definition';
import type { Queryable } from '#storage/database';
import { loadDefinition, sessionHoldings } from '#storage/session-holdings.reader';
import { tickerChanges } from '#storage/ticker-changes.reader';
import { ProblemError } from '../http/problem.error.js';

/** What every line brought to an index over a range that has a published session. */
export interface RangeContributions {
  readonly startSession: string;
  readonly endSession: string;
  readonly startLevel: number;
  readonly endLevel: number;
  /** With a return. */
  readonly sessions: number;
  readonly lines: readonly LineContribution[];
}

/** Lines held, over all sessions of one statement: between two of them others get their turn. */
const STEP_HOLDINGS = 4000;

/** Returns are stored as they were added up; one that is further off than any rounding is of other prices. */
const RETURN_TOLERANCE = 1e-9;

interface Level {
  readonly date: string;
  readonly level: number;
  readonly session_return: number | null;
}

export async function addUpContributions(
  database: Queryable,
  { indexId, start, end }: { readonly indexId: string; readonly start: string; readonly end: string },
): Promise<RangeContributions> {
  const definition = await loadDefinition(database, indexId);
  const levels = await readLevels(database, { indexId, start, end });
  const [first, last] = [levels[0], levels.at(-1)];
  if (definition === null || first === undefined || last === undefined) throw notYetCalculated(start);
  const contributions = new Contributions(await tickerChanges(database, first.date, last.date));
  for (const step of stepsOf(levels, definition)) await addStep(database, definition, contributions, step);
  return {
    startSession: first.date,
    endSession: last.date,
    startLevel: first.level,
    endLevel: last.level,
    sessions: levels.length - 1,
    lines: contributions.lines,
  };
}

/** From the published session before the range on, where there is one; oldest first. */
async function readLevels(
  database: Queryable,
  { indexId, start, end }: { readonly indexId: string; readonly start: string; readonly end: string },
): Promise<Level[]> {
  return database.query<Level>(
    `select levels.date, levels.level, levels.session_return from index_performance levels
     where levels.index_id = $1 and levels.date <= $3 and levels.date >= coalesce(
       (select max(earlier.date) from index_performance earlier where earlier.index_id = $1 and earlier.date < $2), $2)
     order by levels.date`,
    [indexId, start, end],
  );
}

/** Runs of sessions, each beginning with the last one of the run before. */
function* stepsOf(levels: readonly Level[], { size }: IndexDefinition): Generator<readonly Level[]> {
  const length = Math.max(1, Math.floor(STEP_HOLDINGS / size));
  for (let at = 0; at + 1 < levels.length; at += length) yield levels.slice(at, at + length + 1);
}

async function addStep(
  database: Queryable,
  definition: IndexDefinition,
  contributions: Contributions,
  step: readonly Level[],
): Promise<void> {
  const [before, ...rest] = step;
  if (before === undefined) return;
  const span = { before: before.date, sessions: rest.map(({ date }) => date) };
  const holdings = await sessionHoldings(database, definition, span);
  holdings.forEach(({ session, holding }, position) => {
    const previous = step[position] as Level;
    if (holding === null) return;
    const earned = contributions.add({ session, previous: previous.date, levelBefore: previous.level, holding });
    const stored = rest[position]?.session_return ?? null;
    if (stored === null || Math.abs(earned - stored) > RETURN_TOLERANCE) throw notYetCalculated(session);
  });
}

/** New prices are stored before the levels are calculated from them: in between, parts and whole are of different prices. */
function notYetCalculated(session: string): ProblemError {
  return new ProblemError(
    'unavailable',
    `The index is being calculated anew around ${session}, so that contributions would not add up to its levels: try again in a few seconds.`,
    {},
    { 'Retry-After': '5' },
  );
}

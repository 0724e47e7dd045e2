import { sessionsBetween } from '#domain/calendar';
import { defaultIndex } from '#domain/index-definition';
import type { Queryable } from '#storage/database';
import type { SessionRange } from '../answers/data-revision.js';
import { ProblemError } from '../http/problem.error.js';
import { readAvailableSessions } from '../market-data/available-sessions.read-model.js';

const NO_RANGE = { start: '1900-01-01', end: '1900-01-01' };

/** 404 that says what to do so that there is an index. */
export async function indexNotBuilt(database: Queryable, indexId: string = defaultIndex.id): Promise<ProblemError> {
  const { available } = await readAvailableSessions(database, NO_RANGE);
  if (available === null) {
    return new ProblemError(
      'index-not-built',
      'The store holds no prices yet: send a file to POST /v1/imports?kind=prices, then POST /build-index with a start_date and an end_date.',
    );
  }
  const { first_session: first, last_session: last } = available;
  if (indexId !== defaultIndex.id) {
    return new ProblemError(
      'index-not-built',
      `Prices are stored from ${first} to ${last}, but the index ${indexId} has no published session: GET /v1/indices/${indexId} ` +
        'says what it is built for.',
      { available },
    );
  }
  return new ProblemError(
    'index-not-built',
    `Prices are stored from ${first} to ${last}, but the index has not been built: POST /build-index {"start_date":"${first}","end_date":"${last}"}.`,
    { available },
  );
}

/** 404 for a range in which nothing is published: names what is built, and says what to do where the range lies. */
export function nothingPublishedIn(
  { start_date: start, end_date: end }: { start_date: string; end_date: string },
  built: SessionRange,
  indexId: string = defaultIndex.id,
): ProblemError {
  const nothing = `No session from ${start} to ${end} is published`;
  const reach = `the index is built from ${built.first_session} to ${built.last_session}`;
  if (start <= built.first_session || end >= built.last_session) {
    const detail = `${nothing}: ${reach}. Ask for dates within it, or ${howToExtend(indexId)}.`;
    return new ProblemError('outside-built-range', detail, { built });
  }
  const why =
    sessionsBetween(start, end).length === 0
      ? `the exchange was closed. Ask for a longer range; ${reach}.`
      : `${reach}, but not there, for which GET /v1/coverage says the reasons. Ask for a longer range.`;
  return new ProblemError('outside-built-range', `${nothing}: ${why}`, { built });
}

/** The order that makes an index reach further. */
export function howToExtend(indexId: string): string {
  return indexId === defaultIndex.id
    ? 'POST /build-index to extend it'
    : 'POST /v1/indices with its id, its definition and a longer range to extend it';
}

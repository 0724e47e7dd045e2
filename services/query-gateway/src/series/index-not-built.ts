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

/** 404 for a range in which nothing is published; names what is built. */
export function nothingPublishedIn(range: { start_date: string; end_date: string }, built: SessionRange): ProblemError {
  return new ProblemError(
    'outside-built-range',
    `No session from ${range.start_date} to ${range.end_date} is published: the index is built from ${built.first_session} to ` +
      `${built.last_session}. Ask for dates within it, or POST /build-index to extend it.`,
    { built },
  );
}

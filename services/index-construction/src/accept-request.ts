import { isDeepStrictEqual } from 'node:util';
import { KEPT_INDICES_MAX } from '#contracts/api/definition.schema';
import type { JobError } from '#contracts/api/job.schema';
import type { EventBody } from '#contracts/events';
import type { Topic } from '#contracts/topics';
import { defaultIndex, type IndexDefinition } from '#domain/index-definition';
import type { Transaction } from '#storage/database';
import { indexExistsProblem, tooManyIndicesProblem } from './problems.js';
import {
  builtIndices,
  countKept,
  createIndex,
  lockDefinitions,
  lockIndex,
  storeReach,
  type IndexRecord,
} from './stores/index.store.js';
import { newestSession } from './stores/market.reader.js';
import { addWork, type NewWork } from './stores/work.store.js';
import { segmentsOf, type Segment } from './work-plan.js';

/** Corrections that are this many calendar days apart or fewer are recomputed in one go. */
const SEGMENT_GAP_DAYS = 12;

/**
 * Takes on a build: widens the index's reach to the hull of all ranges asked for and notes the sessions that are new in it. The
 * result depends only on the union of the ranges, never on their order. A build up to the newest session of the store makes the
 * index follow the store from then on. Returns why there can be no such index; null when it was taken on.
 */
export async function acceptBuild(
  transaction: Transaction,
  request: EventBody<typeof Topic.indexBuildRequested>,
): Promise<JobError | null> {
  const refusal = await makeIndex(transaction, request);
  if (refusal !== null) return refusal;
  const index = await lockIndex(transaction, request.index_id);
  if (index === null) throw new Error(`index ${request.index_id} does not exist`);
  if (index.retired) return indexExistsProblem(index);
  const newest = await newestSession(transaction);
  const reach = {
    first_requested: least(index.first_requested, request.start_date),
    last_requested: greatest(index.last_requested, request.end_date),
    follows_head: index.follows_head || (newest !== null && request.end_date >= newest),
  };
  await storeReach(transaction, index.id, reach);
  const segments = newSegments(index, reach.first_requested, reach.last_requested);
  const work = segments.map((segment) => newWork(segment, null, request.job_id));
  await addWork(transaction, index.id, work.length > 0 ? work : [newWork(null, null, request.job_id)]);
  return null;
}

/** Makes the index that a build is for, if there is none of its id. Returns why there can be none; null when there is one. */
async function makeIndex(
  transaction: Transaction,
  { index_id: id, definition, owner }: EventBody<typeof Topic.indexBuildRequested>,
): Promise<JobError | null> {
  if (id === defaultIndex.id) {
    await createIndex(transaction, defaultIndex, null);
    return null;
  }
  if (definition === undefined) return null;
  await lockDefinitions(transaction);
  const known = await lockIndex(transaction, id);
  if (known !== null) return isDeepStrictEqual(known.definition, definition) ? null : indexExistsProblem(known);
  if ((await countKept(transaction, defaultIndex.id)) >= KEPT_INDICES_MAX) return tooManyIndicesProblem();
  await createIndex(transaction, definition, owner ?? null);
  return null;
}

/**
 * Takes on new or corrected market data: notes the sessions of each built index that it concerns. Returns those indices. Names, sectors
 * and exchanges of lines concern no session in general; an index that is limited to some of them is gone over from the first price
 * of those lines on.
 */
export async function acceptPrices(
  transaction: Transaction,
  prices: EventBody<typeof Topic.pricesIngested>,
): Promise<string[]> {
  const concerned: string[] = [];
  const segments =
    prices.sessions === null
      ? [{ first: prices.first_session, last: prices.last_session }]
      : segmentsOf(prices.sessions, SEGMENT_GAP_DAYS);
  const onlyWords = prices.kind === 'stocks' && segments.length === 0;
  for (const id of segments.length === 0 && !onlyWords ? [] : await builtIndices(transaction)) {
    const index = await lockIndex(transaction, id);
    if (index === null || index.first_requested === null || index.last_requested === null) continue;
    if (onlyWords && !isFiltered(index.definition)) continue;
    const last = index.follows_head ? greatest(index.last_requested, prices.last_session) : index.last_requested;
    if (last !== index.last_requested) await storeReach(transaction, id, { ...index, last_requested: last });
    const looked = onlyWords ? [{ first: prices.first_session, last }] : segments;
    const within = looked.flatMap((segment) => cut(segment, index.first_requested as string, last));
    if (within.length === 0) continue;
    await addWork(
      transaction,
      id,
      within.map((segment) => newWork(segment, prices.tickers, null)),
    );
    concerned.push(id);
  }
  return concerned;
}

/** The parts of the new reach that were not asked for before, each with the neighbouring session whose statement they change. */
function newSegments(index: IndexRecord, first: string, last: string): Segment[] {
  if (index.first_requested === null || index.last_requested === null) return [{ first, last }];
  const segments: Segment[] = [];
  if (first < index.first_requested) segments.push({ first, last: index.base_session ?? index.first_requested });
  if (last > index.last_requested) segments.push({ first: index.last_requested, last });
  return segments;
}

function isFiltered({ sectors, exchanges }: IndexDefinition): boolean {
  return sectors !== null || exchanges !== null;
}

function cut(segment: Segment, first: string, last: string): Segment[] {
  const within = { first: greatest(segment.first, first), last: least(segment.last, last) };
  return within.first <= within.last ? [within] : [];
}

function newWork(segment: Segment | null, tickers: readonly string[] | null, jobId: string | null): NewWork {
  return { first_session: segment?.first ?? null, last_session: segment?.last ?? null, tickers, job_id: jobId };
}

function least(a: string | null, b: string): string {
  return a === null || b < a ? b : a;
}

function greatest(a: string | null, b: string): string {
  return a === null || b > a ? b : a;
}

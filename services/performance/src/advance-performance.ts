import { isDeepStrictEqual } from 'node:util';
import type { Event, NewEvent } from '#contracts/envelope';
import { jobSucceeded } from '#contracts/job-events';
import { Service, Topic } from '#contracts/topics';
import { sessionsBetween } from '#domain/calendar';
import { dateOfEpochDay, epochDay } from '#domain/calendar-date';
import type { IndexDefinition } from '#domain/index-definition';
import { chainLevels, type ChainLink, type IndexLevel } from '#domain/level-chain';
import { sessionPerformance } from '#domain/session-performance';
import type { Inbox, Outbox } from '#messaging/outbox';
import type { Database, Transaction } from '#storage/database';
import { loadDefinition, publishedSessions, sessionHoldings } from '#storage/session-holdings.reader';
import {
  latestLevel,
  levelBefore,
  lockPerformance,
  removePerformance,
  replaceLevels,
  rangeWithoutBenchmark,
  storedLevels,
  storeRevision,
} from './stores/performance.store.js';

export interface PerformanceDependencies {
  readonly database: Database;
  readonly inbox: Inbox;
  readonly outbox: Outbox;
}

/** Sessions whose holdings are loaded at a time where a whole index has to be gone over. */
const SPAN_SESSIONS = 120;

interface Span {
  readonly first: string;
  readonly last: string;
}

/**
 * Brings levels up to date with compositions: recomputes the returns of the sessions that index construction looked at and of the
 * published one after them, then chains the levels anew from the first that differs. The end of a build also recomputes what was
 * stored before there were benchmarks. Load, decide, store and announce are one transaction; the same event again changes nothing.
 */
export async function advancePerformance(
  dependencies: PerformanceDependencies,
  event: Event<typeof Topic.indexConstructed>,
): Promise<void> {
  const { database, inbox, outbox } = dependencies;
  const { index_id: indexId, first_session: first, last_session: last } = event.body;
  await database.transaction(async (transaction) => {
    if (!(await inbox.claim(transaction, Service.performance, event.id))) return;
    if (event.body.retired === true) {
      await removePerformance(transaction, indexId);
      if (event.body.job_id !== null)
        await outbox.append(transaction, [jobSucceeded(event.body.job_id, { index: indexId })]);
      return;
    }
    const definition = await loadDefinition(transaction, indexId);
    // It could not be built at all and was taken back, before it had any level.
    if (definition === null) return;
    const revision = await lockPerformance(transaction, indexId);
    const changed: string[] = [];
    for (const span of [
      ...(event.body.job_id === null ? [] : await spansToRenew(transaction, indexId)),
      { first, last },
    ]) {
      const links = await computeLinks(transaction, definition, span);
      const { stored, levels } = await rechain(transaction, definition, links, span);
      changed.push(...(await storeDifferences(transaction, indexId, stored, levels)));
    }
    changed.sort();
    if (changed.length > 0) await storeRevision(transaction, indexId, revision + 1);
    const announcement = await announce(transaction, event, changed, revision + (changed.length > 0 ? 1 : 0));
    await outbox.append(transaction, announcement);
  });
}

/** The sessions that were stored before there were benchmarks, in spans that fit into memory. */
async function spansToRenew(transaction: Transaction, indexId: string): Promise<Span[]> {
  const range = await rangeWithoutBenchmark(transaction, indexId);
  if (range === null) return [];
  const sessions = sessionsBetween(range.first, range.last);
  const spans: Span[] = [];
  for (let at = 0; at < sessions.length; at += SPAN_SESSIONS) {
    const last = sessions[Math.min(at + SPAN_SESSIONS, sessions.length) - 1] as string;
    spans.push({ first: sessions[at] as string, last });
  }
  return spans;
}

/** Return and turnover of every published session between two, and of the next published one, whose return starts from the last. */
async function computeLinks(
  transaction: Transaction,
  definition: IndexDefinition,
  { first, last }: Span,
): Promise<ChainLink[]> {
  const span = await publishedSessions(transaction, definition.id, first, last);
  return (await sessionHoldings(transaction, definition, span)).map(sessionPerformance);
}

/**
 * The levels from `first` on as they are to be, and as they are stored. Those after the recomputed links are looked at only when the
 * level that they start from is another one: a step that changes nothing costs the same however long the history is.
 */
async function rechain(
  transaction: Transaction,
  definition: IndexDefinition,
  links: readonly ChainLink[],
  { first, last }: Span,
): Promise<{ levels: IndexLevel[]; stored: IndexLevel[] }> {
  const end = links.at(-1)?.session ?? last;
  const through = end > last ? end : last;
  const stored = await storedLevels(transaction, definition.id, first, through);
  const levels = chainLevels(await levelBefore(transaction, definition.id, first), links, definition);
  if (levels.length > 0 && isDeepStrictEqual(levels.at(-1), stored.at(-1))) return { levels, stored };
  const later = await storedLevels(transaction, definition.id, dateOfEpochDay(epochDay(through) + 1), null);
  const before = levels.at(-1) ?? (await levelBefore(transaction, definition.id, first));
  return {
    levels: [...levels, ...chainLevels(before, later.map(linkOf), definition)],
    stored: [...stored, ...later],
  };
}

function linkOf({ session, sessionReturn, turnover, benchmarkReturn, constituents }: IndexLevel): ChainLink {
  return { session, sessionReturn, turnover, benchmarkReturn, constituents };
}

/** Writes what differs; returns the sessions that do, oldest first. */
async function storeDifferences(
  transaction: Transaction,
  indexId: string,
  stored: readonly IndexLevel[],
  levels: readonly IndexLevel[],
): Promise<string[]> {
  const before = new Map(stored.map((level) => [level.session, level]));
  const after = new Map(levels.map((level) => [level.session, level]));
  const differing = levels.filter((level) => !isDeepStrictEqual(level, before.get(level.session)));
  const gone = stored.filter((level) => !after.has(level.session));
  const sessions = [...differing, ...gone].map((level) => level.session).sort();
  if (sessions.length > 0) await replaceLevels(transaction, indexId, sessions, differing);
  return sessions;
}

async function announce(
  transaction: Transaction,
  event: Event<typeof Topic.indexConstructed>,
  changed: readonly string[],
  revision: number,
): Promise<NewEvent[]> {
  const { index_id: indexId, job_id: jobId, complete } = event.body;
  const latest = await latestLevel(transaction, indexId);
  // All that a build had published was withdrawn before its levels were calculated. The job ends; its owner reads the tables and says how.
  if (latest === null) return jobId === null ? [] : [jobSucceeded(jobId, null)];
  if (changed.length === 0 && jobId === null) return [];
  return [
    {
      topic: Topic.performanceCalculated,
      key: indexId,
      body: {
        index_id: indexId,
        first_session: changed[0] ?? latest.session,
        last_session: changed.at(-1) ?? latest.session,
        latest_session: latest.session,
        latest_level: latest.level,
        revision,
        job_id: jobId,
        complete,
      },
    },
  ];
}

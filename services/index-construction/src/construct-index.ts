import { jobFailed, jobRunning } from '#contracts/job-events';
import type { Logger } from 'pino';
import type { JobError } from '#contracts/api/job.schema';
import type { NewEvent } from '#contracts/envelope';
import { Topic } from '#contracts/topics';
import { nextSession, sessionsBetween } from '#domain/calendar';
import type { References } from '#domain/eligibility';
import { defaultIndex } from '#domain/index-definition';
import { NamedLines } from '#domain/named-lines';
import { sleep } from '#messaging/back-off';
import type { Outbox } from '#messaging/outbox';
import type { Database, Transaction } from '#storage/database';
import { tickerChanges } from '#storage/ticker-changes.reader';
import { Convergence } from './convergence.js';
import { decideStep, type Step } from './decide-step.js';
import { noPricesProblem, nothingPublishedProblem } from './problems.js';
import { restoreState } from './restore-state.js';
import { newestDecided, removeSessions, storeSessions, wasPublished } from './stores/composition.store.js';
import {
  loadIndex,
  lockIndex,
  raiseRevision,
  removeIndex,
  storeReach,
  type IndexRecord,
} from './stores/index.store.js';
import { references } from '#storage/references.reader';
import { pricedSessions } from './stores/market.reader.js';
import { advanceWork, pendingWork, removeWork, type Work } from './stores/work.store.js';
import { planWork, type Segment, type WorkPlan } from './work-plan.js';

export interface ConstructionDependencies {
  readonly database: Database;
  readonly outbox: Outbox;
  readonly logger: Logger;
}

/** Rows of the market loaded at a time: small enough that reads and heartbeats get through between two steps. */
const STEP_ROWS = 40_000;
const STEP_SESSIONS = 120;
const OVERTAKEN_PAUSE_MS = 2_000;

/** The stored index was changed by somebody else meanwhile; the pass starts again from what is stored now. */
class Overtaken extends Error {}

/**
 * Does all pending work of one index: decides every session of it and those that follow until nothing differs any more, in steps of
 * one transaction each. Safe to kill at any point and to run twice at once. Returns whether there was any work.
 */
export async function constructIndex(
  dependencies: ConstructionDependencies,
  indexId: string,
  signal: AbortSignal,
): Promise<boolean> {
  let worked = false;
  while (!signal.aborted) {
    // The work first: an index read before it could lack the range that the work is about, which would then count as done.
    const work = await pendingWork(dependencies.database, indexId);
    const index = work.length === 0 ? null : await loadIndex(dependencies.database, indexId);
    if (index === null || index.retired) return worked;
    worked = true;
    try {
      await new ConstructionPass(dependencies, index, work, signal).run();
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error;
      dependencies.logger.info(
        { index: indexId },
        'index was changed meanwhile, starting the pass again after a pause',
      );
      // Another process is at it. Racing it for every step would only double the load.
      await sleep(OVERTAKEN_PAUSE_MS * (0.5 + Math.random()), signal);
    }
  }
  return worked;
}

/** One pass over the work that was pending when it began. */
class ConstructionPass {
  readonly #dependencies: ConstructionDependencies;
  readonly #work: readonly Work[];
  readonly #signal: AbortSignal;
  #index: IndexRecord;

  constructor(dependencies: ConstructionDependencies, index: IndexRecord, work: readonly Work[], signal: AbortSignal) {
    this.#dependencies = dependencies;
    this.#index = index;
    this.#work = work;
    this.#signal = signal;
  }

  async run(): Promise<void> {
    const { database } = this.#dependencies;
    const { first_requested: firstRequested, last_requested: lastRequested, definition } = this.#index;
    const priced =
      firstRequested === null || lastRequested === null
        ? []
        : await pricedSessions(database, later(firstRequested, definition.base_date), lastRequested);
    const [firstPriced, lastPriced] = [priced[0]?.date, priced.at(-1)?.date];
    if (firstPriced === undefined || lastPriced === undefined) {
      await this.#finish(null, noPricesProblem(firstRequested, lastRequested));
      return;
    }
    const decidedThrough = await newestDecided(database, this.#index.id);
    const plan = planWork(this.#work, { firstPriced, lastPriced, decidedThrough });
    const lines = new Map(priced.map((session) => [session.date, session.lines]));
    const known = await references(database);
    let cursor: string | null = plan.segments[0]?.first ?? null;
    while (cursor !== null && !this.#signal.aborted) {
      const stopped: string = await this.#runSegments(plan, cursor, lastPriced, lines, known);
      cursor = plan.segments.find((segment) => segment.first > stopped)?.first ?? null;
    }
    if (this.#signal.aborted) return;
    await this.#finish(lastPriced, null);
  }

  /** Goes forward from `cursor` until nothing differs; returns the last session looked at. */
  async #runSegments(
    plan: WorkPlan,
    cursor: string,
    lastPriced: string,
    lines: ReadonlyMap<string, number>,
    known: References,
  ): Promise<string> {
    const { database } = this.#dependencies;
    let { state, delistings } = await restoreState(database, this.#index, known, cursor);
    let base = state.history.length === 0 ? null : this.#index.base_session;
    const renames = plan.tickers === null ? [] : await tickerChanges(database, '-infinity', lastPriced);
    const tickers = plan.tickers === null ? null : new NamedLines(renames).allNames(plan.tickers);
    const convergence = new Convergence(this.#index.definition.lag, tickers);
    let next = cursor;
    while (next <= lastPriced && !this.#signal.aborted) {
      const sessions = stepSessions(next, lastPriced, lines);
      const step: Step = await decideStep(
        {
          database,
          index: this.#index,
          references: known,
          segments: plan.segments,
          convergence,
        },
        sessions,
        { state, delistings, base },
      );
      ({ state, delistings, base } = step);
      await this.#storeStep(plan.segments, next, step);
      next = nextSession(step.last);
      if (step.converged) return step.last;
    }
    return next;
  }

  /** Store and announce one step in one transaction, and remember how far the work is. */
  async #storeStep(segments: readonly Segment[], first: string, step: Step): Promise<void> {
    const { database, outbox } = this.#dependencies;
    const done = segments.at(-1)?.last ?? first;
    this.#index = await database.transaction(async (transaction) => {
      await this.#lock(transaction);
      let index = this.#index;
      if (step.records.length > 0) {
        await storeSessions(transaction, this.#index.id, step.records);
        index = { ...index, ...(await raiseRevision(transaction, index.id)) };
      }
      const open = this.#work.filter((work) => work.first_session !== null && work.first_session <= step.last);
      if (!step.converged)
        await advanceWork(
          transaction,
          open.map((work) => work.id),
          { next: nextSession(step.last), anyLine: step.anyLine },
        );
      await outbox.append(transaction, [
        ...step.events,
        this.#constructed(first, step.last, step.records.length, index.revision, null),
        ...this.#progress(segments, step.last, done),
      ]);
      return index;
    });
    this.#dependencies.logger.info(
      { index: this.#index.id, first, last: step.last, changed: step.records.length, changes: step.events.length },
      'sessions decided',
    );
  }

  /** Everything is decided: the work goes, and the jobs that waited for it are told so. */
  async #finish(lastPriced: string | null, refusal: JobError | null): Promise<void> {
    const { database, outbox } = this.#dependencies;
    await database.transaction(async (transaction) => {
      const index = await this.#lock(transaction);
      await removeWork(
        transaction,
        this.#work.map((work) => work.id),
      );
      const problem =
        refusal ?? (index.base_session === null ? await nothingPublishedProblem(transaction, index) : null);
      if (problem !== null && index.base_session === null) await this.#forgetRefused(transaction);
      const events = jobsOf(this.#work).map((jobId) => {
        if (problem === null && lastPriced !== null && index.base_session !== null) {
          return this.#constructed(lastPriced, lastPriced, 0, index.revision, jobId);
        }
        return jobFailed(jobId, problem);
      });
      await outbox.append(transaction, events);
    });
  }

  /**
   * A build that was refused leaves no trace: as if nobody had asked, unless somebody else asks meanwhile. An index of which something was
   * published and all of it withdrawn is kept: it comes back with what is corrected or accepted.
   */
  async #forgetRefused(transaction: Transaction): Promise<void> {
    const others = await pendingWork(transaction, this.#index.id);
    if (others.length > 0 || (await wasPublished(transaction, this.#index.id))) return;
    if (this.#index.id !== defaultIndex.id) return removeIndex(transaction, this.#index.id);
    await removeSessions(transaction, this.#index.id);
    await storeReach(transaction, this.#index.id, { first_requested: null, last_requested: null, follows_head: false });
    await raiseRevision(transaction, this.#index.id);
  }

  /** Takes the index for this transaction, if nobody changed it since the pass last looked. */
  async #lock(transaction: Transaction): Promise<IndexRecord> {
    const locked = await lockIndex(transaction, this.#index.id);
    if (locked?.revision !== this.#index.revision) throw new Overtaken();
    return locked;
  }

  #constructed(first: string, last: string, changed: number, revision: number, jobId: string | null): NewEvent {
    return {
      topic: Topic.indexConstructed,
      key: this.#index.id,
      body: {
        index_id: this.#index.id,
        first_session: first,
        last_session: last,
        sessions_changed: changed,
        revision,
        job_id: jobId,
        complete: jobId !== null,
      },
    };
  }

  #progress(segments: readonly Segment[], last: string, done: string): NewEvent[] {
    const first = segments[0]?.first ?? last;
    const all = sessionsBetween(first, done < last ? last : done).length;
    const share = Math.min(0.95, (0.95 * sessionsBetween(first, last).length) / Math.max(1, all));
    return jobsOf(this.#work).map((jobId) => jobRunning(jobId, share));
  }
}

function jobsOf(work: readonly Work[]): string[] {
  return [...new Set(work.flatMap((item) => (item.job_id === null ? [] : [item.job_id])))];
}

/** The sessions of the calendar from `first` on that one step looks at. */
function stepSessions(first: string, lastPriced: string, lines: ReadonlyMap<string, number>): string[] {
  const sessions: string[] = [];
  let rows = 0;
  for (let session = first; session <= lastPriced; session = nextSession(session)) {
    rows += lines.get(session) ?? 0;
    if (sessions.length > 0 && (rows > STEP_ROWS || sessions.length >= STEP_SESSIONS)) break;
    sessions.push(session);
  }
  return sessions;
}

function later(a: string, b: string | null): string {
  return b !== null && b > a ? b : a;
}

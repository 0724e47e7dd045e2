import type { AcquisitionResult } from '#contracts/api/acquisition.schema';
import { jobFailed, jobProblem, jobRunning, jobSucceeded } from '#contracts/job-events';
import { finishedSessions } from '#domain/acquisition-schedule';
import type { Transaction } from '#storage/database';
import { simulatedMarket } from '../import-file.js';
import type { UpstreamFailure } from '../upstream/upstream.js';
import { acquireSession } from './acquire-session.js';
import type { AcquisitionParts } from './acquisition-parts.js';
import { isWanted, noteDone, oldestWork, removeWork, type AcquisitionWork } from './stores/acquisition-work.store.js';
import { findRecord, loadRecords } from './stores/acquisition.store.js';

/** Attempts of one session within a job; what then is still missing is healed by the schedule, or by another job. */
const ATTEMPTS_MAX = 4;
const ATTEMPTS_OF_BLOCKED_MAX = 2;
const PAUSE_MS = 20_000;
/** How often a running job is asked whether it is still wanted. */
const WANTED_EVERY_MS = 2_000;

/** Does the next session of the oldest job, or ends it; false when no job is waiting. Killed on the way, it goes on where it was. */
export async function advanceOldestJob(parts: AcquisitionParts, signal: AbortSignal): Promise<boolean> {
  const work = await oldestWork(parts.database);
  if (work === null) return false;
  const cancelled = new AbortController();
  const watch = setInterval(() => {
    isWanted(parts.database, work.job_id).then(
      (wanted) => {
        if (!wanted) cancelled.abort();
      },
      // The store is away: the job itself will notice.
      () => undefined,
    );
  }, WANTED_EVERY_MS);
  try {
    await advanceJob(parts, work, AbortSignal.any([signal, cancelled.signal]));
  } catch (error) {
    // Whoever cancelled has said so already.
    if (!cancelled.signal.aborted) throw error;
  } finally {
    clearInterval(watch);
  }
  return true;
}

async function advanceJob(parts: AcquisitionParts, work: AcquisitionWork, signal: AbortSignal): Promise<void> {
  const { database, outbox } = parts;
  const sources = parts.providers.filter(({ marketDays }) => marketDays !== undefined).map(({ name }) => name);
  if (sources.length === 0 || (work.source !== null && !sources.some((name) => name === work.source))) {
    await finish(parts, work, (transaction) =>
      outbox.append(transaction, [jobFailed(work.job_id, jobProblem('no-provider', noProvider(work.source, sources)))]),
    );
    return;
  }
  const conflict = await simulatedMarket(database);
  if (conflict !== null) {
    await finish(parts, work, (transaction) =>
      outbox.append(transaction, [jobFailed(work.job_id, jobProblem('market-conflict', conflict.message))]),
    );
    return;
  }
  const now = parts.timing.now().getTime();
  const sessions = finishedSessions(work.first_session, work.last_session, { now, delayMs: 0 });
  const open = sessions.filter((session) => work.done_through === null || session > work.done_through);
  const [session] = open;
  if (session === undefined) {
    const result = await resultOf(parts, work, sessions);
    await finish(parts, work, (transaction) => outbox.append(transaction, [jobSucceeded(work.job_id, result)]));
    return;
  }
  const running = (left: number) => jobRunning(work.job_id, Math.min(0.99, (sessions.length - left) / sessions.length));
  if (work.done_through === null) {
    // The first session of an empty store takes a while; until then the job would look as if nobody did it.
    await database.transaction((transaction) => outbox.append(transaction, [running(open.length)]));
  }
  const denied = await acquireWithPatience(parts, work, session, signal);
  if (denied !== null) {
    await finish(parts, work, (transaction) =>
      outbox.append(transaction, [jobFailed(work.job_id, jobProblem('acquisition-failed', denied))]),
    );
    return;
  }
  await database.transaction(async (transaction) => {
    await noteDone(transaction, work.job_id, session);
    await outbox.append(transaction, [running(open.length - 1)]);
  });
}

/** Ends the job unless it was cancelled at the last moment. */
async function finish(
  { database }: AcquisitionParts,
  work: AcquisitionWork,
  announce: (transaction: Transaction) => Promise<void>,
): Promise<void> {
  await database.transaction(async (transaction) => {
    if ((await removeWork(transaction, work.job_id)) !== null) await announce(transaction);
  });
}

/** Failures that are the same a minute later. */
const LASTING: ReadonlySet<UpstreamFailure> = new Set(['unauthorized', 'not_entitled', 'not_found', 'refused']);

/** Null, or why no other session of the job can be had either. */
async function acquireWithPatience(
  parts: AcquisitionParts,
  work: AcquisitionWork,
  session: string,
  signal: AbortSignal,
): Promise<string | null> {
  const known = await findRecord(parts.database, session);
  if (known?.status === 'complete' && !work.refresh) return null;
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    const order = { session, source: work.source, actor: work.requested_by };
    const { outcome, failures, reasons } = await acquireSession(parts, order, signal);
    if (outcome === 'stored' || outcome === 'empty') return null;
    // What the gate has blocked may be whole a moment later; longer than that the other sessions should not wait for it.
    if ((outcome === 'blocked' || outcome === 'refused') && attempt === ATTEMPTS_OF_BLOCKED_MAX) return null;
    if (outcome === 'failed' && failures.length > 0) {
      if (failures.every((failure) => failure === 'unauthorized'))
        return `${reasons.join('; ')} (asked for ${session})`;
      if (failures.every((failure) => LASTING.has(failure))) return null;
    }
    if (attempt < ATTEMPTS_MAX) await parts.timing.sleep(PAUSE_MS * 2 ** (attempt - 1), signal);
  }
  return null;
}

async function resultOf(
  parts: AcquisitionParts,
  work: AcquisitionWork,
  sessions: readonly string[],
): Promise<AcquisitionResult> {
  const records = await loadRecords(parts.database, work.first_session);
  const complete = sessions.filter((session) => records.get(session)?.status === 'complete');
  const incomplete = sessions.filter((session) => records.get(session)?.status === 'incomplete');
  return {
    start_date: work.first_session,
    end_date: work.last_session,
    sessions: sessions.length,
    complete: complete.length,
    incomplete: incomplete.length,
    missing: sessions.length - complete.length - incomplete.length,
    first_session: complete[0] ?? null,
    last_session: complete.at(-1) ?? null,
  };
}

function noProvider(source: string | null, configured: readonly string[]): string {
  if (configured.length === 0) {
    return 'No source of whole-market days is configured: set MASSIVE_API_KEY, FLAT_FILES_DIR or NASDAQ=on, and start again.';
  }
  return `The source ${source} is not configured; these are: ${configured.join(', ')}.`;
}

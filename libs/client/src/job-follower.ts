import { setTimeout as sleep } from 'node:timers/promises';
import { answerOf, GatewayProblem, PASSING_STATUSES } from './index-client.js';
import type { IndexClient } from './index-client.js';
import type { components } from './interface.js';

export type Job = components['schemas']['Job'];

const FIRST_PAUSE_MS = 20;
const PAUSE_MS_MAX = 500;
/** For how long a gateway may be away, busy or restarting, while it is asked how far it is. */
const PATIENCE_MS = 60_000;

export interface FollowOptions {
  /** Told the share done, 0 to 1, each time that it was asked for. */
  readonly onProgress?: (share: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Follows a job to its end: resolves with it when it has succeeded, throws `GatewayProblem` when it failed or was cancelled. */
export async function followJob(client: IndexClient, id: string, options: FollowOptions = {}): Promise<Job> {
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, PAUSE_MS_MAX)) {
    const job = await askPatiently(client, id, options.signal);
    if (job.status === 'succeeded') return job;
    if (job.status === 'failed') throw new GatewayProblem(job.error ?? nothingSaid(job));
    if (job.status === 'cancelled') throw new GatewayProblem({ ...nothingSaid(job), title: 'The job was cancelled' });
    options.onProgress?.(job.progress);
    await sleep(pause, undefined, { signal: options.signal });
  }
}

function nothingSaid(job: Job): { type: string; title: string; status: number; detail: string } {
  return { type: 'about:blank', title: 'The job failed', status: 500, detail: `It is job ${job.job_id}.` };
}

/** A job goes on by itself, also when the gateway was restarted meanwhile: an answer that does not come is asked for again. */
async function askPatiently(client: IndexClient, id: string, signal: AbortSignal | undefined): Promise<Job> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await answerOf(client.GET('/v1/jobs/{id}', { params: { path: { id } }, signal: signal ?? null }));
    } catch (error) {
      const passing = !(error instanceof GatewayProblem) || PASSING_STATUSES.includes(error.problem.status);
      if (!passing || signal?.aborted === true || Date.now() > end) throw error;
    }
    await sleep(PAUSE_MS_MAX, undefined, { signal });
  }
}

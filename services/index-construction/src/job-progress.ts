import type { NewEvent } from '#contracts/envelope';
import { Topic } from '#contracts/topics';
import type { Problem } from './problems.js';

export function jobRunning(jobId: string, progress: number): NewEvent<typeof Topic.jobProgressed> {
  const body = { job_id: jobId, status: 'running' as const, progress, result: null, error: null };
  return { topic: Topic.jobProgressed, key: jobId, body };
}

export function jobFailed(jobId: string, error: Problem | null): NewEvent<typeof Topic.jobProgressed> {
  const body = { job_id: jobId, status: 'failed' as const, progress: 1, result: null, error };
  return { topic: Topic.jobProgressed, key: jobId, body };
}

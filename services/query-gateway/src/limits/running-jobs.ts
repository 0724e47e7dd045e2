import type { JobKind } from '#contracts/api/job.schema';

/**
 * How many jobs of a kind one owner may have pending or running at a time; kinds that are not named are quick or made one after the
 * other anyway. Where access is open, everybody is one owner on his own machine, and there is no such limit.
 */
export const RUNNING_JOBS_MAX: Readonly<Partial<Record<JobKind, number>>> = { build: 10, export: 10, import: 10 };

/** When it makes sense to ask again, in seconds. */
export const RUNNING_JOBS_RETRY_AFTER = 5;

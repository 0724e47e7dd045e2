import { z } from 'zod';
import type { IndexDefinition } from '#domain/index-definition';
import { Topic } from './topics.js';

/**
 * The body of every event, by topic. Changes are additive: a new field is optional, an old one stays (a breaking change is a
 * new `version`). Dates are exchange sessions, 'YYYY-MM-DD'.
 */
const session = z.iso.date();
const revision = z.int().nonnegative();
const rank = z.int().positive().nullable();

export const pricesIngested = z.object({
  universe: z.string(),
  /** The sessions that have new or corrected data. */
  first_session: session,
  last_session: session,
  /** Each of them where there are at most 500, else null: any session of the range may have changed. */
  sessions: z.array(session).nullable(),
  /** The lines concerned where there are at most 1000, else null: any line. */
  tickers: z.array(z.string()).nullable(),
  rows: z.int().nonnegative(),
  /** verdict: the rows are the same, but whether they may be published has changed. */
  kind: z.enum(['prices', 'stocks', 'splits', 'dividends', 'renames', 'verdict']),
  simulated: z.boolean(),
  revision,
});

export const importRequested = z.object({
  job_id: z.uuid(),
  kind: z.enum(['prices', 'stocks', 'splits', 'dividends', 'renames']),
  source: z.string(),
  bytes: z.int().nonnegative(),
  /** What the quality gate may do about the sessions of the file; absent: flag. */
  gate: z.enum(['flag', 'block']).optional(),
});

export const acquisitionRequested = z.object({
  job_id: z.uuid(),
  /** Both on one topic, so that the word to end never comes before the one to begin. */
  action: z.enum(['start', 'cancel']),
  start_date: z.iso.date(),
  end_date: z.iso.date(),
  /** The provider of whole-market days; null: in the configured order. */
  source: z.string().nullable(),
  /** Whether sessions that are complete are fetched again. */
  refresh: z.boolean(),
  requested_by: z.string(),
});

/** An operator's word on a session or on one of its rows. */
export const qualityDecisionRequested = z.object({
  /** The job that tells what became of it; also the id of the decision. */
  job_id: z.uuid(),
  date: session,
  /**
   * accept: publish it as it is. override: set `values` in the row of `ticker`, and judge the session anew. reject: do not publish it,
   * whatever the gate says.
   */
  action: z.enum(['accept', 'override', 'reject']),
  ticker: z.string().nullable(),
  values: z
    .object({
      open: z.number().nonnegative().nullable(),
      high: z.number().nonnegative().nullable(),
      low: z.number().nonnegative().nullable(),
      close: z.number().positive(),
      volume: z.int().nonnegative().nullable(),
      market_cap: z.number().nonnegative().nullable(),
      eligible: z.boolean().nullable(),
    })
    .partial()
    .nullable(),
  reason: z.string(),
  decided_by: z.string(),
});

/** An index as data; units and meaning stand at the domain's IndexDefinition. */
export const indexDefinition = z.object({
  id: z.string(),
  size: z.int().positive(),
  weighting: z.literal('equal'),
  rank_by: z.literal('market_cap'),
  schedule: z.enum(['daily', 'monthly', 'quarterly']),
  lag: z.int().nonnegative(),
  buffer: z.int().nonnegative(),
  share_classes: z.enum(['company', 'line']),
  sectors: z.array(z.string()).nullable(),
  exchanges: z.array(z.string()).nullable(),
  return: z.enum(['price', 'total']),
  base_date: z.iso.date().nullable(),
  base_level: z.number().positive(),
  cost_bps: z.number().nonnegative(),
  on_gap: z.enum(['bridge', 'hold']),
}) satisfies z.ZodType<IndexDefinition>;

export const indexBuildRequested = z.object({
  job_id: z.uuid(),
  index_id: z.string(),
  start_date: z.iso.date(),
  end_date: z.iso.date(),
  /** retire: the index is given up, with all that was said of it. One topic for both, so that no index is given up before it is made. Absent: build. */
  action: z.enum(['build', 'retire']).optional(),
  /** Of an index that is to be made, unless there is one of this id; absent: there is one, or it is the default one. */
  definition: indexDefinition.optional(),
  /** Who makes it. */
  owner: z.string().optional(),
});

export const indexConstructed = z.object({
  index_id: z.string(),
  /** The sessions whose compositions or prices were looked at again; levels can differ from `first_session` on. */
  first_session: session,
  last_session: session,
  sessions_changed: z.int().nonnegative(),
  revision,
  /** The build job that this is part of, and whether it was its last part. */
  job_id: z.uuid().nullable(),
  complete: z.boolean(),
  /** The index was given up: nothing is stored of it any more. Absent: it was not. */
  retired: z.boolean().optional(),
});

export const compositionChanged = z.object({
  index_id: z.string(),
  session,
  effective_from: session,
  /**
   * initialized: the first composition, with all `members`. changed: the member set differs from the session before.
   * restated: what was said of this session before is replaced by this (the lists may be empty). withdrawn: the session is no
   * longer published. renamed: the same members, of which some have another ticker from this session on.
   */
  kind: z.enum(['initialized', 'changed', 'restated', 'withdrawn', 'renamed']),
  /** Of this session, from 1; the highest revision of a session is the truth. */
  revision: z.int().positive(),
  constituents: z.int().nonnegative(),
  members: z.array(z.object({ ticker: z.string(), rank, weight: z.number() })).nullable(),
  entered: z.array(z.object({ ticker: z.string(), rank, previous_rank: rank })),
  exited: z.array(
    z.object({
      ticker: z.string(),
      rank,
      previous_rank: rank,
      reason: z.enum(['rank', 'delisted', 'stale', 'ineligible', 'correction']),
    }),
  ),
  /** Members that have another ticker than in the session before; they neither entered nor left. Absent: none. */
  renamed: z.array(z.object({ ticker: z.string(), new_ticker: z.string() })).optional(),
  /** SHA-256 over the lines `date|rank|ticker` in rank order; null when withdrawn. */
  hash: z.string().nullable(),
});

export const performanceCalculated = z.object({
  index_id: z.string(),
  first_session: session,
  last_session: session,
  latest_session: session,
  latest_level: z.number(),
  revision,
  job_id: z.uuid().nullable(),
  complete: z.boolean(),
});

export const exportRequested = z.object({
  job_id: z.uuid(),
  index_id: z.string(),
  start_date: z.iso.date(),
  end_date: z.iso.date(),
});

export const exportCompleted = z.object({
  job_id: z.uuid(),
  export_id: z.uuid(),
  file_name: z.string(),
  bytes: z.int().nonnegative(),
  sha256: z.string(),
});

/** What a worker says of a job; the gateway keeps the `jobs` table from it. */
export const jobProgressed = z.object({
  job_id: z.uuid(),
  status: z.enum(['running', 'succeeded', 'failed', 'cancelled']),
  /** Share done, 0 to 1. */
  progress: z.number().min(0).max(1),
  result: z.record(z.string(), z.unknown()).nullable(),
  /** For `failed`: a problem in the sense of RFC 9457. */
  error: z.object({ type: z.string(), title: z.string(), status: z.int(), detail: z.string() }).nullable(),
});

export const eventSchemas = {
  [Topic.pricesIngested]: pricesIngested,
  [Topic.importRequested]: importRequested,
  [Topic.acquisitionRequested]: acquisitionRequested,
  [Topic.qualityDecisionRequested]: qualityDecisionRequested,
  [Topic.indexBuildRequested]: indexBuildRequested,
  [Topic.indexConstructed]: indexConstructed,
  [Topic.compositionChanged]: compositionChanged,
  [Topic.performanceCalculated]: performanceCalculated,
  [Topic.exportRequested]: exportRequested,
  [Topic.exportCompleted]: exportCompleted,
  [Topic.jobProgressed]: jobProgressed,
} as const satisfies Record<Topic, z.ZodType>;

export type EventBody<T extends Topic> = z.infer<(typeof eventSchemas)[T]>;

/** The version of each body's schema; part of the CloudEvents `type`, so that a consumer can tell. */
export const EVENT_VERSION = 'v1';

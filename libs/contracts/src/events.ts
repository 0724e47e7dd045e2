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
const weight = z.number().meta({ description: 'As a fraction: 0.01 means 1 %.' });

export const pricesIngested = z.object({
  universe: z.string(),
  first_session: session.meta({ description: 'First session that has new or corrected data.' }),
  last_session: session.meta({ description: 'Last session that has new or corrected data.' }),
  sessions: z.array(session).nullable().meta({
    description: 'Each of them where there are at most 500, else null: any session of the range may have changed.',
  }),
  tickers: z
    .array(z.string())
    .nullable()
    .meta({ description: 'The lines concerned where there are at most 1000, else null: any line.' }),
  rows: z.int().nonnegative().meta({ description: 'Number of new or changed rows.' }),
  kind: z
    .enum(['prices', 'stocks', 'splits', 'dividends', 'renames', 'verdict'])
    .meta({ description: 'verdict: the rows are the same, but whether they may be published has changed.' }),
  simulated: z.boolean().meta({ description: 'Whether the store holds the simulated market, not real prices.' }),
  revision: revision.meta({ description: 'Of all market data after the change.' }),
});

export const importRequested = z.object({
  job_id: z.uuid(),
  kind: z.enum(['prices', 'stocks', 'splits', 'dividends', 'renames']),
  source: z.string(),
  bytes: z.int().nonnegative(),
  gate: z
    .enum(['flag', 'block'])
    .optional()
    .meta({ description: 'What the quality gate may do about the sessions of the file; absent: flag.' }),
});

export const acquisitionRequested = z.object({
  job_id: z.uuid(),
  action: z
    .enum(['start', 'cancel'])
    .meta({ description: 'Both on one topic, so that the word to end never comes before the one to begin.' }),
  start_date: z.iso.date(),
  end_date: z.iso.date(),
  source: z
    .string()
    .nullable()
    .meta({ description: 'The provider of whole-market days; null: in the configured order.' }),
  refresh: z.boolean().meta({ description: 'Whether sessions that are complete are fetched again.' }),
  requested_by: z.string(),
});

/** An operator's word on a session or on one of its rows. */
export const qualityDecisionRequested = z.object({
  job_id: z.uuid().meta({ description: 'The job that tells what became of it; also the id of the decision.' }),
  date: session,
  action: z.enum(['accept', 'override', 'reject']).meta({
    description:
      'accept: publish it as it is. override: set `values` in the row of `ticker`, and judge the session anew. reject: do not publish it, whatever the gate says.',
  }),
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
  action: z.enum(['build', 'retire']).optional().meta({
    description:
      'retire: the index is given up, with all that was said of it. One topic for both, so that no index is given up before it is made. Absent: build.',
  }),
  definition: indexDefinition.optional().meta({
    description:
      'Of an index that is to be made, unless there is one of this id; absent: there is one, or it is the default one.',
  }),
  owner: z.string().optional().meta({ description: 'Who makes it.' }),
});

export const indexConstructed = z.object({
  index_id: z.string(),
  first_session: session.meta({
    description: 'First session whose composition or prices were looked at again; levels can differ from it on.',
  }),
  last_session: session.meta({ description: 'Last session whose composition or prices were looked at again.' }),
  sessions_changed: z.int().nonnegative(),
  revision: revision.meta({ description: 'Of the compositions of the index.' }),
  job_id: z.uuid().nullable().meta({ description: 'The build job that this is part of; null: none.' }),
  complete: z.boolean().meta({ description: 'Whether it was the last part of the job.' }),
  retired: z
    .boolean()
    .optional()
    .meta({ description: 'The index was given up: nothing is stored of it any more. Absent: it was not.' }),
});

export const compositionChanged = z.object({
  index_id: z.string(),
  session: session.meta({ description: 'The session after whose close the composition holds.' }),
  effective_from: session.meta({ description: 'The next session: the first on which it earns a return.' }),
  kind: z.enum(['initialized', 'changed', 'restated', 'withdrawn', 'renamed']).meta({
    description:
      'initialized: the first composition, with all `members`. changed: the member set differs from the session before. restated: what was said of this session before is replaced by this (the lists may be empty). withdrawn: the session is no longer published. renamed: the same members, of which some have another ticker from this session on.',
  }),
  revision: z
    .int()
    .positive()
    .meta({ description: 'Of this session, from 1; the highest revision of a session is the truth.' }),
  constituents: z.int().nonnegative(),
  members: z.array(z.object({ ticker: z.string(), rank, weight })).nullable(),
  entered: z.array(z.object({ ticker: z.string(), rank, previous_rank: rank })),
  exited: z.array(
    z.object({
      ticker: z.string(),
      rank,
      previous_rank: rank,
      reason: z.enum(['rank', 'delisted', 'stale', 'ineligible', 'correction']),
    }),
  ),
  renamed: z
    .array(z.object({ ticker: z.string(), new_ticker: z.string() }))
    .optional()
    .meta({
      description:
        'Members that have another ticker than in the session before; they neither entered nor left. Absent: none.',
    }),
  hash: z
    .string()
    .nullable()
    .meta({ description: 'SHA-256 over the lines `date|rank|ticker` in rank order; null when withdrawn.' }),
});

export const performanceCalculated = z.object({
  index_id: z.string(),
  first_session: session.meta({ description: 'First session whose level was calculated.' }),
  last_session: session.meta({ description: 'Last session whose level was calculated.' }),
  latest_session: session.meta({ description: 'Newest session of the index that has a level.' }),
  latest_level: z
    .number()
    .meta({ description: 'Level at latest_session; 1000 at the base session of the default index.' }),
  revision: revision.meta({ description: 'Of the levels of the index.' }),
  job_id: z.uuid().nullable().meta({ description: 'The build job that this is part of; null: none.' }),
  complete: z.boolean().meta({ description: 'Whether it was the last part of the job.' }),
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
  sha256: z.string().meta({ description: 'Of the file, hexadecimal.' }),
});

/** What a worker says of a job; the gateway keeps the `jobs` table from it. */
export const jobProgressed = z.object({
  job_id: z.uuid(),
  status: z.enum(['running', 'succeeded', 'failed', 'cancelled']),
  progress: z.number().min(0).max(1).meta({ description: 'Share done, 0 to 1.' }),
  result: z.record(z.string(), z.unknown()).nullable(),
  error: z
    .object({ type: z.string(), title: z.string(), status: z.int(), detail: z.string() })
    .nullable()
    .meta({ description: 'For `failed`: a problem in the sense of RFC 9457.' }),
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

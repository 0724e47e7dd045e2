import { z } from 'zod';
import { indexDefinition } from '../events.js';
import { compositionChange } from './changes.schema.js';
import { constituent } from './composition.schema.js';
import { dataSource } from './data-source.schema.js';
import { calendarDate, rangeFields, withRangeRules } from './date-range.schema.js';
import { indexId } from './index-path.schema.js';
import { buildResult } from './job.schema.js';
import { performanceFigures, riskFreeNumber } from './metrics.schema.js';
import { nextCursor, pagingFields } from './paging.schema.js';
import { gaps, performanceRow } from './performance.schema.js';

/** How many indices are kept beside the default one, at most. */
export const KEPT_INDICES_MAX = 50;

const SIZE_MAX = 500;
const LAG_MAX = 20;
const COST_BPS_MAX = 1000;
const BASE_LEVEL_MAX = 1_000_000;
const NAMES_MAX = 50;
const NAME_LENGTH_MAX = 200;

const wholeNumber = (first: number, last: number, description: string, fallback: number) => {
  const error = `is not a number that can be taken: give a whole number from ${first} to ${last}`;
  return z
    .int({ error })
    .min(first, { error })
    .max(last, { error })
    .optional()
    .meta({ description, default: fallback });
};

const choice = <const Values extends readonly [string, ...string[]]>(
  values: Values,
  description: string,
  fallback: string,
) =>
  z
    .enum(values, { error: `is not known: give one of ${values.join(', ')}` })
    .optional()
    .meta({ description, default: fallback });

const names = (description: string) =>
  z
    .array(
      z
        .string({ error: 'is no text: give names as GET /v1/index-composition shows them' })
        .min(1, { error: 'is empty: give a name, or leave it out' })
        .max(NAME_LENGTH_MAX, { error: `is too long: give at most ${NAME_LENGTH_MAX} characters` })
        // No store takes it in a text.
        .refine((name) => !name.includes('\u0000'), { error: 'has a character that no name has: leave it out' }),
      { error: 'is no list: give names, such as ["Technology"], or null for all' },
    )
    .min(1, { error: 'is empty, so that no line would pass: give names, or null for all' })
    .max(NAMES_MAX, { error: `is too long: give at most ${NAMES_MAX} names` })
    .nullable()
    .optional()
    .meta({ description, default: null });

const rules = {
  size: wholeNumber(1, SIZE_MAX, 'Number of constituents aimed at.', 100),
  schedule: choice(
    ['daily', 'monthly', 'quarterly'],
    'When members and weights are chosen anew: after every session, or after the last one of the month or quarter.',
    'daily',
  ),
  lag: wholeNumber(0, LAG_MAX, 'Sessions between the ranking and the close at which it is traded.', 0),
  buffer: wholeNumber(0, SIZE_MAX, 'Ranks up to size - buffer enter; members stay up to rank size + buffer.', 0),
  share_classes: choice(
    ['company', 'line'],
    'company: one line per issuer, ranked by the company. line: every line by itself.',
    'company',
  ),
  return: choice(
    ['price', 'total'],
    'price: dividends are left out. total: they are reinvested in the line on the ex-date.',
    'price',
  ),
  sectors: names('Only lines of these sectors are ranked, as reference data spell them; null: all.'),
  exchanges: names('Only lines of these exchanges are ranked, as reference data spell them; null: all.'),
  cost_bps: z
    .number({ error: `is not a cost: give a number of basis points from 0 to ${COST_BPS_MAX}` })
    .min(0, { error: `must be 0 to ${COST_BPS_MAX}` })
    .max(COST_BPS_MAX, { error: `must be 0 to ${COST_BPS_MAX}` })
    .optional()
    .meta({
      description: 'Cost of one unit traded, bought or sold, in basis points (1 is 0.01 %), for the net level.',
      default: 0,
    }),
  base_level: z
    .number({ error: `is not a level: give a number above 0, up to ${BASE_LEVEL_MAX}` })
    .positive({ error: `must be above 0` })
    .max(BASE_LEVEL_MAX, { error: `must be at most ${BASE_LEVEL_MAX}` })
    .optional()
    .meta({ description: 'Level at the base session.', default: 1000 }),
};

/** The rules that a caller may choose; what is left out is as in the default index. */
const chosenRules = z
  .strictObject(rules, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `is not known: leave it out, the fields are ${Object.keys(rules).join(', ')}`
        : `must be an object with some of ${Object.keys(rules).join(', ')}`,
  })
  .refine(({ size = 100, buffer = 0 }) => buffer <= size, {
    path: ['buffer'],
    error: 'is more than size: give at most as many ranks as there are seats',
  });
export type ChosenRules = z.output<typeof chosenRules>;

const parts = ['performance', 'changes', 'composition', 'metrics'] as const;

/** Body of `POST /v1/what-if`. */
export const whatIfBody = withRangeRules(
  z.strictObject({
    definition: chosenRules.optional(),
    ...rangeFields,
    include: z
      .array(z.enum(parts, { error: `is not known: give one of ${parts.join(', ')}` }), {
        error: `is no list: give some of ${parts.join(', ')}`,
      })
      .max(parts.length, { error: `is too long: give each of ${parts.join(', ')} at most once` })
      .optional()
      .meta({
        description:
          'What to answer beside the figures of the whole range. performance: a row per session. changes: who entered and left, ' +
          'by session. composition: the constituents after the last session. metrics: risk and return, before and after cost.',
        default: [],
      }),
    risk_free: riskFreeNumber,
  }),
);
export type WhatIfBody = z.output<typeof whatIfBody>;

const percent = (description: string) =>
  z.number().meta({ description: `${description}, in percent: 1.5 means 1.5 %.` });

export const whatIfRow = z.object({
  ...performanceRow.shape,
  net_level: z.number().meta({ description: 'The level after the cost of trading.' }),
  turnover: z.number().nullable().meta({
    description:
      'One-way turnover at the close, a fraction: 0.01 means that 1 % was replaced. Null on the base session.',
  }),
});

export const whatIfAnswer = z.object({
  definition: indexDefinition.omit({ id: true }),
  start_date: z.iso.date(),
  end_date: z.iso.date(),
  first_session: z.iso
    .date()
    .meta({ description: 'The first published session of the range: the base of the levels.' }),
  last_session: z.iso.date(),
  sessions: z.int().meta({ description: 'Published sessions, the base session included.' }),
  period_return: percent('Level at last_session over that at first_session, minus one'),
  net_period_return: percent('The same after the cost of trading'),
  level: z.number(),
  net_level: z.number(),
  turnover: z
    .number()
    .meta({ description: 'One-way turnover of all sessions together; 1 means the whole index once.' }),
  composition_changes: z
    .int()
    .meta({ description: 'Sessions whose members differ from those before; the first composition is not one.' }),
  short_sessions: z.int().meta({
    description:
      'Sessions with fewer constituents than size: fewer lines pass, or one that was delisted or stopped trading is replaced at the next rebalance.',
  }),
  gaps,
  performance: z.array(whatIfRow).optional(),
  changes: z.array(compositionChange).optional(),
  composition: z
    .object({
      date: z.iso.date(),
      effective_from: z.iso.date(),
      data: z.array(constituent.omit({ name: true, sector: true, exchange: true })),
    })
    .optional(),
  metrics: z
    .object({
      risk_free: z.number().meta({ description: 'The rate used, a fraction per year.' }),
      gross: performanceFigures.meta({ description: 'Of the levels before cost.' }),
      net: performanceFigures.meta({ description: 'Of the levels after cost.' }),
    })
    .optional(),
  data_source: dataSource,
});
export type WhatIfAnswer = z.infer<typeof whatIfAnswer>;

const keptId = z
  .string({ error: 'is missing or no text: choose an id, such as "energy-50"' })
  .regex(/^[a-z][a-z0-9-]{2,39}$/, {
    error: 'is not an id: give 3 to 40 lower-case letters, digits and hyphens, the first a letter, such as energy-50',
  })
  .meta({ description: 'What the index is called from then on. Never given again, also once the index is given up.' });

/** Body of `POST /v1/indices`. */
export const indexBody = z
  .strictObject({
    id: keptId,
    definition: chosenRules.optional(),
    start_date: calendarDate('First day to build; left out: where the default index begins.', '2023-01-01').optional(),
    end_date: calendarDate(
      'Last day to build. Left out, or the newest session: the index goes on with every new one.',
      '2023-12-31',
    ).optional(),
  })
  .refine(({ start_date: start, end_date: end }) => start === undefined || end === undefined || start <= end, {
    path: ['start_date'],
    error: 'is after end_date: give a start_date on or before it',
  });
export type IndexBody = z.output<typeof indexBody>;

export const indexStatus = z.enum(['empty', 'building', 'ready', 'retiring']).meta({
  description:
    'empty: it has no published session. building: a build is under way. ready: it can be asked for. retiring: it is being given up.',
});

export const keptIndex = z.object({
  id: indexId,
  status: indexStatus,
  definition: indexDefinition,
  base_session: z.iso.date().nullable().meta({ description: 'Its first published session.' }),
  last_session: z.iso.date().nullable().meta({ description: 'Its last published session.' }),
  level: z.number().nullable().meta({ description: 'At last_session.' }),
  follows_head: z.boolean().meta({ description: 'Whether new sessions extend it by themselves.' }),
  created_at: z.iso.datetime().nullable().meta({ description: 'Null before the default index is first built.' }),
  owner: z
    .string()
    .nullable()
    .optional()
    .meta({ description: 'Who made it, null for the default one; only callers with the scope admin are told.' }),
});
export type KeptIndex = z.infer<typeof keptIndex>;

export const indexAnswer = z.object({ ...keptIndex.shape, data_source: dataSource });

export const indicesQuery = z.strictObject(pagingFields);

export const indicesAnswer = z.object({
  data: z.array(keptIndex).meta({ description: 'By id.' }),
  next_cursor: nextCursor,
  data_source: dataSource,
});

/** What a build has done; `index` where that is not the default one. */
export const builtIndex = z.object({ index: indexId.optional(), ...buildResult.shape });

export const keptBuildAnswer = z.object({
  job_id: z.uuid(),
  status: z.literal('succeeded'),
  index: indexId,
  ...buildResult.shape,
  data_source: dataSource,
});

export const retirementResult = z.object({ index: indexId });

export const retirementAnswer = z.object({
  job_id: z.uuid(),
  status: z.literal('succeeded'),
  ...retirementResult.shape,
  data_source: dataSource,
});

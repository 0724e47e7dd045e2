import { z } from 'zod';
import { asKnownAt, asKnownAtEcho } from './as-known-at.schema.js';
import { dataSource } from './data-source.schema.js';
import { rangeFields, withRangeRules } from './date-range.schema.js';
import { nextCursor, pagingFields } from './paging.schema.js';
import { gaps, performanceAnswer, performanceRow } from './performance.schema.js';
import { formatField } from './representation.schema.js';

const intervals = ['day', 'week', 'month', 'quarter', 'year'] as const;

export const intervalPerformanceQuery = withRangeRules(
  z.strictObject({
    ...rangeFields,
    interval: z
      .enum(intervals, { error: `is not an interval: give ${intervals.join(', ')}` })
      .optional()
      .meta({
        description: 'One row per session (day), or per week (ISO 8601), month, quarter or year of the calendar.',
        default: 'day',
      }),
    as_known_at: asKnownAt,
    ...pagingFields,
    ...formatField,
  }),
);
export type IntervalPerformanceQuery = z.output<typeof intervalPerformanceQuery>;

const BENCHMARK =
  'The benchmark is the capitalisation-weighted twin: the same constituents, held into each session in proportion to their market ' +
  'caps after the published session before it.';
const NOT_KNOWN =
  'null for sessions that were stored by a release without benchmarks, until POST /build-index goes over the index again.';

const benchmarkLevel = z
  .number()
  .nullable()
  .meta({
    description: `Level of the benchmark at the close; it starts where the level of the index does. Not rounded; ${NOT_KNOWN}`,
  });

const netLevel = z.number().meta({
  description:
    'Index level after the cost of trading, by the `cost_bps` of the definition, at the close; the level itself where that is 0. Not rounded.',
});

export const sessionRow = z.object({
  ...performanceRow.shape,
  benchmark_return: z
    .number()
    .nullable()
    .meta({
      description: `Return of the benchmark since the published session before, in percent: 1.5 means 1.5 %. Null on the base session; ${NOT_KNOWN} ${BENCHMARK}`,
    }),
  benchmark_level: benchmarkLevel,
  net_level: netLevel,
});

export const periodRow = z.object({
  period: z.string().meta({
    description: 'A week as 2023-W03, a month as 2023-01, a quarter as 2023-Q1, a year as 2023.',
    examples: ['2023-W03', '2023-01', '2023-Q1', '2023'],
  }),
  first_session: z.iso.date().meta({ description: 'First published session of the period within the range.' }),
  last_session: z.iso.date().meta({ description: 'Last published session of the period within the range.' }),
  sessions: z.int().meta({ description: 'Published sessions of the period within the range.' }),
  period_return: z
    .number()
    .nullable()
    .meta({
      description:
        'Return of the period in percent (1.5 means 1.5 %): level at its last session over the level at the last published session ' +
        'before its first one. The periods compound to the return of the range. Null where there is the base session only.',
    }),
  level: z.number().meta({ description: 'Index level at the close of the last session. Not rounded.' }),
  benchmark_return: z
    .number()
    .nullable()
    .meta({ description: `Return of the benchmark in the period, in percent; ${NOT_KNOWN} ${BENCHMARK}` }),
  benchmark_level: benchmarkLevel,
  complete: z.boolean().meta({
    description:
      'false where the range cuts the period, or the index begins in it or has not reached its end: the return is then that of ' +
      'first_session to last_session only.',
  }),
  net_level: netLevel,
});
export type PeriodRow = z.infer<typeof periodRow>;

export const intervalPerformanceAnswer = z.object({
  index: z.string(),
  start_date: z.iso.date(),
  end_date: z.iso.date(),
  interval: z.enum(intervals),
  as_known_at: asKnownAtEcho,
  period_return: performanceAnswer.shape.period_return,
  benchmark_period_return: z
    .number()
    .nullable()
    .meta({
      description: `The same of the benchmark, in percent; ${NOT_KNOWN} ${BENCHMARK}`,
    }),
  net_period_return: z.number().meta({ description: 'The same of net_level, in percent.' }),
  gaps,
  data: z.array(z.union([sessionRow, periodRow])).meta({
    description: 'For interval=day one row per published session, else one per period with at least one; oldest first.',
  }),
  next_cursor: nextCursor,
  data_source: dataSource,
});
export type IntervalPerformanceAnswer = z.infer<typeof intervalPerformanceAnswer>;

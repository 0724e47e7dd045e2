import type { z } from 'zod';
import { analysisExamples } from './analysis-examples.js';
import { changesAnswer, changesQuery } from './changes.schema.js';
import { compositionsAnswer, compositionsQuery } from './compositions.schema.js';
import { indexCompositionAnswer, indexCompositionQuery } from './composition.schema.js';
import { examples } from './examples.js';
import { indexPath } from './index-path.schema.js';
import { intervalPerformanceAnswer, intervalPerformanceQuery } from './interval.schema.js';
import { metricsAnswer, metricsQuery } from './metrics.schema.js';
import type { Operation } from './operation.js';
import { turnoverAnswer, turnoverQuery } from './turnover.schema.js';

/** Of what reads the series of one index. */
const reading = {
  method: 'get',
  tag: 'Index',
  scope: 'read',
  path: indexPath,
  conditional: true,
  csv: true,
  problems: ['invalid-request', 'index-not-found', 'index-not-built', 'outside-built-range', 'date-in-the-future'],
} as const;

/** Kept indices and what is computed from their series. */
export const analysisOperations: readonly Operation[] = [
  {
    id: 'getCompositionOfIndex',
    paths: ['/v1/indices/{index_id}/composition'],
    summary: 'The constituents of an index as of a day',
    description:
      'As `/v1/index-composition`, of any index: the latest published session on or before the day. Weights are fractions, prices and ' +
      'market capitalisations US dollars.',
    ...reading,
    query: indexCompositionQuery,
    answers: [
      { status: 200, description: 'The composition.', schema: indexCompositionAnswer, example: examples.composition },
    ],
  },
  {
    id: 'getCompositionsOfIndex',
    paths: ['/v1/indices/{index_id}/compositions'],
    summary: 'All constituents of an index in every session of a range',
    description:
      'One row per constituent and published session, in one answer however long it is: it is sent as it is read. `ndjson` and CSV can ' +
      'be used row by row. Should the index change while it is sent, or its data fail, the connection is broken off: an answer that ends is ' +
      'whole and of one revision. Weights are fractions, prices and market capitalisations US dollars.',
    ...reading,
    cost: 10,
    ndjson: true,
    problems: ['invalid-request', 'index-not-found', 'index-not-built', 'outside-built-range', 'too-many-at-once'],
    query: compositionsQuery,
    answers: [
      {
        status: 200,
        description: 'The constituents of the sessions of the range.',
        schema: compositionsAnswer,
        example: analysisExamples.compositions,
      },
    ],
  },
  {
    id: 'getChangesOfIndex',
    paths: ['/v1/indices/{index_id}/changes'],
    summary: 'Who entered an index, who left and who was renamed, by session',
    description: 'As `/v1/composition-changes`, of any index. Sessions without a change are left out.',
    ...reading,
    query: changesQuery,
    answers: [
      { status: 200, description: 'The sessions with changes.', schema: changesAnswer, example: examples.changes },
    ],
  },
  {
    id: 'getPerformanceOfIndex',
    paths: ['/v1/indices/{index_id}/performance'],
    summary: 'Returns and levels of an index and its benchmark, by session, week, month, quarter or year',
    description:
      'Returns are in percent: 1.5 means 1.5 %. Levels are not rounded. The benchmark is the capitalisation-weighted twin: the same ' +
      'constituents, held into each session in proportion to their market caps after the published session before it. The returns of ' +
      'the periods compound to `period_return`.',
    ...reading,
    query: intervalPerformanceQuery,
    answers: [
      {
        status: 200,
        description: 'The sessions or periods of the range.',
        schema: intervalPerformanceAnswer,
        example: analysisExamples.periods,
      },
    ],
  },
  {
    id: 'getMetricsOfIndex',
    paths: ['/v1/indices/{index_id}/metrics'],
    summary: 'Return, risk and draw-down of an index, alone and against its benchmark',
    description:
      'Fractions (0.01 means 1 %), annual figures by 252 sessions a year. A figure that is not defined for the window is null, never 0. ' +
      'The window begins at the close of the last published session before `start_date`. As CSV: one row per figure.',
    ...reading,
    cost: 2,
    query: metricsQuery,
    answers: [
      {
        status: 200,
        description: 'The figures of the range.',
        schema: metricsAnswer,
        example: analysisExamples.metrics,
      },
    ],
  },
  {
    id: 'getTurnoverOfIndex',
    paths: ['/v1/indices/{index_id}/turnover'],
    summary: 'What an index traded at the close of each session',
    description:
      'One-way turnover as a fraction (0.01 means that 1 % of the index was replaced), how many lines entered and left, and the mean ' +
      'turnover per year.',
    ...reading,
    query: turnoverQuery,
    answers: [
      {
        status: 200,
        description: 'The sessions of the range.',
        schema: turnoverAnswer,
        example: analysisExamples.turnover,
      },
    ],
  },
];

/** Their schemas, by the name that OpenAPI gives them. */
export const analysisSchemas: Readonly<Record<string, z.ZodObject>> = {
  IndexComposition: indexCompositionAnswer,
  Compositions: compositionsAnswer,
  IntervalPerformance: intervalPerformanceAnswer,
  Metrics: metricsAnswer,
  Turnover: turnoverAnswer,
};

import type { z } from 'zod';
import { changesAnswer, changesQuery } from './changes.schema.js';
import { compositionAnswer, compositionQuery } from './composition.schema.js';
import { examples } from './examples.js';
import { buildAnswer, exportAnswer, exportBody, identifierPath, rangeBody } from './job.schema.js';
import { pending } from './operation.js';
import type { Operation } from './operation.js';
import { performanceAnswer, performanceQuery } from './performance.schema.js';

export const WORKBOOK_MEDIA_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** The resource at the root, as it has always been, and under /v1. */
const both = (name: string): readonly string[] => [`/${name}`, `/v1/${name}`];

/** Of what reads the index. */
const reading = {
  method: 'get',
  tag: 'Index',
  scope: 'read',
  conditional: true,
  csv: true,
  problems: ['invalid-request', 'index-not-built', 'outside-built-range', 'date-in-the-future'],
} as const;

/** Building the default index, asking for it, and its workbooks. */
export const indexOperations: readonly Operation[] = [
  {
    id: 'buildIndex',
    cost: 20,
    scope: 'build',
    method: 'post',
    paths: both('build-index'),
    tag: 'Index',
    summary: 'Build the index for a range of days',
    description:
      'Chooses the constituents of every session of the range, calculates returns and levels, and stores them. Building a range ' +
      'again gives the same result; the index depends only on the union of all ranges ever asked for. Answers when it is done, ' +
      'within 30 seconds or what `Prefer: wait=N` says, and with 202 after that.',
    body: { schema: rangeBody, example: examples.rangeBody },
    waits: true,
    makesJob: true,
    answers: [
      { status: 200, description: 'The range is built.', schema: buildAnswer, example: examples.build },
      pending('build'),
    ],
    problems: [
      'invalid-request',
      'body-too-large',
      'unsupported-media-type',
      'no-data-in-range',
      'outside-calendar',
      'nothing-published',
      'job-failed',
    ],
  },
  {
    id: 'getIndexPerformance',
    paths: both('index-performance'),
    summary: 'Returns and levels by session',
    description:
      'Returns are in percent: 1.5 means 1.5 %. Levels start at 1000 at the base session and are not rounded.',
    ...reading,
    query: performanceQuery,
    answers: [
      {
        status: 200,
        description: 'The sessions of the range.',
        schema: performanceAnswer,
        example: examples.performance,
      },
    ],
  },
  {
    id: 'getIndexComposition',
    paths: both('index-composition'),
    summary: 'The constituents as of a day',
    description:
      'Answers with the latest published session on or before the day: 2023-01-15 was a Sunday, its answer is of 2023-01-13. ' +
      'Weights are fractions, prices and market capitalisations US dollars.',
    ...reading,
    query: compositionQuery,
    answers: [
      { status: 200, description: 'The composition.', schema: compositionAnswer, example: examples.composition },
    ],
  },
  {
    id: 'getCompositionChanges',
    paths: both('composition-changes'),
    summary: 'Who entered, who left and who was renamed, by session',
    description:
      'Sessions without a change are left out. A change of session t is effective from the next session. A line that gets another ' +
      'ticker neither enters nor leaves.',
    ...reading,
    query: changesQuery,
    answers: [
      { status: 200, description: 'The sessions with changes.', schema: changesAnswer, example: examples.changes },
    ],
  },
  {
    id: 'exportData',
    cost: 20,
    scope: 'export',
    method: 'post',
    paths: both('export-data'),
    tag: 'Index',
    summary: 'Write a range into an Excel workbook',
    description:
      'Sheets: Summary, Performance, Compositions, Changes; of the default index, or of the one that `index_id` names. Waits like the build.',
    body: { schema: exportBody, example: examples.rangeBody },
    waits: true,
    makesJob: true,
    answers: [
      { status: 200, description: 'The workbook can be downloaded.', schema: exportAnswer, example: examples.export },
      pending('export'),
    ],
    problems: [
      'invalid-request',
      'index-not-found',
      'index-not-built',
      'outside-built-range',
      'body-too-large',
      'unsupported-media-type',
      'job-failed',
    ],
  },
  {
    id: 'getExport',
    cost: 5,
    scope: 'export',
    method: 'get',
    paths: ['/v1/exports/{id}'],
    tag: 'Index',
    summary: 'Download a workbook',
    description: 'Takes `Range` and `If-Range`; `ETag` and `Repr-Digest` hold the SHA-256 of the file.',
    path: identifierPath,
    conditional: true,
    answers: [
      { status: 200, description: 'The file.', mediaType: WORKBOOK_MEDIA_TYPE },
      { status: 206, description: 'The part of the file that `Range` names.', mediaType: WORKBOOK_MEDIA_TYPE },
    ],
    problems: ['invalid-request', 'export-not-found', 'export-expired', 'range-not-satisfiable', 'too-many-at-once'],
  },
];

/** Their schemas, by the name that OpenAPI gives them. */
export const indexSchemas: Readonly<Record<string, z.ZodObject>> = {
  Range: rangeBody,
  Build: buildAnswer,
  Performance: performanceAnswer,
  Composition: compositionAnswer,
  CompositionChanges: changesAnswer,
  ExportRange: exportBody,
  Export: exportAnswer,
};

import { acquisitionOperations } from './acquisition-operations.js';
import { changesAnswer, changesQuery } from './changes.schema.js';
import { compositionAnswer, compositionQuery } from './composition.schema.js';
import { examples } from './examples.js';
import {
  buildAnswer,
  exportAnswer,
  identifierPath,
  importAnswer,
  importJobAnswer,
  importQuery,
  jobAnswer,
  rangeBody,
  rejectionsAnswer,
  rejectionsQuery,
} from './job.schema.js';
import { cancelling, ofJob, pending } from './operation.js';
import type { Operation } from './operation.js';
import { performanceAnswer, performanceQuery } from './performance.schema.js';
import { qualityOperations } from './quality-operations.js';
import { tableHashesAnswer } from './table-hashes.schema.js';

export const WORKBOOK_MEDIA_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** The resource at the root, as it has always been, and under /v1. */
const both = (name: string): readonly string[] => [`/${name}`, `/v1/${name}`];

/** Of what reads the index. */
const reading = {
  method: 'get',
  tag: 'Index',
  conditional: true,
  problems: ['invalid-request', 'index-not-built', 'outside-built-range', 'date-in-the-future'],
} as const;

const indexOperations: readonly Operation[] = [
  {
    id: 'buildIndex',
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
    method: 'post',
    paths: both('export-data'),
    tag: 'Index',
    summary: 'Write a range into an Excel workbook',
    description: 'Sheets: Summary, Performance, Compositions, Changes. Waits like the build.',
    body: { schema: rangeBody, example: examples.rangeBody },
    waits: true,
    answers: [
      { status: 200, description: 'The workbook can be downloaded.', schema: exportAnswer, example: examples.export },
      pending('export'),
    ],
    problems: [
      'invalid-request',
      'index-not-built',
      'outside-built-range',
      'body-too-large',
      'unsupported-media-type',
      'job-failed',
    ],
  },
  {
    id: 'getExport',
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
    problems: ['invalid-request', 'export-not-found', 'export-expired', 'range-not-satisfiable'],
  },
];

const dataOperations: readonly Operation[] = [
  {
    id: 'importFile',
    method: 'post',
    paths: ['/v1/imports'],
    tag: 'Data',
    summary: 'Import a CSV file',
    description:
      'The body is the file itself, plain or gzip, up to 4 GiB: `curl --data-binary @FILE`. Rows that break a rule are ' +
      'rejected and the others stored; a file that is not what it says is refused whole. Importing a file twice changes nothing.',
    query: importQuery,
    file: ['text/csv', 'application/gzip'],
    waits: true,
    answers: [
      { status: 200, description: 'The file is imported.', schema: importAnswer, example: examples.import },
      pending('import'),
    ],
    problems: [
      'invalid-request',
      'market-conflict',
      'body-too-large',
      'unsupported-media-type',
      'import-refused',
      'job-failed',
    ],
  },
  {
    id: 'getImport',
    method: 'get',
    paths: ['/v1/imports/{id}'],
    tag: 'Data',
    summary: 'An import and its report',
    description: 'The fields of the report are there once the import has succeeded.',
    ...ofJob,
    answers: [{ status: 200, description: 'The import.', schema: importJobAnswer, example: examples.importJob }],
  },
  {
    id: 'getImportRejections',
    method: 'get',
    paths: ['/v1/imports/{id}/rejections'],
    tag: 'Data',
    summary: 'The rows that an import rejected',
    description: 'By line. A bounded number of them is kept; `rows_rejected` of the import counts them all.',
    ...ofJob,
    query: rejectionsQuery,
    answers: [
      { status: 200, description: 'The rejected rows.', schema: rejectionsAnswer, example: examples.rejections },
    ],
  },
  {
    id: 'getTableHashes',
    method: 'get',
    paths: ['/v1/table-hashes'],
    tag: 'Data',
    summary: 'Hashes of the tables',
    description: 'Two deployments with equal hashes hold the same data and the same index.',
    answers: [{ status: 200, description: 'The hashes.', schema: tableHashesAnswer, example: examples.tableHashes }],
    problems: ['invalid-request'],
  },
  {
    id: 'getJob',
    method: 'get',
    paths: ['/v1/jobs/{id}'],
    tag: 'Jobs',
    summary: 'How far a job is',
    description:
      'A job is queued, then running, then succeeded, failed or cancelled, and then never changes again, unless it is an acquisition ' +
      'that is resumed.',
    ...ofJob,
    answers: [{ status: 200, description: 'The job.', schema: jobAnswer, example: examples.job }],
  },
  {
    id: 'cancelJob',
    method: 'delete',
    paths: ['/v1/jobs/{id}'],
    tag: 'Jobs',
    summary: 'Cancel a job',
    description: 'The same as `POST /v1/acquisitions/{id}/cancel`: only acquisitions can be cancelled.',
    ...cancelling,
  },
];

const aboutOperations: readonly Operation[] = [
  {
    id: 'getOpenApi',
    method: 'get',
    paths: ['/openapi.json'],
    tag: 'About',
    summary: 'This document',
    description: 'OpenAPI 3.1.',
    conditional: true,
    answers: [{ status: 200, description: 'The document.', mediaType: 'application/json' }],
    problems: [],
  },
  {
    id: 'getAsyncApi',
    method: 'get',
    paths: ['/asyncapi.json'],
    tag: 'About',
    summary: 'The events',
    description: 'AsyncAPI 3: topics, keys and bodies.',
    conditional: true,
    answers: [{ status: 200, description: 'The document.', mediaType: 'application/json' }],
    problems: [],
  },
  {
    id: 'getProblem',
    method: 'get',
    paths: ['/problems/{kind}'],
    tag: 'About',
    summary: 'What a type of problem means',
    description: 'The `type` of every problem is the path of its explanation.',
    conditional: true,
    answers: [{ status: 200, description: 'The explanation.', mediaType: 'application/json' }],
    problems: ['not-found'],
  },
];

/** Every operation of the interface. The page's own files are not part of it. */
export const operations: readonly Operation[] = [
  ...indexOperations,
  ...dataOperations,
  ...acquisitionOperations,
  ...qualityOperations,
  ...aboutOperations,
];

import type { z } from 'zod';
import { acquisitionAnswer, acquisitionBody, coverageAnswer, coverageQuery } from './acquisition.schema.js';
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
  jobPendingAnswer,
  rangeBody,
  rejectionsAnswer,
  rejectionsQuery,
} from './job.schema.js';
import { performanceAnswer, performanceQuery } from './performance.schema.js';
import type { ProblemKind } from './problem.schema.js';
import {
  decisionAnswer,
  decisionBody,
  decisionsAnswer,
  decisionsQuery,
  qualityAnswer,
  qualityQuery,
} from './quality.schema.js';
import { tableHashesAnswer } from './table-hashes.schema.js';

/** One thing that the interface does: what it takes and every way in which it answers. OpenAPI is built from these. */
export interface Operation {
  readonly id: string;
  readonly method: 'get' | 'post' | 'delete';
  /** Every path under which it stands, the first being its proper one. */
  readonly paths: readonly string[];
  readonly tag: 'Index' | 'Jobs' | 'Data' | 'About';
  readonly summary: string;
  readonly description: string;
  readonly query?: z.ZodObject;
  readonly path?: z.ZodObject;
  readonly body?: { readonly schema: z.ZodObject; readonly example: object };
  /** A body that is no JSON: a file. */
  readonly file?: readonly string[];
  /** Whether it waits for a job, as `Prefer` says. */
  readonly waits?: boolean;
  /** Whether it can be asked conditionally (ETag, 304). */
  readonly conditional?: boolean;
  readonly answers: readonly OperationAnswer[];
  readonly problems: readonly ProblemKind[];
}

export interface OperationAnswer {
  readonly status: number;
  readonly description: string;
  readonly schema?: z.ZodObject;
  readonly example?: object;
  readonly mediaType?: string;
}

export const WORKBOOK_MEDIA_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** The resource at the root, as it has always been, and under /v1. */
const both = (name: string): readonly string[] => [`/${name}`, `/v1/${name}`];

const pending = (what: string): OperationAnswer => ({
  status: 202,
  description: `The ${what} goes on: look at \`Location\` again after \`Retry-After\` seconds.`,
  schema: jobPendingAnswer,
  example: examples.pending,
});

const cancelAnswers: readonly OperationAnswer[] = [
  { status: 200, description: 'It is cancelled.', schema: jobAnswer, example: examples.acquisitionJob },
  {
    status: 202,
    description: 'It has been asked to end, and has not yet: look at `Location` again after `Retry-After` seconds.',
    schema: jobAnswer,
    example: { ...examples.acquisitionJob, status: 'running' },
  },
];

const acquisitionFailures = ['no-provider', 'acquisition-failed', 'job-cancelled', 'job-failed'] as const;

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
    method: 'get',
    paths: both('index-performance'),
    tag: 'Index',
    summary: 'Returns and levels by session',
    description:
      'Returns are in percent: 1.5 means 1.5 %. Levels start at 1000 at the base session and are not rounded.',
    query: performanceQuery,
    conditional: true,
    answers: [
      {
        status: 200,
        description: 'The sessions of the range.',
        schema: performanceAnswer,
        example: examples.performance,
      },
    ],
    problems: ['invalid-request', 'index-not-built', 'outside-built-range', 'date-in-the-future'],
  },
  {
    id: 'getIndexComposition',
    method: 'get',
    paths: both('index-composition'),
    tag: 'Index',
    summary: 'The constituents as of a day',
    description:
      'Answers with the latest published session on or before the day: 2023-01-15 was a Sunday, its answer is of 2023-01-13. ' +
      'Weights are fractions, prices and market capitalisations US dollars.',
    query: compositionQuery,
    conditional: true,
    answers: [
      { status: 200, description: 'The composition.', schema: compositionAnswer, example: examples.composition },
    ],
    problems: ['invalid-request', 'index-not-built', 'outside-built-range', 'date-in-the-future'],
  },
  {
    id: 'getCompositionChanges',
    method: 'get',
    paths: both('composition-changes'),
    tag: 'Index',
    summary: 'Who entered, who left and who was renamed, by session',
    description:
      'Sessions without a change are left out. A change of session t is effective from the next session. A line that gets another ' +
      'ticker neither enters nor leaves.',
    query: changesQuery,
    conditional: true,
    answers: [
      { status: 200, description: 'The sessions with changes.', schema: changesAnswer, example: examples.changes },
    ],
    problems: ['invalid-request', 'index-not-built', 'outside-built-range', 'date-in-the-future'],
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
    path: identifierPath,
    answers: [{ status: 200, description: 'The import.', schema: importJobAnswer, example: examples.importJob }],
    problems: ['invalid-request', 'job-not-found'],
  },
  {
    id: 'getImportRejections',
    method: 'get',
    paths: ['/v1/imports/{id}/rejections'],
    tag: 'Data',
    summary: 'The rows that an import rejected',
    description: 'By line. A bounded number of them is kept; `rows_rejected` of the import counts them all.',
    path: identifierPath,
    query: rejectionsQuery,
    answers: [
      { status: 200, description: 'The rejected rows.', schema: rejectionsAnswer, example: examples.rejections },
    ],
    problems: ['invalid-request', 'job-not-found'],
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
    path: identifierPath,
    answers: [{ status: 200, description: 'The job.', schema: jobAnswer, example: examples.job }],
    problems: ['invalid-request', 'job-not-found'],
  },
  {
    id: 'cancelJob',
    method: 'delete',
    paths: ['/v1/jobs/{id}'],
    tag: 'Jobs',
    summary: 'Cancel a job',
    description: 'The same as `POST /v1/acquisitions/{id}/cancel`: only acquisitions can be cancelled.',
    path: identifierPath,
    waits: true,
    answers: cancelAnswers,
    problems: ['invalid-request', 'job-not-found', 'not-cancellable'],
  },
];

const acquisitionOperations: readonly Operation[] = [
  {
    id: 'acquire',
    method: 'post',
    paths: ['/v1/acquisitions'],
    tag: 'Data',
    summary: 'Acquire sessions from a data vendor',
    description:
      'Fetches every session of the range that is not complete yet, up to the last one that has closed. Answers when it is done, ' +
      'within 30 seconds or what `Prefer: wait=N` says, and with 202 after that.',
    body: { schema: acquisitionBody, example: examples.acquisitionBody },
    waits: true,
    answers: [
      {
        status: 200,
        description: 'The range was gone through.',
        schema: acquisitionAnswer,
        example: examples.acquisition,
      },
      pending('acquisition'),
    ],
    problems: [
      'invalid-request',
      'body-too-large',
      'unsupported-media-type',
      'date-in-the-future',
      'outside-calendar',
      ...acquisitionFailures,
    ],
  },
  {
    id: 'getAcquisition',
    method: 'get',
    paths: ['/v1/acquisitions/{id}'],
    tag: 'Data',
    summary: 'How far an acquisition is',
    description: 'The job, once it has succeeded with its result.',
    path: identifierPath,
    answers: [{ status: 200, description: 'The acquisition.', schema: jobAnswer, example: examples.acquisitionJob }],
    problems: ['invalid-request', 'job-not-found'],
  },
  {
    id: 'cancelAcquisition',
    method: 'post',
    paths: ['/v1/acquisitions/{id}/cancel'],
    tag: 'Data',
    summary: 'Cancel an acquisition',
    description: 'It ends after the session in hand. What is stored stays, and `resume` goes on from there.',
    path: identifierPath,
    waits: true,
    answers: cancelAnswers,
    problems: ['invalid-request', 'job-not-found', 'not-cancellable'],
  },
  {
    id: 'resumeAcquisition',
    method: 'post',
    paths: ['/v1/acquisitions/{id}/resume'],
    tag: 'Data',
    summary: 'Go on with an acquisition that was cancelled or has failed',
    description: 'Under the same id, with the sessions that are left. Answers like the request that made it.',
    path: identifierPath,
    waits: true,
    answers: [
      {
        status: 200,
        description: 'The range was gone through.',
        schema: acquisitionAnswer,
        example: examples.acquisition,
      },
      pending('acquisition'),
    ],
    problems: ['invalid-request', 'job-not-found', 'not-resumable', ...acquisitionFailures],
  },
  {
    id: 'getCoverage',
    method: 'get',
    paths: ['/v1/coverage'],
    tag: 'Data',
    summary: 'Which sessions are stored, and how completely',
    description:
      'One entry per session of the exchange calendar, up to the last one that has closed. Never cached: the reasons change with ' +
      'every attempt to acquire a session.',
    query: coverageQuery,
    answers: [{ status: 200, description: 'The sessions.', schema: coverageAnswer, example: examples.coverage }],
    problems: ['invalid-request', 'outside-calendar'],
  },
];

const qualityOperations: readonly Operation[] = [
  {
    id: 'getQuality',
    method: 'get',
    paths: ['/v1/quality'],
    tag: 'Data',
    summary: 'What the quality gate says of a session',
    description:
      'Of the session on the day, else of the last one before: its verdict, what was found and what was decided.',
    query: qualityQuery,
    answers: [{ status: 200, description: 'The session.', schema: qualityAnswer, example: examples.quality }],
    problems: ['invalid-request', 'date-in-the-future', 'outside-calendar'],
  },
  {
    id: 'decideOnQuality',
    method: 'post',
    paths: ['/v1/quality/decisions'],
    tag: 'Data',
    summary: 'Accept, override or reject',
    description:
      'An operator has the last word on a session or on one of its rows. The decision is kept with who took it, when and why.',
    body: { schema: decisionBody, example: examples.decisionBody },
    waits: true,
    answers: [
      { status: 200, description: 'The decision stands.', schema: decisionAnswer, example: examples.decision },
      pending('decision'),
    ],
    problems: [
      'invalid-request',
      'body-too-large',
      'unsupported-media-type',
      'quality-session-not-found',
      'decision-refused',
      'job-failed',
    ],
  },
  {
    id: 'getQualityDecisions',
    method: 'get',
    paths: ['/v1/quality/decisions'],
    tag: 'Data',
    summary: 'What operators have decided',
    description: 'Of the sessions of the range: who, when and why.',
    query: decisionsQuery,
    answers: [{ status: 200, description: 'The decisions.', schema: decisionsAnswer, example: examples.decisions }],
    problems: ['invalid-request'],
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

import type { z } from 'zod';
import { acquisitionAnswer, acquisitionBody, coverageAnswer, coverageQuery } from './acquisition.schema.js';
import { examples } from './examples.js';
import { identifierPath, jobAnswer } from './job.schema.js';
import { cancelling, ofJob, pending } from './operation.js';
import type { Operation, OperationAnswer } from './operation.js';

/** How what waits for an acquisition ends. */
const acquired: readonly OperationAnswer[] = [
  {
    status: 200,
    description: 'The range was gone through.',
    schema: acquisitionAnswer,
    example: examples.acquisition,
  },
  pending('acquisition'),
];
const acquisitionFailures = ['no-provider', 'acquisition-failed', 'job-cancelled', 'job-failed'] as const;

/** Trading days from vendors, and which of them are stored. */
export const acquisitionOperations: readonly Operation[] = [
  {
    id: 'acquire',
    cost: 20,
    scope: 'build',
    method: 'post',
    paths: ['/v1/acquisitions'],
    tag: 'Data',
    summary: 'Acquire sessions from a data vendor',
    description:
      'Fetches every session of the range that is not complete yet, up to the last one that has closed. Answers when it is done, ' +
      'within 30 seconds or what `Prefer: wait=N` says, and with 202 after that.',
    body: { schema: acquisitionBody, example: examples.acquisitionBody },
    waits: true,
    makesJob: true,
    answers: acquired,
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
    ...ofJob,
    answers: [{ status: 200, description: 'The acquisition.', schema: jobAnswer, example: examples.acquisitionJob }],
  },
  {
    id: 'cancelAcquisition',
    method: 'post',
    paths: ['/v1/acquisitions/{id}/cancel'],
    tag: 'Data',
    summary: 'Cancel an acquisition',
    description: 'It ends after the session in hand. What is stored stays, and `resume` goes on from there.',
    ...cancelling,
  },
  {
    id: 'resumeAcquisition',
    cost: 20,
    scope: 'build',
    method: 'post',
    paths: ['/v1/acquisitions/{id}/resume'],
    tag: 'Data',
    summary: 'Go on with an acquisition that was cancelled or has failed',
    description: 'Under the same id, with the sessions that are left. Answers like the request that made it.',
    path: identifierPath,
    waits: true,
    answers: acquired,
    problems: ['invalid-request', 'job-not-found', 'not-resumable', ...acquisitionFailures],
  },
  {
    id: 'getCoverage',
    scope: 'read',
    method: 'get',
    paths: ['/v1/coverage'],
    tag: 'Data',
    summary: 'Which sessions are stored, and how completely',
    description:
      'One entry per session of the exchange calendar, up to the last one that has closed. Never cached: the reasons change with ' +
      'every attempt to acquire a session.',
    query: coverageQuery,
    csv: true,
    answers: [{ status: 200, description: 'The sessions.', schema: coverageAnswer, example: examples.coverage }],
    problems: ['invalid-request', 'outside-calendar'],
  },
];

/** Their schemas, by the name that OpenAPI gives them. */
export const acquisitionSchemas: Readonly<Record<string, z.ZodObject>> = {
  AcquisitionRequest: acquisitionBody,
  Acquisition: acquisitionAnswer,
  Coverage: coverageAnswer,
};

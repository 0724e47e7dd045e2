import type { z } from 'zod';
import { examples } from './examples.js';
import { jobsAnswer, jobsQuery } from './job-list.schema.js';
import { jobAnswer, jobPendingAnswer } from './job.schema.js';
import { cancelling, ofJob } from './operation.js';
import type { Operation } from './operation.js';

/** Work that takes longer than a request. */
export const jobOperations: readonly Operation[] = [
  {
    id: 'getJobs',
    scope: 'read',
    method: 'get',
    paths: ['/v1/jobs'],
    tag: 'Jobs',
    summary: 'Your jobs, the newest first',
    description:
      'Everything that the owner of the key has asked for; with the scope admin, what everybody has. `kind=export` is the list of ' +
      'workbooks, with the path of each in its `result`; `kind=import` is that of the files.',
    query: jobsQuery,
    csv: true,
    answers: [
      {
        status: 200,
        description: 'The jobs.',
        schema: jobsAnswer,
        example: { data: [examples.job], next_cursor: null },
      },
    ],
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
      'that is resumed. Until then `Retry-After` says when to look again.',
    ...ofJob,
    answers: [{ status: 200, description: 'The job.', schema: jobAnswer, example: examples.job }],
  },
  {
    id: 'cancelJob',
    method: 'delete',
    paths: ['/v1/jobs/{id}'],
    tag: 'Jobs',
    summary: 'Cancel a job',
    description:
      'An export or import that is cancelled leaves nothing behind; one that is just about to be done succeeds, and then the answer is ' +
      '409. An acquisition ends after the session in hand, keeps what is stored and can be resumed. Builds and decisions are let end: 409.',
    ...cancelling,
  },
];

/** Their schemas, by the name that OpenAPI gives them. */
export const jobSchemas: Readonly<Record<string, z.ZodObject>> = {
  Job: jobAnswer,
  Jobs: jobsAnswer,
  JobPending: jobPendingAnswer,
};

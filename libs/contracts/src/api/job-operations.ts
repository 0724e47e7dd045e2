import { examples } from './examples.js';
import { jobAnswer } from './job.schema.js';
import { cancelling, ofJob } from './operation.js';
import type { Operation } from './operation.js';

/** Work that takes longer than a request. */
export const jobOperations: readonly Operation[] = [
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

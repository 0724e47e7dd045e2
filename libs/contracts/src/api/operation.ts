import type { z } from 'zod';
import type { Scope } from './access.schema.js';
import { examples } from './examples.js';
import { identifierPath, jobAnswer, jobPendingAnswer } from './job.schema.js';
import type { ProblemKind } from './problem.schema.js';

/** One thing that the interface does: what it takes and every way in which it answers. OpenAPI is built from these. */
export interface Operation {
  readonly id: string;
  readonly method: 'get' | 'post' | 'delete';
  /** Every path under which it stands, the first being its proper one. */
  readonly paths: readonly string[];
  readonly tag: 'Index' | 'Jobs' | 'Data' | 'Events' | 'Access' | 'About';
  /** What the caller's key must allow; null: open to everybody. */
  readonly scope: Scope | null;
  /** What a call counts for against the caller's limit, by the work that it makes; 1 where nothing is said. */
  readonly cost?: number;
  readonly summary: string;
  readonly description: string;
  readonly query?: z.ZodObject;
  readonly path?: z.ZodObject;
  readonly body?: { readonly schema: z.ZodObject; readonly example: object };
  /** A body that is no JSON: a file. */
  readonly file?: readonly string[];
  /** Whether it waits for a job, as `Prefer` says. */
  readonly waits?: boolean;
  /** Whether it makes a job, so that a repeated request under the same `Idempotency-Key` gets the same one. */
  readonly makesJob?: boolean;
  /** Whether it can be asked conditionally (ETag, 304). */
  readonly conditional?: boolean;
  /** Whether its rows are also offered as CSV, by `Accept` or `format=csv`. */
  readonly csv?: boolean;
  /** Whether they are also offered one by one, each a line of JSON, by `Accept` or `format=ndjson`. */
  readonly ndjson?: boolean;
  /** Whether it goes on after what `Last-Event-ID` names. */
  readonly resumable?: boolean;
  /** Those of one status differ in their media type. */
  readonly answers: readonly OperationAnswer[];
  readonly problems: readonly ProblemKind[];
}

export interface OperationAnswer {
  readonly status: number;
  readonly description: string;
  readonly schema?: z.ZodObject;
  /** Of a stream of server-sent events: what the `data:` of each is, as JSON. */
  readonly event?: z.ZodObject;
  readonly example?: object;
  readonly mediaType?: string;
}

/** A job that is not done within the time that the caller waits. */
export const pending = (what: string): OperationAnswer => ({
  status: 202,
  description: `The ${what} goes on: look at \`Location\` again after \`Retry-After\` seconds.`,
  schema: jobPendingAnswer,
  example: examples.pending,
});

/** Of what looks at one job. */
export const ofJob = { scope: 'read', path: identifierPath, problems: ['invalid-request', 'job-not-found'] } as const;

/** Of what cancels a job, under either path. */
export const cancelling = {
  scope: 'read',
  path: identifierPath,
  waits: true,
  answers: [
    { status: 200, description: 'It is cancelled.', schema: jobAnswer, example: examples.acquisitionJob },
    {
      status: 202,
      description: 'It has been asked to end, and has not yet: look at `Location` again after `Retry-After` seconds.',
      schema: jobAnswer,
      example: { ...examples.acquisitionJob, status: 'running' },
    },
  ],
  problems: ['invalid-request', 'job-not-found', 'not-cancellable'],
} as const satisfies Partial<Operation>;

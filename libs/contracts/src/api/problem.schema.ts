import { z } from 'zod';

/** Every kind of problem that the interface answers with, by the last part of its type. */
export const problemKinds = {
  'invalid-request': { status: 400, title: 'The request is not valid' },
  unauthenticated: { status: 401, title: 'A valid key is needed' },
  forbidden: { status: 403, title: 'The key does not allow this' },
  'not-found': { status: 404, title: 'There is nothing here' },
  'index-not-found': { status: 404, title: 'There is no such index' },
  'line-not-found': { status: 404, title: 'There is no such line' },
  'key-not-found': { status: 404, title: 'There is no such key' },
  'webhook-not-found': { status: 404, title: 'There is no such webhook' },
  'index-not-built': { status: 404, title: 'The index has not been built yet' },
  'outside-built-range': { status: 404, title: 'The index has no published session there' },
  'job-not-found': { status: 404, title: 'There is no such job' },
  'quality-session-not-found': { status: 404, title: 'There is no such session to decide on' },
  'export-not-found': { status: 404, title: 'There is no such export' },
  'method-not-allowed': { status: 405, title: 'The method is not allowed here' },
  'not-acceptable': { status: 406, title: 'The format is not offered' },
  'request-timeout': { status: 408, title: 'The request took too long to arrive' },
  'market-conflict': { status: 409, title: 'The store holds another market' },
  'not-cancellable': { status: 409, title: 'The job cannot be cancelled' },
  'not-resumable': { status: 409, title: 'The job cannot be resumed' },
  'key-not-rotatable': { status: 409, title: 'The key cannot be replaced' },
  'job-cancelled': { status: 409, title: 'The job was cancelled' },
  'index-exists': { status: 409, title: 'An index of that name exists with another definition' },
  'events-expired': { status: 410, title: 'The events asked for are no longer kept' },
  'export-expired': { status: 410, title: 'The export has expired' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The format of the body is not supported' },
  'range-not-satisfiable': { status: 416, title: 'The range lies outside the file' },
  'no-data-in-range': { status: 422, title: 'There are no prices in the range' },
  'date-in-the-future': { status: 422, title: 'The date has not come yet' },
  'outside-calendar': { status: 422, title: 'The range reaches past the exchange calendar' },
  'nothing-published': { status: 422, title: 'No session could be published' },
  'import-refused': { status: 422, title: 'The file was refused' },
  'no-provider': { status: 422, title: 'No data vendor is configured' },
  'decision-refused': { status: 422, title: 'The decision was refused' },
  'definition-refused': { status: 422, title: 'No index can be kept by that definition' },
  'idempotency-key-reused': { status: 422, title: 'The idempotency key belongs to another request' },
  'webhook-refused': { status: 422, title: 'Nothing is sent to that address' },
  'too-many-requests': { status: 429, title: 'The limit of calls is used up' },
  'too-many-at-once': { status: 429, title: 'Too many of these are running' },
  'job-failed': { status: 500, title: 'The job failed' },
  'internal-error': { status: 500, title: 'Something went wrong on our side' },
  'acquisition-failed': { status: 502, title: 'The data could not be acquired' },
  unavailable: { status: 503, title: 'A part of the service is not available' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemKind = keyof typeof problemKinds;

/** The stable type of a problem; a path of our own that can be opened. */
export const problemType = (kind: ProblemKind) => `/problems/${kind}`;

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

const sessionRange = z.object({ first_session: z.iso.date(), last_session: z.iso.date() });

export const fieldError = z.object({
  parameter: z.string().optional().meta({ description: 'The query or path parameter or header concerned.' }),
  pointer: z.string().optional().meta({ description: 'JSON Pointer to the member of the body concerned.' }),
  value: z.unknown().optional().meta({ description: 'What was given; absent when nothing was.' }),
  message: z.string().meta({ description: 'What is wrong with it, and the remedy.' }),
});
export type FieldError = z.infer<typeof fieldError>;

/** Problem details in the sense of RFC 9457. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  instance: z.string().meta({ description: 'Path of the request.' }),
  request_id: z.string().meta({ description: 'The X-Request-Id of the request; give it when you report the problem.' }),
  errors: z.array(fieldError).optional(),
  available: sessionRange.optional().meta({ description: 'The sessions for which prices are stored.' }),
  built: sessionRange.optional().meta({ description: 'The sessions for which the index is built.' }),
  job_id: z.uuid().optional().meta({ description: 'The job that failed.' }),
});
export type Problem = z.infer<typeof problem>;

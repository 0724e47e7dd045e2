import type { z } from 'zod';
import { describeAnswers } from './openapi-answers.js';
import { jsonSchema, reference } from './openapi-components.js';
import type { Operation } from './operation.js';
import { problemKinds } from './problem.schema.js';

/** An operation as OpenAPI has it, under an id of its own for each path. */
export function describeOperation(operation: Operation, id: string): object {
  const parameters = [
    ...parametersOf(operation.path, 'path'),
    ...parametersOf(operation.query, 'query'),
    ...(operation.id === 'getProblem' ? [PROBLEM_KIND] : []),
    ...(operation.waits === true ? [PREFER] : []),
    ...(operation.makesJob === true ? [IDEMPOTENCY_KEY] : []),
    ...(operation.conditional === true ? [IF_NONE_MATCH] : []),
    ...(operation.resumable === true ? [LAST_EVENT_ID] : []),
  ];
  return {
    operationId: id,
    tags: [operation.tag],
    summary: operation.summary,
    description: operation.description,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...requestBody(operation),
    // Where the deployment is open, a key is not needed; hence the empty alternative.
    ...(operation.scope === null
      ? {}
      : { security: [{ bearer: [] }, { apiKey: [] }, {}], 'x-scope': operation.scope, 'x-cost': operation.cost ?? 1 }),
    responses: describeAnswers(operation),
  };
}

const PREFER = {
  name: 'Prefer',
  in: 'header',
  description: '`wait=N` waits up to N seconds (300 at most) for the job; `respond-async` does not wait.',
  schema: { type: 'string', examples: ['wait=5', 'respond-async'] },
};
const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  description:
    'Any text of your own, such as a new UUID for every order, with or without quotes. A request that is repeated with the same key and ' +
    'body within 24 hours makes no other job: it is answered with the one that there is. The same key with another body is refused. ' +
    'The body of an upload is its file, byte for byte.',
  schema: {
    type: 'string',
    minLength: 1,
    maxLength: 257,
    pattern: '^[ -~]+$',
    examples: ['"8e03978e-40d5-43dd-bc93-6894a57f9324"'],
  },
};
const IF_NONE_MATCH = {
  name: 'If-None-Match',
  in: 'header',
  description: 'The ETag of an earlier answer: 304 when it still stands.',
  schema: { type: 'string' },
};
const LAST_EVENT_ID = {
  name: 'Last-Event-ID',
  in: 'header',
  description: 'The `id:` that was received last: the stream goes on after it.',
  schema: { type: 'string' },
};
const PROBLEM_KIND = {
  name: 'kind',
  in: 'path',
  required: true,
  schema: { type: 'string', enum: Object.keys(problemKinds) },
};

function parametersOf(schema: z.ZodObject | undefined, place: 'path' | 'query'): object[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = jsonSchema(schema, 'input') as {
    properties?: Record<string, { description?: string }>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(description === undefined ? {} : { description }),
    // A list is written with commas.
    ...('type' in rest && rest.type === 'array' ? { style: 'form', explode: false } : {}),
    schema: rest,
  }));
}

function requestBody({ body, file }: Operation): object {
  if (body !== undefined) {
    const content = { 'application/json': { schema: reference(body.schema), example: body.example } };
    // No body at all is taken for one without members.
    return { requestBody: { required: !body.schema.safeParse({}).success, content } };
  }
  if (file === undefined) return {};
  return { requestBody: { required: true, content: Object.fromEntries(file.map((mediaType) => [mediaType, {}])) } };
}

import { z } from 'zod';
import { accessSchemas } from './access-operations.js';
import { analysisSchemas } from './analysis-operations.js';
import { definitionSchemas } from './definition-operations.js';
import { lineSchemas } from './line-operations.js';
import { pushSchemas } from './push-operations.js';
import { acquisitionAnswer, acquisitionBody, coverageAnswer } from './acquisition.schema.js';
import { changesAnswer } from './changes.schema.js';
import { compositionAnswer } from './composition.schema.js';
import {
  buildAnswer,
  exportAnswer,
  importAnswer,
  importJobAnswer,
  jobAnswer,
  jobPendingAnswer,
  rangeBody,
  rejectionsAnswer,
} from './job.schema.js';
import { jobsAnswer } from './job-list.schema.js';
import type { Operation, OperationAnswer } from './operation.js';
import { operations } from './operations.js';
import { performanceAnswer } from './performance.schema.js';
import { PROBLEM_MEDIA_TYPE, problem, problemKinds, problemType } from './problem.schema.js';
import type { ProblemKind } from './problem.schema.js';
import { mediaTypes } from './representation.schema.js';
import { decisionAnswer, decisionBody, decisionsAnswer, qualityAnswer } from './quality.schema.js';
import { tableHashesAnswer } from './table-hashes.schema.js';

/** Schemas that are written once, under `components`, and referred to by name. */
const components: Readonly<Record<string, z.ZodObject>> = {
  Range: rangeBody,
  Build: buildAnswer,
  Performance: performanceAnswer,
  Composition: compositionAnswer,
  CompositionChanges: changesAnswer,
  Export: exportAnswer,
  Import: importAnswer,
  ImportJob: importJobAnswer,
  Rejections: rejectionsAnswer,
  AcquisitionRequest: acquisitionBody,
  Acquisition: acquisitionAnswer,
  Coverage: coverageAnswer,
  Quality: qualityAnswer,
  DecisionRequest: decisionBody,
  Decision: decisionAnswer,
  Decisions: decisionsAnswer,
  TableHashes: tableHashesAnswer,
  Job: jobAnswer,
  Jobs: jobsAnswer,
  JobPending: jobPendingAnswer,
  Problem: problem,
  ...accessSchemas,
  ...analysisSchemas,
  ...definitionSchemas,
  ...lineSchemas,
  ...pushSchemas,
};

const DESCRIPTION = [
  'Keeps an equal-weighted index of the largest US stocks: daily composition, changes, returns and level.',
  'Dates are `YYYY-MM-DD`; a session is a day on which the New York Stock Exchange opens. `weight` is a fraction (0.01 means 1 %).',
  '`daily_return`, `cumulative_return` and `period_return` are percent (1.5 means 1.5 %). `level` starts at 1000 at the base session.',
  'Every error is a problem document (RFC 9457) that names the field, the value and the remedy.',
].join('\n\n');

/** The interface as an OpenAPI 3.1 document. */
export function openApiDocument(info: { readonly title: string; readonly version: string }): object {
  return {
    openapi: '3.1.0',
    info: {
      ...info,
      description: DESCRIPTION,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags: [
      { name: 'Index', description: 'Building it and asking for it.' },
      { name: 'Data', description: 'Prices and what belongs to them.' },
      { name: 'Jobs', description: 'Work that takes longer than a request.' },
      { name: 'Events', description: 'What happens, as it happens.' },
      { name: 'Access', description: 'Keys, and who wrote what.' },
      { name: 'About', description: 'What the interface says of itself.' },
    ],
    paths: paths(),
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'An API key, or a token of the OpenID provider.' },
        apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'An API key.' },
      },
      schemas: Object.fromEntries(Object.entries(components).map(([name, schema]) => [name, jsonSchema(schema)])),
    },
  };
}

function paths(): Record<string, Record<string, object>> {
  const result: Record<string, Record<string, object>> = {};
  for (const operation of operations) {
    operation.paths.forEach((path, position) => {
      // Ids are unique: the second path of an operation says so in its id.
      const id = position === 0 ? operation.id : `${operation.id}V1`;
      result[path] = { ...result[path], [operation.method]: describeOperation(operation, id) };
    });
  }
  return result;
}

function describeOperation(operation: Operation, id: string): object {
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
    responses: responses(operation),
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

function responses(operation: Operation): Record<string, object> {
  const result: Record<string, object> = {};
  for (const { status } of operation.answers) {
    result[status] ??= inEveryMediaType(
      operation.answers.filter((answer) => answer.status === status).map((answer) => describeAnswer(operation, answer)),
    );
  }
  if (operation.conditional === true)
    result[304] = { description: 'What the caller holds still stands.', headers: { ETag: header('As given.') } };
  const kinds: readonly ProblemKind[] = [
    ...operation.problems,
    ...(operation.makesJob === true ? (['idempotency-key-reused', 'too-many-at-once'] as const) : []),
    ...(operation.csv === true ? (['not-acceptable'] as const) : []),
    ...(operation.scope === null ? [] : (['unauthenticated', 'forbidden'] as const)),
    'too-many-requests',
    ...(operation.body === undefined && operation.file === undefined ? [] : (['request-timeout'] as const)),
    'internal-error',
    'unavailable',
  ];
  for (const status of new Set(kinds.map((kind) => problemKinds[kind].status))) {
    result[status] = describeProblems(kinds.filter((kind) => problemKinds[kind].status === status));
  }
  return result;
}

const NO_CONTENT = 204;

/** The answers of one status as one: described as the first, with the contents of all. */
function inEveryMediaType(answers: readonly { readonly content: object }[]): object {
  const content = Object.fromEntries(answers.flatMap((answer) => Object.entries(answer.content)));
  const { content: _own, ...first } = answers[0] ?? { content };
  return Object.keys(content).length === 0 ? first : { ...first, content };
}

/** Of every answer, where calls are limited. */
const LIMITED = {
  'RateLimit-Policy': header(
    'The limit that the call counts against: `q` is what calls may cost in `w` seconds (`x-cost` of each operation). Absent where there is none.',
  ),
  RateLimit: header('What is left: `r`, and `t`, the seconds until the first of what was used comes back.'),
};

/** Of answers that may be kept, here and elsewhere. */
const KEPT = {
  'Cache-Control': header(
    'How long it may be kept without asking again: the longer, the longer ago the last day of the question; `private` where a key is needed.',
  ),
  'X-Stale': header(
    '`true` while the store cannot be asked: what was answered last, `Age` seconds ago (an hour at most). Absent otherwise: the ' +
      'answer is of the newest data.',
  ),
};

function describeAnswer(operation: Operation, answer: OperationAnswer) {
  const mediaType = answer.mediaType ?? 'application/json';
  const media = {
    ...(answer.schema === undefined ? {} : { schema: reference(answer.schema) }),
    ...(typeof answer.example === 'string' ? { schema: { type: 'string' } } : {}),
    ...(answer.example === undefined ? {} : { example: answer.example }),
  };
  const headers = {
    'X-Request-Id': header('Under which the request is logged.'),
    'X-Data-Source': header('`simulated` while the store holds the simulated market; else absent.'),
    ...LIMITED,
    ...(operation.conditional === true ? { ETag: header('Strong: of exactly these bytes.') } : {}),
    ...(operation.conditional === true && answer.schema !== undefined ? KEPT : {}),
    ...(operation.csv === true ? { Vary: header('`Accept, Accept-Encoding, Authorization`.') } : {}),
    ...(answer.status === 202
      ? { Location: header('Path of the job.'), 'Retry-After': header('Seconds until asking again makes sense.') }
      : {}),
    ...(hasPages(answer) ? { Link: header('`rel="next"`: the next page, unless this is the last.') } : {}),
  };
  const content = {
    ...(answer.status === NO_CONTENT ? {} : { [mediaType]: media }),
    ...(operation.csv === true && mediaType === mediaTypes.json ? CSV_CONTENT : {}),
    ...(operation.ndjson === true && mediaType === mediaTypes.json ? NDJSON_CONTENT : {}),
  };
  return { description: answer.description, headers, content };
}

/** The same rows; what stands around them is in JSON only, but for the next page, which `Link` names in both. */
const CSV_CONTENT = {
  [mediaTypes.csv]: {
    schema: { type: 'string', description: 'The rows of `data` after a line with their names; RFC 4180, UTF-8.' },
  },
};

const NDJSON_CONTENT = {
  [mediaTypes.ndjson]: { schema: { type: 'string', description: 'The rows of `data`, each a line of JSON.' } },
};

function hasPages(answer: OperationAnswer): boolean {
  return answer.schema !== undefined && 'next_cursor' in answer.schema.shape;
}

function describeProblems(kinds: readonly ProblemKind[]): object {
  const examples = Object.fromEntries(
    kinds.map((kind) => [
      kind,
      {
        value: {
          type: problemType(kind),
          title: problemKinds[kind].title,
          status: problemKinds[kind].status,
          detail: 'What is wrong, and the remedy.',
          instance: '/path/of/the/request',
          request_id: '6f0c7f0e-3c0b-4b52-9d3a-1d8e5f1c2a77',
        },
      },
    ]),
  );
  const limited = kinds.includes('too-many-requests');
  return {
    description: kinds.map((kind) => `\`${problemType(kind)}\`: ${problemKinds[kind].title}.`).join(' '),
    ...(limited ? { headers: { ...LIMITED, 'Retry-After': header('Seconds until the same call fits.') } } : {}),
    content: { [PROBLEM_MEDIA_TYPE]: { schema: reference(problem), examples } },
  };
}

function header(description: string): object {
  return { description, schema: { type: 'string' } };
}

function reference(schema: z.ZodObject): object {
  const name = Object.keys(components).find((candidate) => components[candidate] === schema);
  if (name === undefined)
    throw new Error('a schema of an operation is missing among the components of the OpenAPI document');
  return { $ref: `#/components/schemas/${name}` };
}

function jsonSchema(schema: z.ZodObject, io: 'input' | 'output' = 'output'): object {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { target: 'draft-2020-12', io, reused: 'inline' });
  return rest;
}

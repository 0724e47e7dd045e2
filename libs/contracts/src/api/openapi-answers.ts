import type { z } from 'zod';
import { reference } from './openapi-components.js';
import type { Operation, OperationAnswer } from './operation.js';
import { PROBLEM_MEDIA_TYPE, problem, problemKinds, problemType } from './problem.schema.js';
import type { ProblemKind } from './problem.schema.js';
import { mediaTypes } from './representation.schema.js';

/** What an operation answers: its answers, and the problems that it can end in, by status. */
export function describeAnswers(operation: Operation): Record<string, object> {
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
    ...(answer.event === undefined ? {} : { schema: describeEvent(answer.event) }),
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

/** One event of a stream: before OpenAPI 3.2 that is what the schema of a stream says. */
function describeEvent(data: z.ZodObject): object {
  return {
    type: 'object',
    description: 'One event of the stream, by its fields.',
    properties: {
      id: { type: 'string' },
      event: { type: 'string' },
      data: { type: 'string', contentMediaType: mediaTypes.json, contentSchema: reference(data) },
    },
    required: ['data'],
  };
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

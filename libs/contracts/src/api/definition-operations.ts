import type { z } from 'zod';
import { definitionExamples } from './definition-examples.js';
import {
  indexAnswer,
  indexBody,
  indicesAnswer,
  indicesQuery,
  keptBuildAnswer,
  retirementAnswer,
  whatIfAnswer,
  whatIfBody,
} from './definition.schema.js';
import { indexPath } from './index-path.schema.js';
import { pending } from './operation.js';
import type { Operation } from './operation.js';

const INDICES = ['/v1/indices'] as const;
const INDEX = ['/v1/indices/{index_id}'] as const;

/** What a what-if counts for, beside a read call. */
const WHAT_IF_COST = 20;

/** Indices by definition: kept ones, and what-if. */
export const definitionOperations: readonly Operation[] = [
  {
    id: 'whatIf',
    scope: 'read',
    cost: WHAT_IF_COST,
    method: 'post',
    paths: ['/v1/what-if'],
    tag: 'Index',
    summary: 'What an index by other rules would have done',
    description:
      'Computes an index by any definition on the stored market data, and stores nothing. Sessions are published where the default ' +
      'index has published them; the first published one of the range is the base. The default rules over the whole built range ' +
      'give exactly the series of the default index. Returns are in percent, turnover is a fraction.',
    body: { schema: whatIfBody, example: definitionExamples.whatIfBody },
    answers: [{ status: 200, description: 'What it did.', schema: whatIfAnswer, example: definitionExamples.whatIf }],
    problems: [
      'invalid-request',
      'index-not-built',
      'outside-built-range',
      'definition-refused',
      'body-too-large',
      'unsupported-media-type',
      'too-many-at-once',
    ],
  },
  {
    id: 'listIndices',
    scope: 'read',
    method: 'get',
    paths: INDICES,
    tag: 'Index',
    summary: 'The indices that are kept',
    description: 'The default one and those that were made, by id.',
    query: indicesQuery,
    answers: [
      { status: 200, description: 'A page of them.', schema: indicesAnswer, example: definitionExamples.indices },
    ],
    problems: ['invalid-request'],
  },
  {
    id: 'getIndex',
    scope: 'read',
    method: 'get',
    paths: INDEX,
    tag: 'Index',
    summary: 'One index: its rules and how far it is',
    description: 'The default index is there before it is first built.',
    path: indexPath,
    answers: [{ status: 200, description: 'The index.', schema: indexAnswer, example: definitionExamples.index }],
    problems: ['invalid-request', 'index-not-found'],
  },
  {
    id: 'createIndex',
    cost: 20,
    scope: 'build',
    method: 'post',
    paths: INDICES,
    tag: 'Index',
    summary: 'Keep an index by a definition',
    description:
      'Makes the index and builds it over the range, by default that of the default index; from then on it is kept up with every ' +
      'session and correction, and its events carry its id. Rules that are left out are as in the default index. The same id with ' +
      'the same rules joins: further days of the range are built. An id is never given again.',
    body: { schema: indexBody, example: definitionExamples.indexBody },
    waits: true,
    makesJob: true,
    answers: [
      { status: 200, description: 'It is built.', schema: keptBuildAnswer, example: definitionExamples.created },
      pending('build'),
    ],
    problems: [
      'invalid-request',
      'index-exists',
      'definition-refused',
      'no-data-in-range',
      'outside-calendar',
      'nothing-published',
      'body-too-large',
      'unsupported-media-type',
      'too-many-at-once',
      'job-failed',
    ],
  },
  {
    id: 'retireIndex',
    scope: 'build',
    method: 'delete',
    paths: INDEX,
    tag: 'Index',
    summary: 'Give an index up',
    description:
      'Removes the index with all that is stored of it. For its owner and for the scope admin; the default index stays. The id is ' +
      'not given again, since events of the index may still be read.',
    path: indexPath,
    waits: true,
    answers: [
      { status: 200, description: 'It is gone.', schema: retirementAnswer, example: definitionExamples.retired },
      pending('removal'),
    ],
    problems: ['invalid-request', 'index-not-found', 'definition-refused', 'job-failed'],
  },
];

/** Their schemas, by the name that OpenAPI gives them. */
export const definitionSchemas: Readonly<Record<string, z.ZodObject>> = {
  WhatIfRequest: whatIfBody,
  WhatIf: whatIfAnswer,
  Indices: indicesAnswer,
  Index: indexAnswer,
  IndexRequest: indexBody,
  IndexBuild: keptBuildAnswer,
  IndexRetirement: retirementAnswer,
};

import type { Operation } from './operation.js';

/** What the interface says of itself. */
export const aboutOperations: readonly Operation[] = [
  {
    id: 'getOpenApi',
    scope: null,
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
    scope: null,
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
    scope: null,
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

import type { z } from 'zod';
import { examples } from './examples.js';
import { pending } from './operation.js';
import type { Operation } from './operation.js';
import {
  decisionAnswer,
  decisionBody,
  decisionsAnswer,
  decisionsQuery,
  qualityAnswer,
  qualityQuery,
} from './quality.schema.js';

/** What the quality gate says, and what operators say to it. */
export const qualityOperations: readonly Operation[] = [
  {
    id: 'getQuality',
    scope: 'read',
    method: 'get',
    paths: ['/v1/quality'],
    tag: 'Data',
    summary: 'What the quality gate says of a session',
    description:
      'Of the session on the day, else of the last one before: its verdict, what was found and what was decided.',
    query: qualityQuery,
    answers: [{ status: 200, description: 'The session.', schema: qualityAnswer, example: examples.quality }],
    problems: ['invalid-request', 'date-in-the-future', 'outside-calendar'],
  },
  {
    id: 'decideOnQuality',
    cost: 5,
    scope: 'admin',
    method: 'post',
    paths: ['/v1/quality/decisions'],
    tag: 'Data',
    summary: 'Accept, override or reject',
    description:
      'An operator has the last word on a session or on one of its rows. The decision is kept with who took it, when and why.',
    body: { schema: decisionBody, example: examples.decisionBody },
    waits: true,
    makesJob: true,
    answers: [
      { status: 200, description: 'The decision stands.', schema: decisionAnswer, example: examples.decision },
      pending('decision'),
    ],
    problems: [
      'invalid-request',
      'body-too-large',
      'unsupported-media-type',
      'quality-session-not-found',
      'decision-refused',
      'job-failed',
    ],
  },
  {
    id: 'getQualityDecisions',
    scope: 'read',
    method: 'get',
    paths: ['/v1/quality/decisions'],
    tag: 'Data',
    summary: 'What operators have decided',
    description: 'Of the sessions of the range: who, when and why.',
    query: decisionsQuery,
    csv: true,
    answers: [{ status: 200, description: 'The decisions.', schema: decisionsAnswer, example: examples.decisions }],
    problems: ['invalid-request'],
  },
];

/** Their schemas, by the name that OpenAPI gives them. */
export const qualitySchemas: Readonly<Record<string, z.ZodObject>> = {
  Quality: qualityAnswer,
  DecisionRequest: decisionBody,
  Decision: decisionAnswer,
  Decisions: decisionsAnswer,
};

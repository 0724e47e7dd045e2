import type { z } from 'zod';
import { constituentAnswer, constituentExample, constituentQuery } from './line-constituent.schema.js';
import { contributionsAnswer, contributionsExample, contributionsQuery } from './line-contributions.schema.js';
import { explanationAnswer, explanationExample, explanationQuery } from './line-explanation.schema.js';
import { indexPath } from './index-path.schema.js';
import { linePath } from './line-path.schema.js';
import { watchlistAnswer, watchlistExample, watchlistQuery } from './line-watchlist.schema.js';
import type { Operation } from './operation.js';

/** Of what is said of the lines of an index. */
const ofLines = { method: 'get', tag: 'Index', scope: 'read', conditional: true, csv: true } as const;
/** Of what is said of one day. */
const ofDay = [
  'invalid-request',
  'index-not-found',
  'index-not-built',
  'outside-built-range',
  'date-in-the-future',
  'not-acceptable',
] as const;
const AS_NOW = 'As it is known now: `as_known_at` is not offered here.';

/** What the index says of single lines. */
export const lineOperations: readonly Operation[] = [
  {
    id: 'getConstituent',
    paths: ['/v1/indices/{index_id}/constituents/{ticker}'],
    ...ofLines,
    summary: 'One line over time',
    description:
      'When the line entered and left, and rank, weight, close and market capitalisation on every session on which it was a member. ' +
      `A line that got another ticker is the same line: rows before say its older names. ${AS_NOW} As CSV: the sessions.`,
    path: linePath,
    query: constituentQuery,
    answers: [{ status: 200, description: 'The line.', schema: constituentAnswer, example: constituentExample }],
    problems: [
      'invalid-request',
      'index-not-found',
      'index-not-built',
      'outside-built-range',
      'line-not-found',
      'not-acceptable',
    ],
  },
  {
    id: 'getContributions',
    paths: ['/v1/indices/{index_id}/contributions'],
    ...ofLines,
    cost: 10,
    summary: 'What each line brought to the index',
    description:
      'The contribution of a line on a session is its weight at the close before times its return, in index points times the level at that ' +
      'close. Over a range they add up exactly, but for the rounding of floating point: the points of all lines to the change of the ' +
      `level, the percentages to the return of the range. ${AS_NOW}`,
    path: indexPath,
    query: contributionsQuery,
    answers: [
      { status: 200, description: 'The contributions.', schema: contributionsAnswer, example: contributionsExample },
    ],
    problems: ['invalid-request', 'index-not-found', 'index-not-built', 'outside-built-range', 'not-acceptable'],
  },
  {
    id: 'explainLine',
    paths: ['/v1/indices/{index_id}/explain'],
    ...ofLines,
    cost: 10,
    summary: 'Why a line is, or is not, in the index',
    description:
      'Of the latest published session on or before the day: rank and how it came about, market capitalisation and what it is made of, the ' +
      'cut-offs and how far the line is from the one that concerns it, and what happened to it at that close. Ranked by the same rules, over ' +
      `the same rows, as the index itself. ${AS_NOW} As CSV: the ranks of the last sessions.`,
    path: indexPath,
    query: explanationQuery,
    answers: [{ status: 200, description: 'The explanation.', schema: explanationAnswer, example: explanationExample }],
    problems: [...ofDay, 'line-not-found'],
  },
  {
    id: 'getWatchlist',
    paths: ['/v1/indices/{index_id}/watchlist'],
    ...ofLines,
    cost: 5,
    summary: 'Who is near to falling out, and who near to coming in',
    description:
      'The lines around the ranks at which membership changes, on the latest published session on or before the day. An index that does ' +
      `not rebalance every day, or ranks with a lag, acts on it later. ${AS_NOW}`,
    path: indexPath,
    query: watchlistQuery,
    answers: [{ status: 200, description: 'The watchlist.', schema: watchlistAnswer, example: watchlistExample }],
    problems: ofDay,
  },
];

/** Their schemas, by the name that OpenAPI gives them. */
export const lineSchemas: Readonly<Record<string, z.ZodObject>> = {
  Constituent: constituentAnswer,
  Contributions: contributionsAnswer,
  Explanation: explanationAnswer,
  Watchlist: watchlistAnswer,
};

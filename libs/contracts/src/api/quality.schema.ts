import { z } from 'zod';
import { canonicalTicker } from '#domain/ticker';
import { MARKET_CAP_MAX, PRICE_MAX, PRICE_MIN } from '#domain/value-limits';
import { sessionStatus } from './acquisition.schema.js';
import { dataSource } from './data-source.schema.js';
import { calendarDate, rangeFields, withRangeRules } from './date-range.schema.js';
import { nextCursor, pagingFields } from './paging.schema.js';
import { formatField } from './representation.schema.js';

/** The most findings of a session that one answer names. */
export const FINDINGS_MAX = 10_000;

const REASON_LENGTH_MAX = 500;
const DECIDED_BY_LENGTH_MAX = 100;

export const qualityQuery = z.strictObject({
  date: calendarDate('The day asked for. Answered with the session on it, else the last one before.', '2023-01-13'),
});

export const verdict = z.enum(['open', 'blocked', 'accepted']).meta({
  description:
    'open: nothing stands against it. blocked: not to be published. accepted: an operator has said that it is right.',
});
export type Verdict = z.infer<typeof verdict>;

const action = z.enum(['accept', 'override', 'reject'], {
  error: 'is not a decision: give accept, override or reject',
});

const decidedValues = z.record(z.string(), z.unknown()).nullable();

export const qualityFinding = z.object({
  check: z.string().meta({ description: 'The check that found it.' }),
  severity: z.enum(['block', 'flag', 'note']),
  ticker: z.string().nullable().meta({ description: 'Null when it is about the session as a whole.' }),
  detail: z.string(),
  observed: z.number().nullable(),
  expected: z.number().nullable(),
  source: z.string().nullable(),
  found_at: z.iso.datetime(),
});
export type QualityFinding = z.infer<typeof qualityFinding>;

const decisionFields = {
  id: z.uuid().meta({ description: 'Also the id of the job that carried it out.' }),
  action,
  ticker: z.string().nullable().meta({ description: 'Null when the whole session was meant.' }),
  values: decidedValues.meta({ description: 'What an override set.' }),
  reason: z.string(),
  decided_by: z.string(),
  decided_at: z.iso.datetime(),
};

export const qualityDecision = z.object(decisionFields);

export const qualityAnswer = z.object({
  requested_date: z.iso.date(),
  date: z.iso.date().meta({ description: 'The session that is answered for.' }),
  verdict,
  status: sessionStatus,
  reasons: z.array(z.string()).meta({ description: 'Why the session is blocked or not complete.' }),
  assessed: z
    .boolean()
    .meta({ description: 'Whether the quality gate has looked at the session as it is stored now.' }),
  findings: z.array(qualityFinding).meta({ description: `The gravest first, ${FINDINGS_MAX} at most.` }),
  decisions: z.array(qualityDecision).meta({ description: 'In the order in which they were taken.' }),
  data_source: dataSource,
});
export type QualityAnswer = z.infer<typeof qualityAnswer>;

const dollars = z.number({ error: 'must be a number in US dollars' });
const amount = (most: number) =>
  dollars.nonnegative({ error: 'must not be below 0' }).max(most, { error: `must not be above ${most}` });
const price = amount(PRICE_MAX);

const overrideValues = z
  .strictObject(
    {
      open: price.nullable(),
      high: price.nullable(),
      low: price.nullable(),
      close: dollars
        .min(PRICE_MIN, { error: `must not be below ${PRICE_MIN}` })
        .max(PRICE_MAX, { error: `must not be above ${PRICE_MAX}` }),
      volume: z
        .int({ error: 'must be a whole number of shares' })
        .nonnegative({ error: 'must not be below 0' })
        .nullable(),
      market_cap: amount(MARKET_CAP_MAX).nullable(),
      eligible: z.boolean({ error: 'must be true, false or null' }).nullable(),
    },
    {
      error: ({ code }) =>
        code === 'unrecognized_keys'
          ? 'is not known: leave it out, the values are open, high, low, close, volume, market_cap and eligible'
          : 'must be an object such as {"close": 12.5}',
    },
  )
  .partial();

/** Control characters other than tabs and line breaks, and halves of characters: stores refuse some of them, and pages show none. */
const UNPRINTABLE = /(?![\t\n\r])[\p{Cc}\p{Cs}]/u;

const text = (what: string, lengthMax: number) =>
  z
    .string({ error: `is missing or no text: say ${what}` })
    .trim()
    .min(1, { error: `is empty: say ${what}` })
    .max(lengthMax, { error: `is too long: give at most ${lengthMax} characters` })
    .refine((given) => !UNPRINTABLE.test(given), {
      error: 'has control characters or half a character: leave them out',
    });

const decisionShape = z.strictObject({
  date: calendarDate('The session that the decision is about.', '2023-01-13'),
  action: action.meta({
    description:
      'accept: publish it as it is. override: set `values` in the row of `ticker`, and judge the session anew. reject: do not ' +
      'publish it, whatever the gate says.',
  }),
  ticker: z
    .string({ error: 'must be text, such as "BRK.B"' })
    .refine((ticker) => canonicalTicker(ticker) === ticker, {
      error: 'is not a ticker as the store has it: give one such as BRK.B',
    })
    .optional()
    .meta({ description: 'accept: the findings of this row only. override: the row to change. Not with reject.' }),
  values: overrideValues.optional().meta({ description: 'Only with override: the values to set; the others stay.' }),
  reason: text('why, for those who look at it later', REASON_LENGTH_MAX),
  decided_by: text('who decided', DECIDED_BY_LENGTH_MAX),
});

/** Body of `POST /v1/quality/decisions`. */
export const decisionBody = decisionShape.superRefine((body, context) => {
  const refuse = (field: string, input: unknown, message: string): void =>
    context.addIssue({ code: 'custom', path: [field], input, message });
  if (body.action === 'override') {
    if (body.ticker === undefined)
      refuse('ticker', body.ticker, 'is missing: an override changes the row of one ticker');
    if (body.values === undefined || Object.keys(body.values).length === 0) {
      refuse('values', body.values, 'is missing or empty: an override says what to set, such as {"close": 12.5}');
    }
    return;
  }
  if (body.values !== undefined)
    refuse('values', body.values, `goes with override only: leave it out of ${body.action}`);
  if (body.action === 'reject' && body.ticker !== undefined) {
    refuse('ticker', body.ticker, 'does not go with reject, which is about the whole session: leave it out');
  }
});
export type DecisionBody = z.output<typeof decisionBody>;

export const decisionResult = z.object({
  date: z.iso.date(),
  action,
  ticker: z.string().nullable(),
  verdict,
  reasons: z.array(z.string()).meta({ description: 'What stands against the session after the decision.' }),
  status_changed: z.boolean().meta({ description: 'Whether the verdict is another one than before.' }),
});

export const decisionAnswer = z.object({
  job_id: z.uuid(),
  status: z.literal('succeeded'),
  ...decisionResult.shape,
  data_source: dataSource,
});

export const decisionsQuery = withRangeRules(z.strictObject({ ...rangeFields, ...pagingFields, ...formatField }));

export const datedDecision = z.object({ date: z.iso.date(), ...decisionFields });
export type DatedDecision = z.infer<typeof datedDecision>;

export const decisionsAnswer = z.object({
  start_date: z.iso.date(),
  end_date: z.iso.date(),
  data: z.array(datedDecision).meta({ description: 'By session, then in the order in which they were taken.' }),
  next_cursor: nextCursor,
  data_source: dataSource,
});
export type DecisionsAnswer = z.infer<typeof decisionsAnswer>;

import { z } from 'zod';
import { dataSource } from './data-source.schema.js';
import { calendarDate } from './date-range.schema.js';
import { tickerText } from './line-path.schema.js';
import { formatField } from './representation.schema.js';

/** Published sessions of which the rank is told, at most. */
export const PATH_SESSIONS_MAX = 20;

const sessionDate = calendarDate(
  'The day asked for. Answered with the latest published session on or before it.',
  '2023-01-15',
);

export const explanationQuery = z.strictObject({ ticker: tickerText, date: sessionDate, ...formatField });

const dollars = (description: string) => z.number().meta({ description: `${description} US dollars.` });
const dollarsOrNull = (description: string) =>
  z
    .number()
    .nullable()
    .meta({ description: `${description} US dollars.` });
const rankOrNull = (description: string) => z.int().nullable().meta({ description });

export const cutOffLine = z
  .object({
    ticker: z.string(),
    rank: z.int().meta({ description: 'From 1, by market capitalisation.' }),
    market_cap: dollars('What the line, or its company, is worth.'),
  })
  .nullable();

export const cutOffFields = {
  entry: cutOffLine.meta({
    description:
      'The line at rank size - buffer: who is no member comes in there or above. Null where so few are ranked.',
  }),
  exit: cutOffLine.meta({
    description: 'The line at rank size + buffer: a member goes out below it. Null where so few are ranked.',
  }),
};

export const distanceFields = {
  to: z.enum(['entry', 'exit']).meta({ description: 'exit for a member, entry for any other line.' }),
  dollars: z
    .number()
    .meta({ description: 'Market capitalisation above that of the cut-off, in US dollars; below it negative.' }),
  percent: z.number().meta({ description: 'The same in percent of the market capitalisation of the cut-off.' }),
  ranks: z.int().meta({ description: 'Ranks above the cut-off; below it negative. 0: it is the cut-off itself.' }),
};

export const bufferField = z
  .enum(['protects', 'keeps_out'])
  .nullable()
  .meta({
    description:
      'protects: a member beyond rank `size` that stays by the buffer. keeps_out: a line within rank `size` that is no member and does ' +
      'not come in for it. Null: the buffer makes no difference.',
  });

const capInputs = z
  .object({
    market_cap: dollarsOrNull('What it is ranked by as a line.'),
    session: z.iso
      .date()
      .meta({ description: 'The session of the price: an earlier one when it did not trade on this one.' }),
    close: dollars('Price as traded, split-adjusted if carried.'),
    made_of: z
      .enum(['shares', 'stated', 'carried_shares'])
      .nullable()
      .meta({
        description:
          'shares: close times shares known on the day, for a company the sum over its classes. stated: a file, a vendor or an operator ' +
          'gave the figure itself. carried_shares: the row has none, and the shares implied by the last one are carried. Null: not known.',
      }),
    cap_source: z
      .string()
      .nullable()
      .meta({ description: '`shares`, or who gave the figure; null where a file brought it.' }),
    shares: z
      .number()
      .nullable()
      .meta({ description: 'Shares of this line that are known on the day, splits counted; null: not kept.' }),
    shares_source: z.string().nullable().meta({ description: 'Who counted them.' }),
    shares_known_on: z.iso.date().nullable().meta({ description: 'Since when that count was known.' }),
    implied_shares: z
      .number()
      .nullable()
      .meta({ description: 'Market capitalisation over close: what is carried while rows have none.' }),
    vendor_market_cap: dollarsOrNull('What a vendor said, kept for comparison.'),
    source: z.string().meta({ description: 'Where the row came from.' }),
    stale_sessions: z.int().meta({ description: 'Published sessions since it last traded.' }),
  })
  .nullable();

export const rankPathSession = z.object({
  date: z.iso.date().meta({ description: 'A published session.' }),
  ticker: z.string().meta({ description: 'What the line was called on it.' }),
  rank: rankOrNull('Of the line, or of its company by whatever line represents it; null when it had none.'),
  market_cap: dollarsOrNull('Of the line itself; null: not known.'),
  is_member: z.boolean().meta({ description: 'After the close.' }),
});

export const explanationAnswer = z.object({
  index: z.string(),
  requested_date: z.iso.date(),
  date: z.iso.date().meta({ description: 'The published session that is explained.' }),
  effective_from: z.iso
    .date()
    .meta({ description: 'The next session: the first on which its composition earns a return.' }),
  ticker: z.string().meta({ description: 'What the line is called on it.' }),
  name: z.string().nullable().meta({ description: 'As reference data have it now; sector and exchange likewise.' }),
  sector: z.string().nullable(),
  exchange: z.string().nullable(),
  is_member: z.boolean().meta({ description: 'After the close.' }),
  reason: z.string().meta({
    description:
      'Of a member: rank, buffer, until_rebalance (it would not be chosen now). Of any other line: rank, buffer, until_rebalance (it ' +
      'would be chosen now), other_class (another line represents its company), not_listed, type, exchange, delisted, marked, filter, ' +
      'no_market_cap, stale.',
  }),
  summary: z.string().meta({ description: 'The same in one sentence.' }),
  rank: rankOrNull('On this session, from 1; null when it cannot be ranked or another line represents its company.'),
  size: z.int().meta({ description: 'Members aimed at.' }),
  buffer: z.int().meta({ description: 'Ranks.' }),
  represented_by: z
    .string()
    .nullable()
    .meta({ description: 'The line that stands for its company, when it is another one.' }),
  decision: z
    .object({
      rebalanced_on: z.iso.date().meta({ description: 'When the members were last chosen.' }),
      ranked_on: z.iso.date().meta({ description: 'The session by whose ranking; with a lag an earlier one.' }),
      rank: rankOrNull('Rank of the line, or of its company, in it.'),
    })
    .meta({ description: 'How the present members were chosen.' }),
  change: z
    .object({
      action: z.enum(['entered', 'exited', 'renamed']),
      reason: z
        .string()
        .nullable()
        .meta({ description: 'Why it left: rank, delisted, stale, ineligible or correction.' }),
      rank: rankOrNull('On this session.'),
      previous_rank: rankOrNull('On the published session before.'),
    })
    .nullable()
    .meta({ description: 'What happened to it at this very close; null: nothing.' }),
  market_cap: capInputs.meta({
    description:
      'What it is worth and how that comes about; null when nothing is known of it, or it has not traded for longer than a member is carried.',
  }),
  cut_off: z.object(cutOffFields),
  distance: z
    .object(distanceFields)
    .nullable()
    .meta({ description: 'From the cut-off that concerns it; null when it has no rank.' }),
  data: z.array(rankPathSession).meta({
    description: `Its ranks on the last published sessions, oldest first: ${PATH_SESSIONS_MAX}, and fewer of a line behind thousands of others.`,
  }),
  data_source: dataSource,
});
export type ExplanationAnswer = z.infer<typeof explanationAnswer>;

export const explanationExample = {
  index: 'top100-equal',
  requested_date: '2022-07-29',
  date: '2022-07-29',
  effective_from: '2022-08-01',
  ticker: 'BX',
  name: 'Blackstone Inc. Common Stock',
  sector: 'Finance',
  exchange: 'NYSE',
  is_member: false,
  reason: 'rank',
  summary:
    'BX is not in top100-equal after the close of 2022-07-29: at 75.76 billion US dollars it ranks 101, 0.0 % below TGT at rank 100, the ' +
    'last that counts.',
  rank: 101,
  size: 100,
  buffer: 0,
  represented_by: null,
  decision: { rebalanced_on: '2022-07-29', ranked_on: '2022-07-29', rank: 101 },
  change: { action: 'exited', reason: 'rank', rank: 101, previous_rank: 100 },
  market_cap: {
    market_cap: 75_755_112_625,
    session: '2022-07-29',
    close: 102.07,
    made_of: 'stated',
    cap_source: null,
    shares: null,
    shares_source: null,
    shares_known_on: null,
    implied_shares: 742_187_838,
    vendor_market_cap: null,
    source: 'file',
    stale_sessions: 0,
  },
  cut_off: {
    entry: { ticker: 'TGT', rank: 100, market_cap: 75_758_719_956 },
    exit: { ticker: 'TGT', rank: 100, market_cap: 75_758_719_956 },
  },
  distance: { to: 'entry', dollars: -3_607_331, percent: -0.00476160500347822, ranks: -1 },
  data: [
    { date: '2022-07-28', ticker: 'BX', rank: 100, market_cap: 76_059_409_638, is_member: true },
    { date: '2022-07-29', ticker: 'BX', rank: 101, market_cap: 75_755_112_625, is_member: false },
  ],
};

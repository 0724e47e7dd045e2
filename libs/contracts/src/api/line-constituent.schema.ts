import { z } from 'zod';
import { dataSource } from './data-source.schema.js';
import { rangeFields, withRangeRules } from './date-range.schema.js';
import { nextCursor, pagingFields } from './paging.schema.js';
import { formatField } from './representation.schema.js';

export const constituentQuery = withRangeRules(z.strictObject({ ...rangeFields, ...pagingFields, ...formatField }));
export type ConstituentQuery = z.output<typeof constituentQuery>;

const rank = (description: string) => z.int().nullable().meta({ description });

/** A stretch of sessions over which the line was a member without a break. */
export const membershipSpell = z.object({
  entered: z.iso.date().meta({ description: 'The session after whose close it is a member.' }),
  effective_from: z.iso
    .date()
    .meta({ description: 'The next session of the exchange: the first on which it earns a return.' }),
  entered_as: z.string().meta({ description: 'Its ticker then.' }),
  initial: z.boolean().meta({ description: 'Whether it was among the first members, at the base session.' }),
  entry_rank: rank('Rank by market capitalisation at that close, from 1; null when it had none.'),
  entry_previous_rank: rank('Rank on the published session before; null when it had none.'),
  left: z.iso
    .date()
    .nullable()
    .meta({ description: 'The session after whose close it is no member any more; null: it still is.' }),
  left_effective_from: z.iso
    .date()
    .nullable()
    .meta({ description: 'The next session of the exchange; null while it is a member.' }),
  left_as: z
    .string()
    .nullable()
    .meta({ description: 'Its ticker at the last close as a member; null while it is one.' }),
  exit_rank: rank('Rank at the close at which it left; null when it had none, or is still a member.'),
  exit_previous_rank: rank('Rank on the published session before; null likewise.'),
  reason: z
    .string()
    .nullable()
    .meta({ description: 'rank, delisted, stale, ineligible or correction; null while it is a member.' }),
});
export type MembershipSpellRow = z.infer<typeof membershipSpell>;

export const constituentSession = z.object({
  date: z.iso.date().meta({ description: 'The session.' }),
  ticker: z.string().meta({ description: 'What the line was called on it.' }),
  rank: rank('By market capitalisation, from 1; null for a member that could not be ranked.'),
  weight: z.number().meta({ description: 'Share of the index after the close, as a fraction: 0.01 means 1 %.' }),
  close: z
    .number()
    .meta({ description: 'US dollars, as traded; carried from the last trade where stale_sessions is above 0.' }),
  market_cap: z.number().nullable().meta({ description: 'US dollars.' }),
  stale_sessions: z
    .int()
    .meta({ description: 'Published sessions since it last traded; 0 when it traded on this one.' }),
});

export const constituentAnswer = z.object({
  index: z.string(),
  ticker: z.string().meta({ description: 'What the line is called on end_date.' }),
  start_date: z.iso.date(),
  end_date: z.iso.date(),
  name: z
    .string()
    .nullable()
    .meta({ description: 'Of the company, as reference data have it now; sector and exchange likewise.' }),
  sector: z.string().nullable(),
  exchange: z.string().nullable(),
  names: z
    .array(
      z.object({
        ticker: z.string(),
        from: z.iso
          .date()
          .nullable()
          .meta({ description: 'The first day of this name; null: always, as far as is known.' }),
        to: z.iso.date().nullable().meta({ description: 'The last day of this name; null: still, on end_date.' }),
      }),
    )
    .meta({ description: 'Every ticker that the line has had up to end_date, oldest first.' }),
  spells: z.array(membershipSpell).meta({
    description:
      'Its spells of membership that touch the range, each as a whole, oldest first; empty when it was no member in it.',
  }),
  data: z
    .array(constituentSession)
    .meta({ description: 'The published sessions of the range on which it is a member, by date.' }),
  next_cursor: nextCursor,
  data_source: dataSource,
});
export type ConstituentAnswer = z.infer<typeof constituentAnswer>;

export const constituentExample = {
  index: 'top100-equal',
  ticker: 'META',
  start_date: '2022-06-01',
  end_date: '2022-06-30',
  name: 'Meta Platforms Inc.',
  sector: 'Technology',
  exchange: 'XNAS',
  names: [
    { ticker: 'FB', from: null, to: '2022-06-08' },
    { ticker: 'META', from: '2022-06-09', to: null },
  ],
  spells: [
    {
      entered: '2021-01-29',
      effective_from: '2021-02-01',
      entered_as: 'FB',
      initial: true,
      entry_rank: 6,
      entry_previous_rank: null,
      left: null,
      left_effective_from: null,
      left_as: null,
      exit_rank: null,
      exit_previous_rank: null,
      reason: null,
    },
  ],
  data: [
    {
      date: '2022-06-09',
      ticker: 'META',
      rank: 8,
      weight: 0.01,
      close: 184,
      market_cap: 497_962_000_000,
      stale_sessions: 0,
    },
  ],
  next_cursor: null,
};

import { z } from 'zod';
import { dataSource } from './data-source.schema.js';
import { calendarDate } from './date-range.schema.js';
import { bufferField, cutOffFields, distanceFields } from './line-explanation.schema.js';
import { formatField } from './representation.schema.js';

const WITHIN_DEFAULT = 10;
const WITHIN_MAX = 100;

export const watchlistQuery = z.strictObject({
  date: calendarDate('The day asked for. Answered with the latest published session on or before it.', '2023-01-15'),
  within: z
    .string()
    .refine((text) => /^[1-9]\d{0,2}$/.test(text) && Number(text) <= WITHIN_MAX, {
      error: `is not a number of ranks: give a whole number from 1 to ${WITHIN_MAX}`,
    })
    .transform(Number)
    .default(WITHIN_DEFAULT)
    .meta({
      description: 'How many ranks on either side of the cut-offs.',
      type: 'integer',
      minimum: 1,
      maximum: WITHIN_MAX,
      default: WITHIN_DEFAULT,
    }),
  ...formatField,
});

const change = (sessions: number) =>
  z
    .int()
    .nullable()
    .meta({
      description: `Ranks climbed over the last ${sessions} published sessions, fallen negative; null when it had none then.`,
    });

export const watchedLine = z.object({
  rank: z.int().meta({ description: 'On this session, by market capitalisation, from 1.' }),
  ticker: z.string(),
  name: z.string().nullable().meta({ description: 'As reference data have it now; the sector likewise.' }),
  sector: z.string().nullable(),
  is_member: z.boolean().meta({ description: 'After the close.' }),
  market_cap: z
    .number()
    .meta({ description: 'Of the line, or of its company where companies are ranked. US dollars.' }),
  cut_off: distanceFields.to,
  distance_dollars: distanceFields.dollars.nullable(),
  distance_percent: distanceFields.percent.nullable(),
  distance_ranks: distanceFields.ranks.nullable(),
  rank_change_5: change(5),
  rank_change_20: change(20),
  buffer: bufferField,
});
export type WatchedLineRow = z.infer<typeof watchedLine>;

export const watchlistAnswer = z.object({
  index: z.string(),
  requested_date: z.iso.date(),
  date: z.iso.date().meta({ description: 'The published session that is looked at.' }),
  within: z.int(),
  size: z.int().meta({ description: 'Members aimed at.' }),
  buffer: z.int().meta({ description: 'Ranks.' }),
  cut_off: z.object(cutOffFields),
  data: z.array(watchedLine).meta({
    description:
      'Ranks size - buffer - within to size + buffer + within, in that order. A member without a rank is not among them.',
  }),
  data_source: dataSource,
});
export type WatchlistAnswer = z.infer<typeof watchlistAnswer>;

export const watchlistExample = {
  index: 'top100-equal',
  requested_date: '2022-07-29',
  date: '2022-07-29',
  within: 1,
  size: 100,
  buffer: 0,
  cut_off: {
    entry: { ticker: 'TGT', rank: 100, market_cap: 75_758_719_956 },
    exit: { ticker: 'TGT', rank: 100, market_cap: 75_758_719_956 },
  },
  data: [
    {
      rank: 101,
      ticker: 'BX',
      name: 'Blackstone Inc. Common Stock',
      sector: 'Finance',
      is_member: false,
      market_cap: 75_755_112_625,
      cut_off: 'entry',
      distance_dollars: -3_607_331,
      distance_percent: -0.00476160500347822,
      distance_ranks: -1,
      rank_change_5: 4,
      rank_change_20: 7,
      buffer: null,
    },
  ],
};

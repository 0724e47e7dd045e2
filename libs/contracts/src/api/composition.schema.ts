import { z } from 'zod';
import { asKnownAt, asKnownAtEcho } from './as-known-at.schema.js';
import { dataSource } from './data-source.schema.js';
import { calendarDate } from './date-range.schema.js';
import { fieldsField, formatField } from './representation.schema.js';

export const constituent = z.object({
  rank: z.int().nullable().meta({
    description: 'Place by market capitalisation, from 1. Null for a member that could not be ranked that session.',
  }),
  ticker: z.string(),
  name: z.string().nullable(),
  sector: z.string().nullable(),
  exchange: z.string().nullable(),
  weight: z.number().meta({ description: 'Share of the index after the close, as a fraction: 0.01 means 1 %.' }),
  close: z.number().meta({
    description: 'Closing price as traded, in US dollars; carried from the last trade where the session has none.',
  }),
  market_cap: z.number().nullable().meta({ description: 'Market capitalisation in US dollars.' }),
});

export type Constituent = z.infer<typeof constituent>;

/** In the order in which a row has them. */
const constituentFields = Object.keys(constituent.shape) as [keyof Constituent, ...(keyof Constituent)[]];

export const compositionQuery = z.strictObject({
  date: calendarDate('The day asked for. Answered with the latest published session on or before it.', '2023-01-15'),
  exact: z
    .enum(['true', 'false'], { error: 'must be true or false' })
    .transform((text) => text === 'true')
    .optional()
    .meta({
      description: 'true: answer 404 when `date` itself is not a published session.',
      type: 'boolean',
      default: false,
    }),
  as_known_at: asKnownAt,
  ...formatField,
});

/** The same of an index by its id, with the choice of fields. The older call promises every field of a row, always. */
export const indexCompositionQuery = compositionQuery.extend(fieldsField(constituentFields));
export type CompositionQuery = z.output<typeof compositionQuery> & {
  readonly fields?: readonly (keyof Constituent)[] | undefined;
};

export const compositionAnswer = z.object({
  index: z.string(),
  requested_date: z.iso.date(),
  as_known_at: asKnownAtEcho,
  date: z.iso.date().meta({ description: 'The session whose close made this composition.' }),
  effective_from: z.iso
    .date()
    .meta({ description: 'The next session: the first on which the composition earns a return.' }),
  hash: z.string().nullable().meta({
    description: 'SHA-256, hexadecimal, over the lines `date|rank|ticker` in rank order, joined by line feeds.',
  }),
  data: z.array(constituent).meta({ description: 'By rank; members without a rank last, by ticker.' }),
  data_source: dataSource,
});

export const indexCompositionAnswer = compositionAnswer.extend({
  data: z.array(constituent.partial()).meta({
    description: 'By rank; members without a rank last, by ticker. Each with every field, unless `fields` names some.',
  }),
});
/** Of either call. */
export type CompositionAnswer = z.infer<typeof indexCompositionAnswer>;

import { z } from 'zod';
import { constituent } from './composition.schema.js';
import { dataSource } from './data-source.schema.js';
import { rangeFields, withRangeRules } from './date-range.schema.js';
import { gaps } from './performance.schema.js';
import { streamFormatField } from './representation.schema.js';

export const compositionsQuery = withRangeRules(z.strictObject({ ...rangeFields, ...streamFormatField }));
export type CompositionsQuery = z.output<typeof compositionsQuery>;

const { rank, ticker, weight, close, market_cap } = constituent.shape;

export const datedConstituent = z.object({
  date: z.iso.date().meta({ description: 'The session after whose close it was a constituent.' }),
  ...{ rank, ticker, weight, close, market_cap },
});
export type DatedConstituent = z.infer<typeof datedConstituent>;

export const compositionsAnswer = z.object({
  index: z.string(),
  start_date: z.iso.date(),
  end_date: z.iso.date(),
  gaps,
  data: z.array(datedConstituent).meta({
    description:
      'Every constituent of every published session, by session, then by rank; those without a rank last, by ticker.',
  }),
  data_source: dataSource,
});

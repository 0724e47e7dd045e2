import { z } from 'zod';
import { epochDay, isCalendarDate } from '#domain/calendar-date';
import { dataSource } from './data-source.schema.js';
import { rangeFields, withRangeRules } from './date-range.schema.js';
import { formatField } from './representation.schema.js';

/** The longest range of which contributions are added up in one answer: every line of every session of it is looked at. */
export const CONTRIBUTION_DAYS_MAX = 366;

export const contributionsQuery = withRangeRules(
  z.strictObject({
    ...rangeFields,
    by: z
      .enum(['line', 'sector'], { error: 'is not a way to group: give line or sector' })
      .optional()
      .meta({ description: 'What is added up: each line, or the lines of each sector.', default: 'line' }),
    ...formatField,
  }),
).superRefine(({ start_date: start, end_date: end }, context) => {
  if (!isCalendarDate(start) || !isCalendarDate(end)) return;
  const days = epochDay(end) - epochDay(start) + 1;
  if (days <= CONTRIBUTION_DAYS_MAX) return;
  context.addIssue({
    code: 'custom',
    path: ['end_date'],
    input: end,
    message: `makes a range of ${days} days: contributions take at most ${CONTRIBUTION_DAYS_MAX} days per request, ask for each year by itself`,
  });
});
export type ContributionsQuery = z.output<typeof contributionsQuery>;

const points = z.number().meta({
  description:
    'Index points: the sum over the sessions of L(t-1) w(t-1) r(t), with L the level, w the weight at the close before and r the return ' +
    'of the line. Those of all rows add up to end_level - start_level.',
});
const contribution = z.number().nullable().meta({
  description:
    'The same in percent of start_level. Those of all rows add up to period_return. Null where start_level is 0: all was lost before.',
});

export const lineContribution = z.object({
  ticker: z.string().meta({
    description: 'What the line is called at the end of the range; held under older names, it is the same line.',
  }),
  name: z.string().nullable().meta({ description: 'Of the company, as reference data have it now.' }),
  sector: z.string().nullable().meta({ description: 'As reference data have it now, not as it was.' }),
  sessions: z.int().meta({ description: 'Published sessions of the range that it was held into.' }),
  first_session: z.iso.date().meta({ description: 'The first session that it earned a return on, within the range.' }),
  last_session: z.iso.date().meta({ description: 'The last one.' }),
  average_weight: z.number().meta({
    description: 'Mean over those sessions of its weight at the close before, as a fraction: 0.01 means 1 %.',
  }),
  contribution_points: points,
  contribution,
});
export type LineContributionRow = z.infer<typeof lineContribution>;

export const sectorContribution = z.object({
  sector: z.string().nullable().meta({
    description: 'As reference data have it now, not as it was. Null: the lines whose sector is not known.',
  }),
  lines: z.int().meta({ description: 'Lines of the sector that were held into any session of the range.' }),
  average_weight: z.number().meta({
    description:
      'Mean over all sessions of the range of the weight that its lines had together at the close before, as a fraction.',
  }),
  contribution_points: points,
  contribution,
});
export type SectorContributionRow = z.infer<typeof sectorContribution>;

export const contributionsAnswer = z.object({
  index: z.string(),
  start_date: z.iso.date(),
  end_date: z.iso.date(),
  by: z.enum(['line', 'sector']),
  start_session: z.iso.date().meta({
    description:
      'The last published session before start_date, at whose close the range begins to count; where there is none, the base session.',
  }),
  end_session: z.iso.date().meta({ description: 'The last published session of the range.' }),
  sessions: z.int().meta({ description: 'Published sessions of the range with a return.' }),
  start_level: z.number().meta({ description: 'Level at the close of start_session.' }),
  end_level: z.number().meta({ description: 'Level at the close of end_session.' }),
  period_return: z.number().nullable().meta({
    description: 'Percent: end_level over start_level, minus one. Null where start_level is 0.',
  }),
  data: z.array(z.union([lineContribution, sectorContribution])).meta({
    description: 'Rows of lines or of sectors, as `by` asks; the largest contribution first, equal ones by ticker.',
  }),
  data_source: dataSource,
});
export type ContributionsAnswer = z.infer<typeof contributionsAnswer>;

export const contributionsExample = {
  index: 'top100-equal',
  start_date: '2023-01-01',
  end_date: '2023-01-31',
  by: 'line',
  start_session: '2023-01-03',
  end_session: '2023-01-31',
  sessions: 19,
  start_level: 1000,
  end_level: 1067.4178020134214,
  period_return: 6.741780201342137,
  data: [
    {
      ticker: 'TSLA',
      name: 'Tesla Inc.',
      sector: 'Consumer Discretionary',
      sessions: 19,
      first_session: '2023-01-04',
      last_session: '2023-01-31',
      average_weight: 0.01,
      contribution_points: 5.108,
      contribution: 0.5108,
    },
  ],
};

import { z } from 'zod';
import { asKnownAt, asKnownAtEcho } from './as-known-at.schema.js';
import { dataSource } from './data-source.schema.js';
import { rangeFields, withRangeRules } from './date-range.schema.js';
import { gaps } from './performance.schema.js';
import { formatField } from './representation.schema.js';

const NO_RATE = 'is not a rate: give a fraction per year from -1 to 1, such as 0.02';

/** More than any double needs. */
const RATE_LENGTH_MAX = 40;

const RATE =
  'Risk-free rate, simple and annual, as a fraction: 0.02 means 2 % a year; 1/252 of it is taken off each return.';

/** The rate in a body, where it is a number. */
export const riskFreeNumber = z
  .number({ error: NO_RATE })
  .min(-1, { error: NO_RATE })
  .max(1, { error: NO_RATE })
  .optional()
  .meta({ description: RATE, default: 0 });

export const metricsQuery = withRangeRules(
  z.strictObject({
    ...rangeFields,
    risk_free: z
      .string()
      .max(RATE_LENGTH_MAX, { error: NO_RATE })
      .regex(/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i, { error: NO_RATE })
      .transform(Number)
      .refine((rate) => rate >= -1 && rate <= 1, { error: NO_RATE })
      .optional()
      .meta({
        description: RATE,
        type: 'number',
        minimum: -1,
        maximum: 1,
        default: 0,
      }),
    as_known_at: asKnownAt,
    ...formatField,
  }),
);
export type MetricsQuery = z.output<typeof metricsQuery>;

const figure = (description: string) => z.number().nullable().meta({ description });
const day = (description: string) => z.iso.date().nullable().meta({ description });

/** Every figure is null where it is not defined for the window. */
export const performanceFigures = z.object({
  observations: z.int().meta({ description: 'Session returns in the window.' }),
  total_return: figure('Last level over the level at base_session, minus 1; a fraction: 0.01 means 1 %.'),
  annualised_return: figure('The return per year of 252 sessions that compounds to total_return; a fraction.'),
  cagr_calendar: figure('The return per year of 365.25 days that compounds to total_return; a fraction.'),
  annualised_volatility: figure(
    'Sample standard deviation of the session returns times the square root of 252; a fraction.',
  ),
  sharpe: figure('Mean excess return over its standard deviation, times the square root of 252; a ratio.'),
  sortino: figure(
    'Mean excess return over the root mean square of the negative ones, times the square root of 252; a ratio.',
  ),
  calmar: figure('annualised_return over the depth of max_drawdown; a ratio.'),
  max_drawdown: figure('The deepest fall from a peak, the level at base_session included; a fraction from -1 to 0.'),
  max_drawdown_peak: day('The session from which it fell. Null without a fall.'),
  max_drawdown_trough: day('The session at which it was deepest. Null without a fall.'),
  max_drawdown_recovery: day(
    'The first session at or above the peak again. Null while there is none, or without a fall.',
  ),
  max_drawdown_length: z.int().nullable().meta({
    description: 'Sessions from the peak to the recovery, or to the end of the window while there is none.',
  }),
  current_drawdown: figure('The last level over the highest of the window, minus 1; a fraction from -1 to 0.'),
  hit_ratio: figure('Share of sessions with a return above 0; a fraction.'),
  best_day: figure('The largest session return; a fraction.'),
  worst_day: figure('The smallest session return; a fraction.'),
  skewness: figure(
    'Skewness of the session returns, corrected for small samples; a number without unit, 0 when symmetric.',
  ),
  excess_kurtosis: figure(
    'Kurtosis less that of a normal distribution, corrected for small samples; a number without unit.',
  ),
  var_95_historical: figure('The 5 % quantile of the session returns; a fraction per session, a loss negative.'),
  cvar_95_historical: figure(
    'Mean of the session returns up to that quantile; a fraction per session, a loss negative.',
  ),
  annualised_turnover_one_way: figure(
    'Mean one-way turnover of the sessions times 252: as a multiple of the index per year. Null for the benchmark.',
  ),
});

export const relativeFigures = z.object({
  observations: z.int().meta({ description: 'Sessions compared.' }),
  tracking_error: figure(
    'Sample standard deviation of the differences of the returns, times the square root of 252; a fraction.',
  ),
  information_ratio: figure('Mean difference of the returns times 252, over tracking_error; a ratio.'),
  beta: figure('Slope of the returns on those of the benchmark, by least squares; a ratio.'),
  alpha: figure('Intercept of that line for excess returns, compounded over 252 sessions; a fraction per year.'),
  correlation: figure('Correlation of the returns; a number from -1 to 1.'),
  up_capture: figure(
    'Annualised return over the sessions in which the benchmark rose, over that of the benchmark; a ratio.',
  ),
  down_capture: figure('The same for the sessions in which the benchmark fell; a ratio.'),
});

export const metricsAnswer = z.object({
  index: z.string(),
  start_date: z.iso.date(),
  end_date: z.iso.date(),
  as_known_at: asKnownAtEcho,
  base_session: z.iso.date().meta({
    description:
      'The session from whose close on the figures count: the last published one before start_date or, where there is none, the ' +
      'first one of the range. Its level counts, its return does not.',
  }),
  last_session: z.iso.date().meta({ description: 'The last published session of the range.' }),
  risk_free: z.number().meta({ description: 'The rate used, a fraction per year.' }),
  gaps,
  metrics: performanceFigures.meta({ description: 'Of the index. Each figure is null where it is not defined.' }),
  benchmark: z
    .object({
      name: z.literal('cap-weighted-twin'),
      metrics: performanceFigures.meta({ description: 'The same figures of the benchmark itself.' }),
      relative: relativeFigures.meta({ description: 'The index against it.' }),
    })
    .nullable()
    .meta({
      description:
        'The capitalisation-weighted twin: the same constituents, held into each session in proportion to their market caps after the ' +
        'published session before it. Null while a session of the window was stored by a release without benchmarks: ' +
        'POST /build-index goes over the index again.',
    }),
  data_source: dataSource,
});
export type MetricsAnswer = z.infer<typeof metricsAnswer>;

/** How often things happen, per company and year; all are means. */
export interface MarketRates {
  readonly listings: number;
  readonly delistings: number;
  readonly splits: number;
  readonly renames: number;
  /** Spells of 1 to 4 sessions without a row. */
  readonly halts: number;
  /** Spells of 1 to 5 rows without a market cap. */
  readonly missingCaps: number;
}

/** What makes a simulated market; the same options give the same market, byte for byte. */
export interface MarketOptions {
  readonly seed: number;
  /** First and last calendar date, 'YYYY-MM-DD', both included; the sessions are those of the exchange calendar between them. */
  readonly firstDate: string;
  readonly lastDate: string;
  /** Lines listed at the start; companies that leave are replaced at about the same rate. */
  readonly lines: number;
  readonly rates: MarketRates;
  /** Share of companies with two listed classes, each carrying the cap of the whole company. */
  readonly twoClassShare: number;
  /** Share of companies that pay a quarterly dividend. */
  readonly dividendShare: number;
  /** Sessions that the simulated source lost altogether: no row of any line. */
  readonly missingSessions: readonly string[];
  /** Sessions of which only a part of the rows arrived. */
  readonly partialSessions: readonly string[];
}

/** The market of the demo: three years, two bad days, none of them in January 2023. */
export const defaultMarket: MarketOptions = {
  seed: 20220103,
  firstDate: '2022-01-03',
  lastDate: '2024-12-31',
  lines: 620,
  rates: { listings: 0.03, delistings: 0.03, splits: 0.04, renames: 0.006, halts: 0.08, missingCaps: 0.05 },
  twoClassShare: 0.025,
  dividendShare: 0.55,
  missingSessions: ['2022-09-14'],
  partialSessions: ['2023-10-18'],
};

/** A market in which nothing happens but prices: for tests that look at one thing at a time. */
export const calmRates: MarketRates = { listings: 0, delistings: 0, splits: 0, renames: 0, halts: 0, missingCaps: 0 };

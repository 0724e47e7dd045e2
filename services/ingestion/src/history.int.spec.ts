import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { Service, Topic } from '#contracts/topics';
import { ImportStore } from '../test/import-store.js';
import { decideQuality } from './quality/decide-quality.js';

/**
 * What replaces a value keeps it: from the present rows and the history beside them, the market data are again what they were after any
 * revision, whatever files came and whatever operators set in them.
 */

const dates = ['2023-01-12', '2023-01-13', '2023-01-17'];
const tickers = ['A', 'B', 'C'];
const small = fc.integer({ min: 1, max: 3 });

interface Line {
  readonly date: string;
  readonly ticker: string;
  readonly values: readonly (number | null)[];
}
type Step =
  | { readonly kind: 'prices' | 'splits' | 'dividends' | 'renames'; readonly text: string }
  | { readonly kind: 'override'; readonly date: string; readonly ticker: string; readonly values: object };

const pricesStep: fc.Arbitrary<Step> = fc
  .tuple(
    fc.subarray(['split_ratio', 'dividend', 'shares', 'volume']),
    fc.uniqueArray(
      fc.record<Line>({
        date: fc.constantFrom(...dates),
        ticker: fc.constantFrom(...tickers),
        values: fc.tuple(...Array.from({ length: 5 }, () => fc.option(small, { freq: 3 }))),
      }),
      { minLength: 1, maxLength: 6, selector: ({ date, ticker }) => `${date} ${ticker}` },
    ),
    fc.array(small, { minLength: 6, maxLength: 6 }),
  )
  .map(([columns, lines, closes]) => {
    const rows = lines.map(({ date, ticker, values }, position) =>
      [date, ticker, closes[position], ...['cap', ...columns].map((_, column) => values[column] ?? '')].join(','),
    );
    return {
      kind: 'prices',
      text: [['date', 'ticker', 'close', 'market_cap', ...columns].join(','), ...rows, ''].join('\n'),
    };
  });

const eventStep: fc.Arbitrary<Step> = fc
  .tuple(
    fc.constantFrom('splits' as const, 'dividends' as const),
    fc.constantFrom(...dates),
    fc.constantFrom(...tickers),
    small,
  )
  .map(([kind, date, ticker, value]) => {
    const column = kind === 'splits' ? 'factor' : 'amount';
    return { kind, text: `ticker,ex_date,${column}\n${ticker},${date},${value}\n` };
  });

const renameStep: fc.Arbitrary<Step> = fc
  .tuple(fc.constantFrom(...dates), fc.constantFrom(...tickers), fc.constantFrom('X', 'Y', 'Z'))
  .map(([date, ticker, name]) => ({
    kind: 'renames',
    text: `ticker,effective_on,new_ticker\n${ticker},${date},${name}\n`,
  }));

const overrideStep: fc.Arbitrary<Step> = fc
  .record({
    date: fc.constantFrom(...dates),
    ticker: fc.constantFrom(...tickers),
    values: fc.record(
      { close: small, market_cap: fc.option(small), eligible: fc.constantFrom(true, false, null) },
      { requiredKeys: [] },
    ),
  })
  .filter(({ values }) => Object.keys(values).length > 0)
  .map((step) => ({ kind: 'override', ...step }));

let store: ImportStore;
beforeAll(async () => {
  store = await ImportStore.openPglite();
});
afterAll(() => store.close());

async function take(step: Step): Promise<void> {
  if (step.kind !== 'override') {
    const { end } = await store.import(step.kind, step.text);
    expect(end).toMatchObject({ status: 'succeeded', result: { rows_rejected: 0 } });
    return;
  }
  const { date, ticker, values } = step;
  const body = { ...{ job_id: randomUUID(), date, ticker, values }, ...{ reason: 'seen', decided_by: 'Ada' } };
  await decideQuality(store.parts, {
    ...{ id: randomUUID(), topic: Topic.qualityDecisionRequested, source: Service.queryGateway, key: 'us' },
    ...{ time: store.now.toISOString(), traceparent: null, body: { action: 'override', ...body } },
  });
}

const PRICES = `date, ticker, open, high, low, close, volume, market_cap, eligible, issuer, delisting_return, shares, shares_source,
  shares_known_on, vendor_market_cap, cap_source, source, revision`;
const ACTIONS = 'ticker, ex_date, kind, value, revision';
const RENAMES = 'ticker, effective_on, new_ticker, source, revision';
const histories = [
  { present: 'stock_prices', history: 'stock_price_history', columns: PRICES },
  { present: 'corporate_actions', history: 'corporate_action_history', columns: ACTIONS },
  { present: 'ticker_changes', history: 'ticker_change_history', columns: RENAMES },
];

/** As it stands. */
async function present(): Promise<object[][]> {
  return Promise.all(
    histories.map(({ present, columns }) => store.owner.query(`select ${columns} from ${present} order by 1, 2, 3`)),
  );
}

async function asOf(revision: number): Promise<object[][]> {
  return Promise.all(
    histories.map(({ present, history, columns }) =>
      store.owner.query(
        `select ${columns} from ${present} where revision <= $1
         union all select ${columns} from ${history} where revision <= $1 and superseded_by > $1 order by 1, 2, 3`,
        [revision],
      ),
    ),
  );
}

it('gives back what was stored after any revision', async () => {
  const steps = fc.array(
    fc.oneof(
      { weight: 4, arbitrary: pricesStep },
      { weight: 2, arbitrary: eventStep },
      { weight: 1, arbitrary: renameStep },
      { weight: 2, arbitrary: overrideStep },
    ),
    { minLength: 2, maxLength: 10 },
  );
  await fc.assert(
    fc.asyncProperty(steps, async (taken) => {
      await store.clear();
      await store.owner.executeScript('truncate quality_findings, quality_decisions');
      const known = new Map<number, object[][]>();
      for (const step of taken) {
        await take(step);
        const revision = await store.revision();
        const found = await present();
        // Without a new revision nothing is other than before.
        expect(found).toEqual(known.get(revision) ?? found);
        known.set(revision, found);
      }
      for (const [revision, found] of known) expect(await asOf(revision)).toEqual(found);
      const revisions = await store.owner.query<{ revision: number; rows: number }>(
        'select revision, rows from market_revisions order by revision',
      );
      expect(revisions.map(({ revision }) => revision)).toEqual(revisions.map((_, position) => position + 1));
      expect(revisions).toHaveLength(await store.revision());
      expect(revisions.every(({ rows }) => rows > 0)).toBe(true);
    }),
    { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 25), endOnFailure: true },
  );
}, 300_000);

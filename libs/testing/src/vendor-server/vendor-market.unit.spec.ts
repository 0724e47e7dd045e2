import { createHash } from 'node:crypto';
import { calmRates } from '../market-simulator/market-options.js';
import { truthFiles, truthKinds } from './market-truth.js';
import type { TruthKind } from './market-truth.js';
import { newestPublished, newYorkDate, newYorkInstant, publishedAt } from './new-york-time.js';
import { shareFilings, sharesKnownOn, splitFactor } from './share-filings.js';
import type { ShareFiling } from './share-filings.js';
import { spelledFor } from './ticker-spelling.js';
import { nameOn } from './vendor-line.js';
import { VendorMarket } from './vendor-market.js';
import { defaultVendorMarket } from './vendor-market-options.js';
import type { VendorMarketOptions } from './vendor-market-options.js';
import { createRandom } from '../market-simulator/random.js';

const small: VendorMarketOptions = { ...defaultVendorMarket, lines: 60, lastDate: '2024-06-28' };
const calm: VendorMarketOptions = { ...small, rates: calmRates, twoClassShare: 0 };

function rowsOf(market: VendorMarket, kind: TruthKind): string[][] {
  const text = Buffer.concat([...truthFiles(market)[kind]()]).toString('utf8');
  return text
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((row) => row.split(','));
}

function digest(options: VendorMarketOptions): string {
  const market = new VendorMarket(options);
  const hash = createHash('sha256');
  for (const kind of truthKinds) for (const bytes of truthFiles(market)[kind]()) hash.update(bytes);
  return hash.digest('hex');
}

describe('time in New York', () => {
  it('is four hours behind in summer and five in winter, also right after the clocks change', () => {
    expect(newYorkInstant('2024-03-08', '16:00').toISOString()).toBe('2024-03-08T21:00:00.000Z');
    expect(newYorkInstant('2024-03-11', '16:00').toISOString()).toBe('2024-03-11T20:00:00.000Z');
    expect(newYorkInstant('2024-11-04', '19:30').toISOString()).toBe('2024-11-05T00:30:00.000Z');
    expect(newYorkDate(new Date('2024-11-05T04:59:00Z'))).toBe('2024-11-04');
  });

  it('has a session a quarter of an hour after its close, early closes earlier', () => {
    expect(publishedAt('2024-07-03').toISOString()).toBe('2024-07-03T17:15:00.000Z');
    expect(publishedAt('2024-07-05').toISOString()).toBe('2024-07-05T20:15:00.000Z');
    expect(newestPublished(new Date('2024-07-03T17:14:59Z'))).toBe('2024-07-02');
    expect(newestPublished(new Date('2024-07-03T17:15:00Z'))).toBe('2024-07-03');
    expect(newestPublished(new Date('2024-07-05T20:00:00Z'))).toBe('2024-07-03');
  });
});

describe('share counts', () => {
  const filing = (end: string, filed: string, shares: number): ShareFiling => ({
    end,
    filed,
    shares,
    form: '10-Q',
    fiscalYear: 2024,
    fiscalPeriod: 'Q1',
  });
  const filings = [filing('2024-01-20', '2024-02-01', 1000), filing('2024-04-20', '2024-05-06', 4000)];

  it('are those filed by the day, times the splits after the day counted', () => {
    const splits = [{ exDate: '2024-04-10', factor: 4 }];
    expect(sharesKnownOn(filings, splits, '2024-01-31')).toBeNull();
    expect(sharesKnownOn(filings, splits, '2024-02-01')).toBe(1000);
    expect(sharesKnownOn(filings, splits, '2024-04-09')).toBe(1000);
    // From the ex-date on, though no filing says so yet; and not twice once one does.
    expect(sharesKnownOn(filings, splits, '2024-04-10')).toBe(4000);
    expect(sharesKnownOn(filings, splits, '2024-05-06')).toBe(4000);
  });

  it('count a split between the day counted and the day of filing', () => {
    const splits = [{ exDate: '2024-04-25', factor: 2 }];
    expect(sharesKnownOn(filings, splits, '2024-05-06')).toBe(8000);
    expect(splitFactor(splits, '2024-04-25', '2025-01-01')).toBe(1);
  });

  it('are filed every quarter on working days, known after the day counted and whole after every split', () => {
    const splits = [
      { exDate: '2023-05-02', factor: 1.5 },
      { exDate: '2023-09-05', factor: 0.1 },
    ];
    const made = shareFilings(
      {
        shares: 123_456_789,
        listedFrom: '2023-01-03',
        lastDay: '2024-12-31',
        splits,
        changes: true,
        oddities: { placeholder: true, amendments: true },
      },
      createRandom(7, 1),
    );
    expect(made[0]?.shares).toBe(100);
    expect(made.some(({ form }) => form === '10-K/A')).toBe(true);
    for (const { end, filed, shares } of made.slice(1)) {
      expect(filed > end).toBe(true);
      expect([1, 2, 3, 4, 5]).toContain(new Date(filed).getUTCDay());
      expect(shares % 1000).toBe(0);
      expect(Number.isInteger(Number(sharesKnownOn(made, splits, filed)))).toBe(true);
    }
    const ends = made.filter(({ form }) => form !== '10-K/A').map(({ end }) => end);
    expect(ends).toHaveLength(new Set(ends).size);
    expect(made.filter(({ filed }) => filed.startsWith('2024') && filed < '2024-12')).toHaveLength(5);
  });
});

describe('the truth', () => {
  it('is, on a market of two lines, close times shares of each class, summed in their order, on both lines', () => {
    const market = new VendorMarket({ ...calm, lines: 2, twoClassShare: 1, lastDate: '2024-01-04' });
    const [first, second] = market.lines;
    expect(first?.company).toBe(second?.company);
    const prices = rowsOf(market, 'prices');
    expect(prices).toHaveLength(6);
    const [rowA, rowB] = prices;
    const sharesA = Number(market.sharesOn(market.lines[0]!, '2024-01-02'));
    const sharesB = Number(market.sharesOn(market.lines[1]!, '2024-01-02'));
    const cap = Number(rowA?.[5]) * sharesA + Number(rowB?.[5]) * sharesB;
    expect(rowA?.slice(0, 2)).toEqual(['2024-01-02', first?.names[0]?.ticker]);
    expect([rowA?.[7], rowB?.[7]]).toEqual([String(cap), String(cap)]);
    expect(cap).toBeGreaterThan(2e12);
  });

  it('has the same bytes for the same options, and others for another seed', () => {
    expect(digest(small)).toBe(digest(small));
    expect(digest({ ...small, seed: 2 })).not.toBe(digest(small));
  });

  it('holds common stock alone, although funds and receipts are larger', () => {
    const market = new VendorMarket(small);
    const types = new Set(market.lines.map(({ type }) => type));
    expect([...types].sort()).toEqual(['ADRC', 'CS', 'ETF', 'PFD', 'UNIT', 'WARRANT']);
    const tickers = new Set(rowsOf(market, 'prices').map(([, ticker]) => ticker));
    for (const line of market.lines) {
      const ticker = line.names[0]?.ticker ?? '';
      if (line.type !== 'CS') expect([ticker, tickers.has(ticker)]).toEqual([ticker, false]);
    }
    const fund = market.lines.find(({ type }) => type === 'ETF');
    const [giant] = market.largest(0, 1);
    expect(market.marketCap(fund!, 0)).toBeGreaterThan(Number(market.marketCap(giant!, 0)));
    expect(market.lines.map((line) => line.compositeFigi)).toHaveLength(
      new Set(market.lines.map((line) => line.compositeFigi)).size,
    );
    expect(fund?.shareClassFigi).toMatch(/^BBG[0-9A-Z]{9}$/);
  });

  it('has known shares for every line from its first session on', () => {
    const market = new VendorMarket({ ...small, rates: { ...small.rates, listings: 0.6, splits: 1 } });
    for (const row of rowsOf(market, 'prices')) expect([row[1], Number(row[7]) > 0]).toEqual([row[1], true]);
  });
});

describe('what a test scripts', () => {
  const events = [
    { kind: 'split', company: 1, session: '2024-03-01', factor: 4 },
    { kind: 'rename', company: 2, session: '2024-04-01', ticker: 'NEWQX', name: 'Newquox Systems' },
    { kind: 'delisting', company: 3, lastSession: '2024-05-10', announced: true },
    { kind: 'delisting', company: 4, lastSession: '2024-05-10', announced: false },
  ] as const;
  const market = new VendorMarket({ ...calm, events });
  const before = new VendorMarket(calm);

  it('happens to the companies that it names, on the days that it names', () => {
    const splitting = market.lines[0]!;
    expect(splitting.splits).toEqual([{ exDate: '2024-03-01', factor: 4 }]);
    const position = Number(market.positionOf('2024-03-01'));
    const closes = [splitting.prices.close[position - 1], splitting.prices.close[position]];
    expect(Math.abs(Math.log((4 * Number(closes[1])) / Number(closes[0])))).toBeLessThan(0.2);
    const caps = [market.marketCap(splitting, position - 1), market.marketCap(splitting, position)];
    expect(Math.abs(Math.log(Number(caps[1]) / Number(caps[0])))).toBeLessThan(0.2);

    const renamed = market.lines[1]!;
    const oldTicker = before.lines[1]?.names[0]?.ticker;
    expect(rowsOf(market, 'renames')).toEqual([[oldTicker, '2024-04-01', 'NEWQX']]);
    expect(nameOn(renamed, '2024-03-31')?.ticker).toBe(oldTicker);
    expect(market.lineOf('NEWQX', '2024-04-01')).toBe(renamed);
    expect(market.lineOf('NEWQX', '2024-03-28')).toBeUndefined();

    const [announced, silent] = [market.lines[2]!, market.lines[3]!];
    for (const line of [announced, silent]) {
      expect(line.prices.close[Number(market.positionOf('2024-05-10'))]).toBeGreaterThan(0);
      expect(line.prices.close[Number(market.positionOf('2024-05-13'))]).toBeNaN();
    }
    expect([market.isListed(announced, '2024-05-13'), market.isListed(silent, '2024-05-13')]).toEqual([false, true]);
    const delisted = rowsOf(market, 'stocks').filter((row) => row[7] !== '');
    expect(delisted.map((row) => [row[0], row[7]])).toEqual([[announced.names[0]?.ticker, '2024-05-10']]);
  });

  it('leaves all others as they were', () => {
    for (const [number, line] of market.lines.entries()) {
      if (number < 4 || line.type !== 'CS') continue;
      expect(line.prices.close).toEqual(before.lines[number]?.prices.close);
    }
  });

  it('is refused where it cannot be', () => {
    const script = (event: (typeof events)[number]) => (): VendorMarket =>
      new VendorMarket({ ...calm, events: [event] });
    expect(script({ ...events[0], company: 999 as 1 })).toThrow('company is 999');
    expect(script({ ...events[0], session: '2024-03-02' as '2024-03-01' })).toThrow('session is 2024-03-02');
    expect(script({ ...events[1], ticker: before.lines[9]?.names[0]?.ticker as 'NEWQX' })).toThrow('it is in use');
  });
});

describe('tickers', () => {
  it('are written as each vendor does', () => {
    expect(['massive', 'fmp', 'sec', 'nasdaq'].map((vendor) => spelledFor(vendor as 'sec', 'ABQ.B'))).toEqual([
      'ABQ.B',
      'ABQ-B',
      'ABQ-B',
      'ABQ/B',
    ]);
    expect(spelledFor('fmp', 'ABQpA')).toBe('ABQ-PA');
    expect(spelledFor('nasdaq', 'ABQpA')).toBe('ABQ^A');
  });
});

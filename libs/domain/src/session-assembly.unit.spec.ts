import type { ListedLine } from './listing-changes.js';
import type { KnownShares } from './market-cap.js';
import { assembleSession, withOverrides, type MarketBar, type SessionParts } from './session-assembly.js';

const bar = (ticker: string, close: number, marketCap: number | null = null): MarketBar => ({
  ticker,
  open: close,
  high: close,
  low: close,
  close,
  volume: 100,
  marketCap,
});
const listing = (ticker: string, issuer: string | null, type = 'CS', exchange = 'NYSE'): [string, ListedLine] => [
  ticker,
  {
    ticker,
    permanentId: `id-${ticker}`,
    name: null,
    sector: null,
    exchange,
    issuer,
    type,
    listedOn: null,
  },
];
const shares = (adjusted: number): KnownShares => ({
  adjusted,
  shares: adjusted,
  knownOn: '2024-01-02',
  asOf: '2023-12-31',
  source: 'sec',
});
const assemble = (parts: Partial<SessionParts>) =>
  assembleSession({
    session: '2024-01-16',
    bars: [],
    listings: null,
    shares: new Map(),
    vendorCaps: new Map(),
    vendor: 'fmp',
    previousCloses: new Map(),
    ...parts,
  });
const caps = (parts: Partial<SessionParts>) =>
  assemble(parts).rows.map(({ ticker, marketCap, capSource }) => [ticker, marketCap, capSource]);

describe('assembling a session', () => {
  it('takes the cap from close and shares, and keeps what it was made of beside the vendor’s figure', () => {
    const [row] = assemble({
      bars: [bar('ONE', 20)],
      listings: new Map([listing('ONE', '0000000001')]),
      shares: new Map([['ONE', shares(50)]]),
      vendorCaps: new Map([['ONE', 990]]),
    }).rows;
    expect(row).toMatchObject({
      marketCap: 1000,
      shares: 50,
      sharesSource: 'sec',
      sharesKnownOn: '2024-01-02',
      vendorMarketCap: 990,
      capSource: 'shares',
      issuer: '0000000001',
    });
  });

  it('gives every class of a company the cap of the company, also when one of them did not trade', () => {
    const classes = {
      listings: new Map([listing('TWO.A', '2'), listing('TWO.B', '2')]),
      shares: new Map([
        ['TWO.A', shares(10)],
        ['TWO.B', shares(4)],
      ]),
    };
    expect(caps({ ...classes, bars: [bar('TWO.A', 30), bar('TWO.B', 25)] })).toEqual([
      ['TWO.A', 400, 'shares'],
      ['TWO.B', 400, 'shares'],
    ]);
    const halted = { ...classes, bars: [bar('TWO.A', 30)], previousCloses: new Map([['TWO.B', 26]]) };
    expect(caps(halted)).toEqual([['TWO.A', 404, 'shares']]);
  });

  it('takes the vendor’s figure where shares are not known, and of a class rather than nothing', () => {
    const listings = new Map([listing('TWO.A', '2'), listing('TWO.B', '2'), listing('NEW', '3')]);
    const known = new Map([['TWO.A', shares(10)]]);
    const bars = [bar('TWO.A', 30), bar('TWO.B', 25), bar('NEW', 5)];
    const vendorCaps = new Map([
      ['TWO.A', 410],
      ['TWO.B', 410],
    ]);
    expect(caps({ bars, listings, shares: known, vendorCaps })).toEqual([
      ['TWO.A', 410, 'fmp'],
      ['TWO.B', 410, 'fmp'],
      ['NEW', null, null],
    ]);
    expect(caps({ bars, listings, shares: known })[0]).toEqual(['TWO.A', 300, 'shares']);
  });

  it('leaves out what is no common stock on that day, and counts it', () => {
    const listings = new Map([
      listing('GOOD', '1'),
      listing('FUND', null, 'ETF'),
      listing('FOREIGN', '4', 'ADRC'),
      listing('PINK', '5', 'CS', 'OTC Link'),
    ]);
    const bars = ['GOOD', 'FUND', 'FOREIGN', 'PINK', 'NOBODY'].map((ticker) => bar(ticker, 10));
    const { rows, excluded } = assemble({ bars, listings });
    expect(rows.map(({ ticker }) => ticker)).toEqual(['GOOD']);
    expect(excluded).toEqual({ ETF: 1, ADRC: 1, CS: 1, unknown: 1 });
    expect(assemble({ bars }).rows).toHaveLength(5);
  });

  it('moves with a close that an operator sets only the part of that class', () => {
    const { rows } = assemble({
      bars: [bar('TWO.A', 10), bar('TWO.B', 20), bar('ONE', 5)],
      listings: new Map([listing('TWO.A', '2'), listing('TWO.B', '2'), listing('ONE', '1')]),
      shares: new Map([
        ['TWO.A', shares(100)],
        ['TWO.B', shares(10)],
        ['ONE', shares(7)],
      ]),
    });
    const set = withOverrides(
      rows,
      new Map([
        ['TWO.A', { close: 11 }],
        ['ONE', { close: 6 }],
      ]),
    );
    expect(set.map(({ ticker, marketCap }) => [ticker, marketCap])).toEqual([
      ['TWO.A', 1300],
      ['TWO.B', 1200],
      ['ONE', 42],
    ]);
  });
});

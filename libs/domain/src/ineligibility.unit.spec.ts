import { reference } from '../test/market-table.js';
import { ineligibility } from './ineligibility.js';
import type { LineState } from './line-state.js';

const session = '2024-01-03';
const all = { sectors: null, exchanges: null };
const context = { session, filter: all, wasMember: false, forgotten: null };

const state = (said: Partial<LineState> = {}): LineState => ({
  ...{ ticker: 'A', issuer: null, price: 10, shares: 10, marketCap: 100, staleSessions: 0, markedEligible: true },
  ...{ dead: false, priceSession: session, sharesSession: session },
  ...said,
});

describe('what keeps a line out of the ranking', () => {
  it.each([
    ['nothing', state(), undefined, null],
    ['nothing, with words of it', state(), reference({ type: 'Common Stock', exchange: 'NYSE' }), null],
    ['that nothing is known of it', undefined, undefined, 'not_listed'],
    ['that its listing begins later', state(), reference({ listedOn: '2024-01-04' }), 'not_listed'],
    ['its type', state(), reference({ type: 'ETF' }), 'type'],
    ['its exchange', state(), reference({ exchange: 'OTC Markets' }), 'exchange'],
    ['its death', state({ dead: true }), undefined, 'delisted'],
    ['a delisting that reference data tell of', state(), reference({ delistedOn: '2024-01-02' }), 'delisted'],
    ['a mark', state({ markedEligible: false }), undefined, 'marked'],
    ['that its cap is not known', state({ marketCap: null }), undefined, 'no_market_cap'],
    ['that it did not trade', state({ staleSessions: 1 }), undefined, 'stale'],
    // The gravest is told, and what reference data say before what rows do.
    ['several things', state({ dead: true, marketCap: null }), reference({ type: 'ETF' }), 'delisted'],
    ['several smaller things', state({ marketCap: null, staleSessions: 1 }), undefined, 'no_market_cap'],
  ])('is %s', (_, line, said, expected) => {
    expect(ineligibility(line, said, context)).toBe(expected);
  });

  it('is not that it did not trade, when a member may be carried', () => {
    const carried = { ...context, wasMember: true };
    expect(ineligibility(state({ staleSessions: 5 }), undefined, carried)).toBeNull();
    expect(ineligibility(state({ staleSessions: 6 }), undefined, carried)).toBe('stale');
  });

  it('of a line that is forgotten is how its last row left it', () => {
    const traded = { ...context, forgotten: { session: '2023-12-01', dead: false } };
    expect(ineligibility(undefined, undefined, traded)).toBe('stale');
    expect(ineligibility(undefined, reference({ delistedOn: '2023-12-04' }), traded)).toBe('delisted');
    expect(ineligibility(undefined, undefined, { ...traded, forgotten: { session: '2023-12-01', dead: true } })).toBe(
      'delisted',
    );
  });

  it('is the filter of the index, also where the sector is not known', () => {
    const filter = { sectors: ['Energy'], exchanges: null };
    expect(ineligibility(state(), reference({ sector: 'Energy' }), { ...context, filter })).toBeNull();
    expect(ineligibility(state(), reference({ sector: 'Tools' }), { ...context, filter })).toBe('filter');
    expect(ineligibility(state(), undefined, { ...context, filter })).toBe('filter');
  });
});

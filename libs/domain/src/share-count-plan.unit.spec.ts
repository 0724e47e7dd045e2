import { linesToCount, type LineToCount } from './share-count-plan.js';

const line = (ticker: string, changes: Partial<LineToCount> = {}): LineToCount => ({
  lineId: ticker,
  ticker,
  issuer: '1',
  dollarVolume: 1,
  lastMarketCap: null,
  newest: null,
  checkedOn: null,
  ...changes,
});
const asked = (lines: readonly LineToCount[], session = '2024-06-03', size = 1): string[] =>
  linesToCount(lines, { session, size }).map(({ ticker }) => ticker);
const filed = (knownOn: string): LineToCount['newest'] => ({ knownOn, source: 'sec' });

describe('whose shares are asked for', () => {
  it('are those that nobody has asked for, the largest first, five times the seats deep', () => {
    const lines = Array.from({ length: 30 }, (_, position) => line(`L${position}`, { dollarVolume: position }));
    expect(asked(lines)).toEqual(['L29', 'L28', 'L27', 'L26', 'L25']);
    // By cap the other end is large: both ends count.
    const withCaps = lines.map((one, position) => ({ ...one, lastMarketCap: 100 - position }));
    expect(asked(withCaps)).toHaveLength(10);
  });

  it('are those whose company is about to file, daily; weekly where it is late', () => {
    const due = (knownOn: string, checkedOn: string): boolean =>
      asked([line('A', { newest: filed(knownOn), checkedOn })]).length === 1;
    expect(due('2024-03-16', '2024-05-31')).toBe(false); // 79 days
    expect(due('2024-03-15', '2024-05-31')).toBe(true); // 80 days
    expect(due('2024-03-15', '2024-06-03')).toBe(false); // asked today
    expect(due('2024-01-20', '2024-05-31')).toBe(false); // 135 days, asked three days ago
    expect(due('2024-01-20', '2024-05-27')).toBe(true); // a week ago
  });

  it('are the others once in four weeks', () => {
    expect(asked([line('A', { checkedOn: '2024-05-07' })])).toEqual([]);
    expect(asked([line('A', { checkedOn: '2024-05-06' })])).toEqual(['A']);
    const vendor = { knownOn: '2024-01-01', source: 'massive' };
    expect(asked([line('A', { newest: vendor, checkedOn: '2024-05-20' })])).toEqual([]);
  });

  it('are those of a session before the day on which they were asked for, unless a filing or a count of the time is known', () => {
    const due = (newest: LineToCount['newest']): boolean =>
      asked([line('A', { newest, checkedOn: '2024-06-10' })]).length === 1;
    expect(due(null)).toBe(true);
    expect(due({ knownOn: '2024-05-07', source: 'massive' })).toBe(false); // 27 days
    expect(due({ knownOn: '2024-05-06', source: 'massive' })).toBe(true);
    expect(due(filed('2024-01-20'))).toBe(false);
  });
});

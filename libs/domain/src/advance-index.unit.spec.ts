import {
  changeOn,
  dividend,
  levelOn,
  marketTable,
  membersOn,
  publishedOn,
  reference,
  repeated,
  smallIndex,
  split,
  weightsOn,
} from '../test/market-table.js';
import { runIndex, type IndexRun, type Market } from '../test/run-index.js';
import { compositionHashText } from './advance-index.js';
import type { IndexDefinition } from './index-definition.js';

/** Three lines, of which A and B are the two largest. */
const two = smallIndex(2);
const daily = (text: string, options = {}, changes: Partial<IndexDefinition> = {}): IndexRun =>
  runIndex({ ...two, ...changes }, marketTable(text, { crowd: true, ...options }));

/** Without the crowd's rows on one session, which makes it a partial load. */
function withoutCrowd(market: Market, session: string): Market {
  const rows = new Map(market.rows);
  rows.set(
    session,
    (rows.get(session) ?? []).filter(({ ticker }) => !/^F\d\d$/.test(ticker)),
  );
  return { ...market, rows };
}

const statuses = (run: IndexRun): string[] => run.outcomes.map(({ session, status }) => `${session} ${status}`);

describe('the first composition', () => {
  const run = daily(`
                A       B       C
    2024-01-02  10/300  20/200  5/100
  `);

  it('given three lines for two seats, then the two largest weigh one half each, at level 1000', () => {
    expect(publishedOn(run, '2024-01-02').constituents).toEqual([
      { ticker: 'A', weight: 0.5, rank: 1, close: 10, marketCap: 300, staleSessions: 0 },
      { ticker: 'B', weight: 0.5, rank: 2, close: 20, marketCap: 200, staleSessions: 0 },
    ]);
    expect(levelOn(run, '2024-01-02')).toBe(1000);
  });

  it('is initialized: no change, no return and no turnover', () => {
    expect(publishedOn(run, '2024-01-02')).toMatchObject({ change: null, rebalanced: true, notes: [] });
    expect(run.levels).toMatchObject([{ sessionReturn: null, dailyReturn: null, turnover: null }]);
  });

  it('given equal caps at the last seat, then the ticker decides by code unit', () => {
    const tied = daily(
      `
                  BA      B.A     B       A
      2024-01-02  10/100  10/100  10/100  10/900
    `,
      {},
      { size: 3 },
    );
    expect(membersOn(tied, '2024-01-02')).toBe('A B B.A');
  });
});

describe('a daily index', () => {
  const table = `
                A       B       C
    2024-01-02  10/300  20/200  5/100
    2024-01-03  12/360  20/200  9/250
    2024-01-04  12/360  20/200  9/250
  `;

  it('given that A rises by 20 %, then the halves held return 10 %; what C did before it was held does not count', () => {
    const run = daily(table);
    expect(levelOn(run, '2024-01-03')).toBeCloseTo(1100, 10);
    expect(levelOn(run, '2024-01-04')).toBeCloseTo(1100, 10);
  });

  it('given that C overtakes B, then C replaces it at the close, and nothing changes after', () => {
    const run = daily(table);
    expect(changeOn(run, '2024-01-03')).toBe('+C (2, was 3) -B (3, was 2, rank)');
    expect(weightsOn(run, '2024-01-03')).toEqual({ A: 0.5, C: 0.5 });
    expect(changeOn(run, '2024-01-04')).toBe('');
  });

  it('given 1.2 and 1.0 on halves, then A goes from 6/11 to 1/2, B from 5/11 to 0: turnover is 1/2', () => {
    const run = daily(table, {}, { cost_bps: 10 });
    expect(run.levels[1]?.turnover).toBeCloseTo(0.5, 14);
    expect(run.levels[1]?.netLevel).toBeCloseTo(1100 * (1 - 2 * 0.5 * 0.001), 10);
    expect(run.levels[2]?.turnover).toBe(0);
  });
});

describe('splits and dividends', () => {
  const table = `
                A       B
    2024-01-02  10/300  20/200
    2024-01-03  6       20/200
  `;

  it('given 2 for 1 and a close of 6, then A returned 20 % and its carried cap rose by 20 %', () => {
    const run = daily(table, { actions: [split('A', '2024-01-03', 2)] });
    expect(levelOn(run, '2024-01-03')).toBeCloseTo(1100, 10);
    expect(publishedOn(run, '2024-01-03').constituents[0]).toMatchObject({ ticker: 'A', close: 6, marketCap: 360 });
  });

  it('given that the split is not known, then it reads as a loss of 40 %', () => {
    const run = daily(table);
    expect(levelOn(run, '2024-01-03')).toBeCloseTo(800, 10);
    expect(membersOn(run, '2024-01-03')).toBe('B A');
  });

  it('given an ex-date on the base session, then the base price already has it', () => {
    const run = daily(table, { actions: [split('A', '2024-01-02', 3), split('A', '2024-01-03', 2)] });
    expect(levelOn(run, '2024-01-03')).toBeCloseTo(1100, 10);
  });

  it('given a dividend of 1 on B at 20, then only the total return has its 5 %', () => {
    const actions = [split('A', '2024-01-03', 2), dividend('B', '2024-01-03', 1)];
    expect(levelOn(daily(table, { actions }), '2024-01-03')).toBeCloseTo(1100, 10);
    expect(levelOn(daily(table, { actions }, { return: 'total' }), '2024-01-03')).toBeCloseTo(1125, 10);
  });
});

describe('a member without a row', () => {
  it('given one session without a row, then its price is carried and the gap is booked when it trades again', () => {
    const run = daily(`
                  A       B       C
      2024-01-02  10/300  20/200  5/100
      2024-01-03  -       22/220  5/100
      2024-01-04  12/360  22/220  5/100
    `);
    expect(publishedOn(run, '2024-01-03').constituents[0]).toMatchObject({ ticker: 'A', close: 10, staleSessions: 1 });
    expect(weightsOn(run, '2024-01-03')).toEqual({ A: 0.5, B: 0.5 });
    expect(levelOn(run, '2024-01-03')).toBeCloseTo(1050, 10);
    expect(levelOn(run, '2024-01-04')).toBeCloseTo(1050 * 1.1, 10);
  });

  it('given a split of that session, then the carried price is halved and no return is made up', () => {
    const run = daily(
      `
                  A       B
      2024-01-02  10/300  20/200
      2024-01-03  -       20/200
      2024-01-04  6       20/200
    `,
      { actions: [split('A', '2024-01-03', 2)] },
    );
    expect(publishedOn(run, '2024-01-03').constituents[0]).toMatchObject({ ticker: 'A', close: 5, marketCap: 300 });
    expect(levelOn(run, '2024-01-03')).toBe(1000);
    expect(levelOn(run, '2024-01-04')).toBeCloseTo(1100, 10);
    expect(publishedOn(run, '2024-01-04').constituents[0]).toMatchObject({ ticker: 'A', close: 6, marketCap: 360 });
  });

  it('given that B falls behind C and D while C has no row, then C may not enter and D does', () => {
    const run = daily(`
                  A       B       C      D
      2024-01-02  10/300  20/200  5/100  5/90
      2024-01-03  10/300  2/20    -      5/90
      2024-01-04  10/300  2/20    5/100  5/90
    `);
    expect(changeOn(run, '2024-01-03')).toBe('+D (2, was 4) -B (3, was 2, rank)');
    expect(changeOn(run, '2024-01-04')).toBe('+C (2, was -) -D (3, was 2, rank)');
  });

  const silent = `
                A       B       C
    2024-01-02  10/300  20/200  5/100
    ${repeated('2024-01-03', '2024-01-11', '- 20/200 5/100')}
  `;

  it('given five sessions without a row, then it stays; on the sixth it leaves as stale, at its carried price', () => {
    const run = daily(silent);
    expect(membersOn(run, '2024-01-09')).toBe('A B');
    expect(publishedOn(run, '2024-01-09').constituents[0]?.staleSessions).toBe(5);
    expect(changeOn(run, '2024-01-10')).toBe('+C (2, was 3) -A (-, was 1, stale)');
    expect(levelOn(run, '2024-01-11')).toBe(1000);
  });

  it("given a monthly index, then the stale line's weight goes to the others and nobody replaces it", () => {
    const run = daily(silent, {}, { schedule: 'monthly' });
    expect(weightsOn(run, '2024-01-09')).toEqual({ A: 0.5, B: 0.5 });
    expect(weightsOn(run, '2024-01-10')).toEqual({ B: 1 });
    expect(publishedOn(run, '2024-01-10').notes).toEqual(['short: 1 of 2 constituents']);
  });
});

describe('a delisting', () => {
  const table = (delisting: string): string => `
                A             B       C
    2024-01-02  10/300        20/200  5/100
    2024-01-03  ${delisting}  20/200  5/100
    2024-01-04  -             20/200  5/100
  `;

  it('given a takeover at +40 %, then half of that is earned and C takes the seat', () => {
    const run = daily(table('x0.4'));
    expect(levelOn(run, '2024-01-03')).toBeCloseTo(1200, 10);
    expect(changeOn(run, '2024-01-03')).toBe('+C (2, was 3) -A (-, was 1, delisted)');
    expect(levelOn(run, '2024-01-04')).toBeCloseTo(1200, 10);
  });

  it('given a total loss, then half of the index is lost', () => {
    const run = daily(table('x-1'));
    expect(levelOn(run, '2024-01-03')).toBe(500);
    expect(membersOn(run, '2024-01-03')).toBe('B C');
  });

  it('given a total loss of the only member, then level and net level are 0 and the next member enters', () => {
    const run = daily(table('x-1'), {}, { size: 1, cost_bps: 10 });
    expect(run.levels.map(({ level, netLevel, turnover }) => [level, netLevel, turnover])).toEqual([
      [1000, 1000, null],
      [0, 0, 0.5],
      [0, 0, 0],
    ]);
    expect(changeOn(run, '2024-01-03')).toBe('+B (1, was 2) -A (-, was 1, delisted)');
  });

  it('given the only member of a monthly index, then the level stands still without members until the rebalance', () => {
    const run = daily(
      `${table('x0.4')}
      2024-01-31  -  30/300  5/100
      2024-02-01  -  33/330  5/100
    `,
      {},
      { size: 1, schedule: 'monthly' },
    );
    expect(membersOn(run, '2024-01-04')).toBe('');
    expect(levelOn(run, '2024-01-31')).toBeCloseTo(1400, 10);
    expect(membersOn(run, '2024-01-31')).toBe('B');
    expect(levelOn(run, '2024-02-01')).toBeCloseTo(1540, 10);
  });

  it('given that it is in the rows of a partial session, then the next published session books it', () => {
    const market = marketTable(table('x-1'), { crowd: true });
    const run = runIndex(two, withoutCrowd(market, '2024-01-03'));
    expect(statuses(run)).toEqual(['2024-01-02 published', '2024-01-03 incomplete', '2024-01-04 published']);
    expect(levelOn(run, '2024-01-04')).toBe(500);
    expect(changeOn(run, '2024-01-04')).toBe('+C (2, was 3) -A (-, was 1, delisted)');
  });

  it('given that fewer lines than seats are left, then the session is not published', () => {
    const run = runIndex(smallIndex(3), marketTable(table('x-1')));
    expect(run.outcomes[1]).toMatchObject({ status: 'incomplete', eligible: 2, covered: 2 });
    expect(run.outcomes[1]).toHaveProperty('reasons.0', 'too_few_lines: 2 lines can be ranked, 3 are needed');
  });

  it('given that the ticker comes back after six sessions, then it is a new line with a new history', () => {
    const run = daily(`
                  A       B       C
      2024-01-02  10/300  20/200  5/100
      2024-01-03  x-1     20/200  5/100
      ${repeated('2024-01-04', '2024-01-11', '- 20/200 5/100')}
      2024-01-12  50/900  20/200  5/100
      2024-01-16  55/990  20/200  5/100
    `);
    expect(changeOn(run, '2024-01-12')).toBe('+A (1, was -) -C (3, was 2, rank)');
    expect(levelOn(run, '2024-01-12')).toBe(500);
    expect(levelOn(run, '2024-01-16')).toBeCloseTo(525, 10);
  });

  it('given a last listed session and no value, then the line leaves on the session after it, at its price', () => {
    const run = daily(table('11/330'), { references: { A: { delistedOn: '2024-01-03' } } });
    expect(membersOn(run, '2024-01-03')).toBe('A B');
    expect(changeOn(run, '2024-01-04')).toBe('+C (2, was 3) -A (-, was 1, delisted)');
    expect(levelOn(run, '2024-01-04')).toBeCloseTo(1050, 10);
  });
});

describe('who may be a member', () => {
  it('given a member that is marked, then its return still counts and it leaves as ineligible', () => {
    const run = daily(`
                  A        B       C
      2024-01-02  10/300   20/200  5/100
      2024-01-03  !12/360  20/200  5/100
      2024-01-04  12/360   20/200  5/100
    `);
    expect(levelOn(run, '2024-01-03')).toBeCloseTo(1100, 10);
    expect(changeOn(run, '2024-01-03')).toBe('+C (2, was 3) -A (-, was 1, ineligible)');
    expect(changeOn(run, '2024-01-04')).toBe('+A (1, was -) -C (3, was 2, rank)');
  });

  it('given a monthly index, then a marked member stays until the rebalance, without a rank', () => {
    const run = daily(
      `
                  A        B       C
      2024-01-02  10/300   20/200  5/100
      2024-01-03  !10/300  20/200  5/100
    `,
      {},
      { schedule: 'monthly' },
    );
    expect(publishedOn(run, '2024-01-03').constituents.map(({ ticker, rank }) => [ticker, rank])).toEqual([
      ['B', 1],
      ['A', null],
    ]);
  });

  it('given types and listing dates, then funds are never in and a line from its listing on', () => {
    const references = { A: { type: 'ETF' }, C: { type: 'CS', listedOn: '2024-01-03' } };
    const run = daily(
      `
                  A       B       C       D
      2024-01-02  10/900  20/200  5/300   5/100
      2024-01-03  10/900  20/200  5/300   5/100
    `,
      { references },
    );
    expect(membersOn(run, '2024-01-02')).toBe('B D');
    expect(membersOn(run, '2024-01-03')).toBe('C B');
  });

  it('given two classes of a company, then one line holds its seat, and goes on when the other becomes larger', () => {
    const references = { X: { issuer: 'X' }, 'X.B': { issuer: 'X' } };
    const run = daily(
      `
                  X       X.B     A       C
      2024-01-02  10/300  10/290  20/200  5/100
      2024-01-03  10/280  10/310  20/200  5/100
    `,
      { references },
      { share_classes: 'company' },
    );
    expect(membersOn(run, '2024-01-02')).toBe('X A');
    expect(changeOn(run, '2024-01-03')).toBe('');
    expect(membersOn(run, '2024-01-03')).toBe('X A');
  });

  it('given fewer companies than seats, then the composition is short and says so', () => {
    const references = { A: { issuer: 'X' }, B: { issuer: 'X' } };
    const run = runIndex(
      smallIndex(2, { share_classes: 'company' }),
      marketTable(
        `
                    A       B
        2024-01-02  10/300  20/200
      `,
        { references },
      ),
    );
    expect(publishedOn(run, '2024-01-02')).toMatchObject({ eligible: 2, notes: ['short: 1 of 2 constituents'] });
    expect(weightsOn(run, '2024-01-02')).toEqual({ A: 1 });
  });
});

describe('sessions that are not published', () => {
  const gap = `
                A       B       C
    2024-01-02  10/300  20/200  5/100
    2024-01-04  12/360  20/200  9/250
    2024-01-05  12/360  20/200  9/250
  `;

  it('given a session without rows, then it is missing and the next return spans it', () => {
    const run = daily(gap);
    expect(run.outcomes[1]).toMatchObject({ session: '2024-01-03', status: 'missing', eligible: 2, covered: 0 });
    expect(levelOn(run, '2024-01-04')).toBeCloseTo(1100, 10);
    expect(changeOn(run, '2024-01-04')).toBe('+C (2, was 3) -B (3, was 2, rank)');
  });

  it('given a split of the missing session, then the next session has it', () => {
    const run = daily(gap, { actions: [split('A', '2024-01-03', 0.5)] });
    expect(levelOn(run, '2024-01-04')).toBeCloseTo(1000 * (1 + 0.5 * -0.4), 10);
  });

  it('given holidays and a weekend, then they are no sessions', () => {
    const run = daily(`
                  A       B
      2024-01-12  10/300  20/200
      2024-01-16  10/300  20/200
    `);
    expect(statuses(run)).toEqual(['2024-01-12 published', '2024-01-16 published']);
  });

  it('given a partial session, then it publishes nothing and its prices are not used', () => {
    const market = marketTable(
      `
                  A       B       C
      2024-01-02  10/300  20/200  5/100
      2024-01-03  99/999  20/200  5/800
      2024-01-04  -       20/200  5/100
    `,
      { crowd: true },
    );
    const run = runIndex(two, withoutCrowd(market, '2024-01-03'));
    expect(run.outcomes[1]).toMatchObject({ status: 'incomplete', covered: 3 });
    expect(run.outcomes[1]).toHaveProperty(
      'reasons.0',
      'partial_load: 3 lines have prices, 63 had on 2024-01-02 (4.8 %, at least 95 % are needed)',
    );
    expect(publishedOn(run, '2024-01-04').constituents[0]).toMatchObject({ ticker: 'A', close: 10, staleSessions: 1 });
    expect(levelOn(run, '2024-01-04')).toBe(1000);
  });

  it('given five missing sessions, then they make nobody stale: staleness counts published sessions', () => {
    const run = daily(`
                  A       B       C
      2024-01-02  10/300  20/200  5/100
      2024-01-16  -       20/200  5/100
    `);
    expect(publishedOn(run, '2024-01-16').constituents[0]).toMatchObject({ ticker: 'A', staleSessions: 1 });
  });

  it('given an index that holds, then it stops at the gap and says what it waits for', () => {
    const run = daily(gap, {}, { on_gap: 'hold' });
    expect(statuses(run)).toEqual([
      '2024-01-02 published',
      '2024-01-03 missing',
      '2024-01-04 incomplete',
      '2024-01-05 incomplete',
    ]);
    expect(run.outcomes[3]).toHaveProperty('reasons', ['held: the index waits for 2024-01-03, which is not published']);
  });

  it('given a gap before the first session that can be published, then an index that holds starts after it', () => {
    const run = runIndex(
      smallIndex(2, { on_gap: 'hold' }),
      marketTable(`
                  A       B
      2024-01-02  10/300  -
      2024-01-03  10/300  20/200
    `),
    );
    expect(statuses(run)).toEqual(['2024-01-02 incomplete', '2024-01-03 published']);
    expect(changeOn(run, '2024-01-03')).toBe('initialized');
  });
});

describe('an index that rebalances at the end of a period', () => {
  const table = `
                A       B       C
    2024-01-02  10/300  20/200  5/100
    2024-01-03  20/600  20/200  9/250
    2024-01-31  20/600  26/260  9/270
  `;

  it('given that A doubles, then weights drift to 2/3 and 1/3 and C waits for the last session of the month', () => {
    const run = daily(table, {}, { schedule: 'monthly' });
    expect(levelOn(run, '2024-01-03')).toBe(1500);
    expect(weightsOn(run, '2024-01-03')).toEqual({ A: expect.closeTo(2 / 3, 14), B: expect.closeTo(1 / 3, 14) });
    expect(changeOn(run, '2024-01-03')).toBe('');
    expect(levelOn(run, '2024-01-31')).toBeCloseTo(1500 * 1.1, 10);
    expect(changeOn(run, '2024-01-31')).toBe('+C (2, was 2) -B (3, was 3, rank)');
    expect(weightsOn(run, '2024-01-31')).toEqual({ A: 0.5, C: 0.5 });
  });

  it('given a quarterly index, then the end of January is no rebalance; the 28th of March is', () => {
    const run = daily(
      `${table}
      2024-03-28  20/600  26/260  9/270
    `,
      {},
      { schedule: 'quarterly' },
    );
    expect(run.steps.map(({ outcome }) => outcome.rebalanced)).toEqual([true, false, false, true]);
    expect(membersOn(run, '2024-01-31')).toBe('A B');
    expect(membersOn(run, '2024-03-28')).toBe('A C');
  });

  it('given that the last session of the month is missing, then the next session makes up for it', () => {
    const run = daily(table.replace('2024-01-31', '2024-02-01'), {}, { schedule: 'monthly' });
    expect(publishedOn(run, '2024-02-01').rebalanced).toBe(true);
    expect(membersOn(run, '2024-02-01')).toBe('A C');
  });

  it('given weights of 1/2, 1/4, 1/4 and that the first line leaves, then the others have halves', () => {
    const run = daily(
      `
                  A       B       C       D
      2024-01-02  10/400  20/300  5/200   5/100
      2024-01-03  20/800  20/300  5/200   5/100
      2024-01-04  x0      20/300  5/200   5/100
    `,
      {},
      { size: 3, schedule: 'monthly' },
    );
    const weights = weightsOn(run, '2024-01-03');
    expect(weights).toEqual({ A: expect.closeTo(0.5, 14), B: expect.closeTo(0.25, 14), C: expect.closeTo(0.25, 14) });
    expect(weightsOn(run, '2024-01-04')).toEqual({ B: expect.closeTo(0.5, 14), C: expect.closeTo(0.5, 14) });
    expect(changeOn(run, '2024-01-04')).toBe('-A (-, was 1, delisted)');
    expect(run.levels[2]?.turnover).toBeCloseTo(0.5, 14);
  });
});

describe('an index with a lag', () => {
  it("given that C overtakes B, then it enters one session later, at that session's close", () => {
    const run = daily(
      `
                  A       B       C
      2024-01-02  10/300  20/200  5/100
      2024-01-03  10/300  20/200  9/250
      2024-01-04  10/300  20/200  9/150
      2024-01-05  10/300  20/200  18/150
    `,
      {},
      { lag: 1 },
    );
    expect(membersOn(run, '2024-01-03')).toBe('A B');
    expect(changeOn(run, '2024-01-04')).toBe('+C (3, was 2) -B (2, was 3, rank)');
    expect(weightsOn(run, '2024-01-04')).toEqual({ A: 0.5, C: 0.5 });
    expect(levelOn(run, '2024-01-04')).toBe(1000);
    expect(levelOn(run, '2024-01-05')).toBe(1500);
    expect(membersOn(run, '2024-01-05')).toBe('A B');
  });

  it('given that the line to enter does not trade on the session, then it waits', () => {
    const run = daily(
      `
                  A       B       C
      2024-01-02  10/300  20/200  5/100
      2024-01-03  10/300  20/200  9/250
      2024-01-04  10/300  20/200  -
    `,
      {},
      { lag: 1 },
    );
    expect(membersOn(run, '2024-01-04')).toBe('A B');
  });

  it('given a lag of two, then the ranking of two published sessions ago decides', () => {
    const run = daily(
      `
                  A       B       C
      2024-01-02  10/300  20/200  5/100
      2024-01-03  10/300  20/200  9/250
      2024-01-04  10/300  20/200  9/250
      2024-01-05  10/300  20/200  9/250
    `,
      {},
      { lag: 2 },
    );
    expect(membersOn(run, '2024-01-04')).toBe('A B');
    expect(membersOn(run, '2024-01-05')).toBe('A C');
  });

  it('given that another class represents a company by now, then the company keeps its seat', () => {
    const references = { X: { issuer: 'X' }, 'X.B': { issuer: 'X' } };
    const run = daily(
      `
                  X       X.B     A       C
      2024-01-02  10/150  10/140  20/300  5/200
      2024-01-03  10/350  10/340  20/300  5/200
      2024-01-04  10/350  10/360  20/300  5/200
      2024-01-05  10/360  10/350  20/300  5/200
    `,
      { references },
      { share_classes: 'company', lag: 1 },
    );
    expect(membersOn(run, '2024-01-03')).toBe('A C');
    expect(changeOn(run, '2024-01-04')).toBe('+X.B (1, was -) -C (3, was 3, rank)');
    expect(changeOn(run, '2024-01-05')).toBe('');
    expect(membersOn(run, '2024-01-05')).toBe('X.B A');
  });
});

describe('an index with a buffer of 1 on 2 seats', () => {
  it('given rank 3, then a member stays; at rank 4 it leaves', () => {
    const run = daily(
      `
                  A       B       C      D
      2024-01-02  10/300  20/200  5/100  5/90
      2024-01-03  10/300  20/200  9/250  5/90
      2024-01-04  10/300  20/200  9/250  9/240
    `,
      {},
      { buffer: 1 },
    );
    expect(changeOn(run, '2024-01-03')).toBe('');
    expect(changeOn(run, '2024-01-04')).toBe('+C (2, was 2) -B (4, was 3, rank)');
  });

  it('given a newcomer at rank 1, then it enters and the lower of the members leaves', () => {
    const run = daily(
      `
                  A       B       C
      2024-01-02  10/300  20/200  5/100
      2024-01-03  10/300  20/200  9/900
    `,
      {},
      { buffer: 1 },
    );
    expect(changeOn(run, '2024-01-03')).toBe('+C (1, was 3) -B (3, was 2, rank)');
  });
});

it('the hash text has a line per member, in rank order; a member without a rank has an empty one', () => {
  const member = { weight: 0.5, close: 10, marketCap: 100, staleSessions: 0 };
  expect(
    compositionHashText('2024-01-02', [
      { ...member, ticker: 'BRK.B', rank: 1 },
      { ...member, ticker: 'NA', rank: null },
    ]),
  ).toBe('2024-01-02|1|BRK.B\n2024-01-02||NA');
});

describe('a rename', () => {
  const renames = [['A', '2024-01-03', 'N']] as const;
  const table = `
                A       B       C       N
    2024-01-02  10/300  20/200  5/100   -
    2024-01-03  -       20/200  5/100   11/330
    2024-01-04  -       20/200  5/100   11/330
  `;

  it('is no change of membership, and the line earns with the close of its new name', () => {
    const run = daily(table, { renames });
    expect(membersOn(run, '2024-01-03')).toBe('N B');
    expect(changeOn(run, '2024-01-03')).toBe('A=N');
    expect(changeOn(run, '2024-01-04')).toBe('');
    expect(levelOn(run, '2024-01-03')).toBeCloseTo(1050, 9);
  });

  it('over a gap follows a chain, with a split that is told under the old name', () => {
    const run = daily(
      `
                  A       B       N
      2024-01-02  10/300  20/200  -
      2024-01-05  -       20/200  5.5/330
    `,
      {
        renames: [
          ['A', '2024-01-03', 'M'],
          ['M', '2024-01-04', 'N'],
        ],
        actions: [split('A', '2024-01-05', 2)],
      },
    );
    expect(changeOn(run, '2024-01-05')).toBe('A=N');
    expect(levelOn(run, '2024-01-05')).toBeCloseTo(1050, 9);
  });

  it('keeps drifted weights, and trades nothing', () => {
    const run = daily(table, { renames }, { schedule: 'monthly' });
    expect(weightsOn(run, '2024-01-03')).toEqual({
      N: expect.closeTo(0.55 / 1.05, 12),
      B: expect.closeTo(0.5 / 1.05, 12),
    });
    expect(run.levels[1]?.turnover).toBeCloseTo(0, 15);
  });

  it('carries price, shares and staleness of a member that does not trade', () => {
    const run = daily(
      `
                  A       B       C       N
      2024-01-02  10/300  20/200  5/100   -
      2024-01-03  -       20/200  5/100   -
      2024-01-04  -       20/200  5/100   12
    `,
      { renames },
    );
    expect(publishedOn(run, '2024-01-03').constituents[0]).toMatchObject({ ticker: 'N', close: 10, staleSessions: 1 });
    expect(publishedOn(run, '2024-01-04').constituents[0]).toMatchObject({ marketCap: 360, staleSessions: 0 });
  });

  it('keeps its seat within the buffer', () => {
    const run = daily(
      `
                  A       B       C       N
      2024-01-02  10/300  20/200  5/100   -
      2024-01-03  -       20/200  5/190   10/150
    `,
      { renames },
      { buffer: 1 },
    );
    expect(membersOn(run, '2024-01-03')).toBe('B N');
  });
});

describe('what was said of a session', () => {
  const table = `
                A       B       C
    2024-01-02  10/300  20/200  5/100
    2024-01-03  99/300  20/200  5/100
    2024-01-04  11/330  20/200  5/100
  `;

  it('given that it is blocked, then it is incomplete for those reasons and its rows change nothing', () => {
    const verdicts = { '2024-01-03': { verdict: 'blocked', reasons: ['price_jump: A'] } };
    const run = daily(table, { verdicts });
    expect(run.outcomes[1]).toMatchObject({ status: 'incomplete', reasons: ['price_jump: A'] });
    expect(levelOn(run, '2024-01-04')).toBeCloseTo(1050, 9);
  });

  it('given that fewer lines were accepted, then the session is published and the next is measured against it', () => {
    const market = marketTable(table, {
      crowd: true,
      verdicts: { '2024-01-03': { verdict: 'accepted', reasons: [] } },
    });
    const run = runIndex(two, withoutCrowd(withoutCrowd(market, '2024-01-03'), '2024-01-04'));
    expect(statuses(run)).toEqual(['2024-01-02 published', '2024-01-03 published', '2024-01-04 published']);
  });
});

describe('an index of some sectors', () => {
  const inSectors = (sectors: readonly string[], text: string, listings: Record<string, object>) =>
    runIndex(smallIndex(2, { sectors }), marketTable(text, { crowd: true, references: listings }));
  const references = {
    A: { sector: 'Tools' },
    B: { sector: 'Energy' },
    C: { sector: 'Energy' },
    D: { sector: 'Energy' },
  };
  const text = `
              A       B       C       D
  2024-01-02  10/900  20/300  5/200   5/100
  2024-01-03  10/900  20/100  5/200   5/150
  `;

  it('given larger lines of other sectors, then they have no rank, and count for what the session covers', () => {
    const run = inSectors(['Energy'], text, references);
    expect(membersOn(run, '2024-01-02')).toBe('B C');
    expect(publishedOn(run, '2024-01-02').covered).toBe(64);
    expect(changeOn(run, '2024-01-03')).toBe('+D (2, was 3) -B (3, was 1, rank)');
  });

  it('given fewer lines of the sector than seats, then it is published short', () => {
    const run = inSectors(['Tools'], text, references);
    expect(membersOn(run, '2024-01-02')).toBe('A');
    expect(publishedOn(run, '2024-01-02').notes).toEqual(['short: 1 of 2 constituents']);
  });

  it('given a member that changes to another sector, then it leaves as ineligible', () => {
    const moved = marketTable(text, { crowd: true, references });
    const energy = { ...reference({ sector: 'Energy' }), validFrom: '2023-01-03', validTo: '2024-01-02' };
    const tools = { ...reference({ sector: 'Tools' }), validFrom: '2024-01-03', validTo: null };
    const known = new Map([...moved.references, ['C', { ...reference(), listings: [energy, tools] }]]);
    const run = runIndex(smallIndex(2, { sectors: ['Energy'] }), { ...moved, references: known });
    expect(changeOn(run, '2024-01-03')).toBe('+D (1, was 3) -C (-, was 2, ineligible)');
  });
});

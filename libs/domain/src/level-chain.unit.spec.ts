import { chainLevels, type ChainLink } from './level-chain.js';

const link = (session: string, sessionReturn: number | null, turnover: number | null = 0): ChainLink => ({
  session,
  sessionReturn,
  turnover,
  benchmarkReturn: sessionReturn === null ? null : sessionReturn / 2,
  constituents: 2,
});
const free = { base_level: 1000, cost_bps: 0 };
const links = [link('s1', null, null), link('s2', 0.1), link('s3', -0.5), link('s4', 1)];

describe('the level chain', () => {
  it('given +10 %, -50 % and +100 %, then 1000, 1100, 550 and 1100', () => {
    const levels = chainLevels(null, links, free);
    expect(levels.map(({ level }) => Math.round(level * 1e9) / 1e9)).toEqual([1000, 1100, 550, 1100]);
    expect(levels.map(({ dailyReturn }) => dailyReturn)).toEqual([null, 10, -50, 100]);
    [0, 10, -45, 10].forEach((percent, position) => {
      expect(levels[position]?.cumulativeReturn).toBeCloseTo(percent, 12);
    });
  });

  it('given the base session, then its return is null, not zero, and its level the base level', () => {
    expect(chainLevels(null, [link('s1', null, null)], { base_level: 100, cost_bps: 10 })).toEqual([
      {
        ...link('s1', null, null),
        dailyReturn: null,
        cumulativeReturn: 0,
        level: 100,
        netLevel: 100,
        benchmarkLevel: 100,
      },
    ]);
  });

  it('given no costs, then the net level is the level', () => {
    for (const { level, netLevel } of chainLevels(null, links, free)) expect(netLevel).toBe(level);
  });

  it('given a turnover of 1/2 at 10 basis points, then 2 x 1/2 x 0.001 of the net level is paid', () => {
    const costly = { base_level: 1000, cost_bps: 10 };
    const levels = chainLevels(null, [link('s1', null, null), link('s2', 0.1, 0.5), link('s3', 0, 0)], costly);
    expect(levels.map(({ level }) => level)).toEqual([1000, 1100, 1100]);
    expect(levels[1]?.netLevel).toBeCloseTo(1100 * 0.999, 10);
    expect(levels[2]?.netLevel).toBe(levels[1]?.netLevel);
  });

  it('given a chain in two parts, then it is the same to the last bit', () => {
    const odd = [link('s1', null, null), link('s2', 1 / 3, 0.1), link('s3', -1 / 7, 0.3), link('s4', 0.123, 0.7)];
    const rules = { base_level: 1000, cost_bps: 7 };
    const first = chainLevels(null, odd.slice(0, 2), rules);
    const second = chainLevels(first.at(-1) ?? null, odd.slice(2), rules);
    expect([...first, ...second]).toEqual(chainLevels(null, odd, rules));
  });

  it('given a total loss, then the level is 0 and stays there', () => {
    const levels = chainLevels(null, [link('s1', null, null), link('s2', -1, 0.5), link('s3', 0.2, 0)], free);
    expect(levels.map(({ level, netLevel }) => [level, netLevel])).toEqual([
      [1000, 1000],
      [0, 0],
      [0, 0],
    ]);
  });

  it('given a benchmark of half the returns, then 1000, 1050, 787.5 and 1181.25', () => {
    const levels = chainLevels(null, links, free).map(({ benchmarkLevel }) => benchmarkLevel?.toFixed(9));
    expect(levels).toEqual(['1000.000000000', '1050.000000000', '787.500000000', '1181.250000000']);
  });

  it('given a session without a benchmark return, then its level is null from there on', () => {
    const broken = [link('s1', null, null), link('s2', 0.1), { ...link('s3', 0.1), benchmarkReturn: null }];
    const first = chainLevels(null, broken, free);
    expect(first.map(({ benchmarkLevel }) => benchmarkLevel)).toEqual([1000, 1050, null]);
    expect(chainLevels(first.at(-1) ?? null, [link('s4', 0.1)], free)[0]?.benchmarkLevel).toBeNull();
  });

  it('given no links, then no levels', () => {
    expect(chainLevels(null, [], free)).toEqual([]);
  });
});

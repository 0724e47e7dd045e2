import request from 'supertest';
import { startGateway, type GatewayApp } from '#services/query-gateway/test/gateway-app';
import { readSharedText, realPrices, sharedFile, toCsv } from '../harness/shared-data.js';
import { IndexStore } from './index-store.js';
import { readFileSync } from 'node:fs';

/**
 * What the gateway says of single lines, over three months of real prices, against what `test/independent/lines.py`, which shares no code
 * with the product, makes of the same files.
 */

const FIRST = '2022-05-02';
const LAST = '2022-07-29';
const INDEX = '/v1/indices/top100-equal';
const RANGE = `start_date=${FIRST}&end_date=${LAST}`;

interface Independent {
  readonly sessions: number;
  readonly level: number;
  /** The most first. */
  readonly contributions: readonly {
    readonly ticker: string;
    readonly sessions: number;
    readonly contribution_points: number;
  }[];
  readonly sectors: readonly {
    readonly sector: string | null;
    readonly lines: number;
    readonly contribution_points: number;
  }[];
  /** Ranks on the last twenty sessions. */
  readonly followed: { readonly ticker: string; readonly ranks: readonly number[] };
  /** From rank 95 to 105 on the last session. */
  readonly watched: readonly {
    readonly ticker: string;
    readonly rank: number;
    readonly is_member: boolean;
    readonly market_cap: number;
    readonly rank_change_5: number;
    readonly rank_change_20: number;
  }[];
}

const independent = JSON.parse(
  readFileSync(new URL('../independent/lines.json', import.meta.url), 'utf8'),
) as Independent;
const capOf = (ticker: string): number =>
  independent.watched.find((line) => line.ticker === ticker)?.market_cap ?? Number.NaN;
const [TGT_CAP, BX_CAP] = [capOf('TGT'), capOf('BX')];

let gateway: GatewayApp;
let store: IndexStore;
const get = (path: string) => request(gateway.app.getHttpServer()).get(path);

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);

beforeAll(async () => {
  store = await IndexStore.open(() => new Date('2022-08-01T17:00:00Z'));
  const { header, rows } = realPrices(FIRST, LAST);
  await store.import('prices', [Buffer.from(toCsv(header, rows))]);
  await store.import('stocks', [readFileSync(sharedFile('data/stocks.csv'))]);
  const splits = readSharedText('data/splits.csv')
    .trimEnd()
    .split('\n')
    .map((row) => row.split(',').slice(0, 3).join(','));
  await store.import('splits', [Buffer.from(splits.join('\n'))]);
  const renames = ['ticker,effective_on,new_ticker', 'FB,2022-06-09,META', 'ANTM,2022-06-28,ELV'];
  await store.import('renames', [Buffer.from(renames.join('\n'))]);
  await store.build(FIRST, LAST);
  await store.settle();
  const { database } = store;
  gateway = await startGateway('2022-08-01', () =>
    Promise.resolve({ database, forRole: (role: string) => database.forRole(role), close: () => database.close() }),
  );
}, 120_000);
afterAll(() => gateway.close());

interface Contribution {
  readonly ticker: string;
  readonly name: string | null;
  readonly sector: string | null;
  readonly sessions: number;
  readonly lines: number;
  readonly average_weight: number;
  readonly contribution_points: number;
  readonly contribution: number;
}

describe('contributions', () => {
  it('are those that another program calculates, and add up to levels and return', async () => {
    const { body } = await get(`${INDEX}/contributions?${RANGE}`).expect(200);
    expect(body).toMatchObject({
      start_session: FIRST,
      end_session: LAST,
      sessions: independent.sessions,
      start_level: 1000,
      by: 'line',
    });
    expect(body.end_level).toBeCloseTo(independent.level, 9);
    const rows = body.data as Contribution[];
    const points = new Map(rows.map((row) => [row.ticker, row]));
    expect(rows.map(({ ticker, sessions }) => [ticker, sessions])).toEqual(
      independent.contributions.map(({ ticker, sessions }) => [ticker, sessions]),
    );
    for (const { ticker, contribution_points: earned } of independent.contributions) {
      expect(points.get(ticker)?.contribution_points).toBeCloseTo(earned, 9);
    }
    // FB until June 8; without a price on the 13th, 14th and 16th.
    expect(points.get('META')).toMatchObject({ sessions: 61, first_session: '2022-05-03', last_session: LAST });
    expect(points.has('FB')).toBe(false);
    // Two whose shares were split twenty for one, on June 6 and on July 18.
    expect([points.has('AMZN'), points.has('GOOGL')]).toEqual([true, true]);
    expect(points.get('AMZN')?.average_weight).toBeCloseTo(0.01, 15);
    const earned = sumOf(rows.map(({ contribution_points: own }) => own));
    expect(Math.abs(earned - (body.end_level - body.start_level)) / body.start_level).toBeLessThan(1e-12);
    const percent = sumOf(rows.map(({ contribution }) => contribution));
    expect(Math.abs(percent - body.period_return)).toBeLessThan(1e-10);
  });

  it('add up by sector, with a group of the lines whose sector is not known', async () => {
    const { body } = await get(`${INDEX}/contributions?${RANGE}&by=sector`).expect(200);
    const rows = body.data as Contribution[];
    const sectors = new Map(rows.map((row) => [row.sector, row]));
    expect(rows).toHaveLength(independent.sectors.length);
    for (const { sector, lines, contribution_points: earned } of independent.sectors) {
      expect(sectors.get(sector)).toMatchObject({ lines });
      expect(sectors.get(sector)?.contribution_points).toBeCloseTo(earned, 9);
    }
    expect(sectors.get(null)).toMatchObject({ lines: 1 });
    expect(sumOf(rows.map(({ average_weight: weight }) => weight))).toBeCloseTo(1, 12);
    expect(sumOf(rows.map(({ contribution }) => contribution))).toBeCloseTo(body.period_return, 10);
  });

  it('of any part of the range begin at the close of the session before it', async () => {
    for (const [start, end] of [
      ['2022-06-04', '2022-06-10'],
      ['2022-07-18', '2022-07-18'],
      ['2022-05-01', '2022-05-02'],
    ]) {
      const { body } = await get(`${INDEX}/contributions?start_date=${start}&end_date=${end}`).expect(200);
      const performance = await get(`/index-performance?start_date=${start}&end_date=${end}`).expect(200);
      expect(body.period_return).toBe(performance.body.period_return);
      const percent = sumOf((body.data as Contribution[]).map(({ contribution }) => contribution));
      expect(Math.abs(percent - body.period_return)).toBeLessThan(1e-10);
    }
  });

  it('are refused while prices are newer than levels', async () => {
    const change = (factor: number) =>
      store.database.execute(
        `update stock_prices set close = close * $1::float8 where ticker = 'NEE' and date = '2022-06-10'`,
        [factor],
      );
    const raise = () => store.database.execute('update ingestion_state set revision = revision + 1');
    await change(2);
    await raise();
    const answer = await get(`${INDEX}/contributions?${RANGE}`).expect(503);
    expect(answer.headers['retry-after']).toBe('5');
    expect(answer.body.detail).toContain('2022-06-10');
    await change(0.5);
    await raise();
    await get(`${INDEX}/contributions?${RANGE}`).expect(200);
  });
});

describe('one line over time', () => {
  it('is followed through its names', async () => {
    const path = 'start_date=2022-06-07&end_date=2022-06-14';
    const { body } = await get(`${INDEX}/constituents/META?${path}`).expect(200);
    expect(body).toMatchObject({
      ticker: 'META',
      sector: 'Technology',
      names: [
        { ticker: 'FB', from: null, to: '2022-06-08' },
        { ticker: 'META', from: '2022-06-09', to: null },
      ],
      spells: [{ entered: FIRST, entered_as: 'FB', initial: true, left: null, reason: null }],
    });
    const seen = (body.data as { date: string; ticker: string; close: number; stale_sessions: number }[]).map(
      ({ date, ticker, close, stale_sessions: stale }) => [date, ticker, close, stale],
    );
    expect(seen).toEqual([
      ['2022-06-07', 'FB', 195.65, 0],
      ['2022-06-08', 'FB', 196.64, 0],
      ['2022-06-09', 'META', 184, 0],
      ['2022-06-10', 'META', 175.57, 0],
      ['2022-06-13', 'META', 175.57, 1],
      ['2022-06-14', 'META', 175.57, 2],
    ]);
    // Asked by the name that it gave up, it is the same line.
    expect((await get(`${INDEX}/constituents/FB?${path}`).expect(200)).body).toEqual(body);
    const before = await get(`${INDEX}/constituents/FB?start_date=2022-06-07&end_date=2022-06-08`).expect(200);
    expect(before.body).toMatchObject({ ticker: 'FB', names: [{ ticker: 'FB', from: null, to: null }] });
  });

  it('comes and goes in spells that agree with the changes', async () => {
    const { body } = await get(`${INDEX}/constituents/VRTX?${RANGE}`).expect(200);
    const changes = await get(`/composition-changes?${RANGE}&limit=10000`).expect(200);
    type Change = { date: string; entered: { ticker: string }[]; exited: { ticker: string }[] };
    const dates = (kind: 'entered' | 'exited') =>
      (changes.body.data as Change[])
        .filter((day) => day[kind].some(({ ticker }) => ticker === 'VRTX'))
        .map(({ date }) => date);
    const spells = body.spells as { entered: string; left: string | null; reason: string | null; exit_rank: number }[];
    expect(spells.map(({ entered }) => entered)).toEqual(dates('entered'));
    expect(spells.flatMap(({ left }) => left ?? [])).toEqual(dates('exited'));
    expect(spells.length).toBeGreaterThan(1);
    for (const spell of spells.filter(({ left }) => left !== null)) {
      expect(spell.reason).toBe('rank');
      expect(spell.exit_rank).toBeGreaterThan(100);
    }
    // Fifteen sessions held into, of which the last one left: as many composition rows.
    expect(body.data).toHaveLength(15);
  });
});

describe('why a line is in the index or not', () => {
  it('is told with ranks and distances that another program calculates', async () => {
    const { body } = await get(`${INDEX}/explain?ticker=BX&date=2022-07-31`).expect(200);
    expect(body).toMatchObject({
      ...{ index: 'top100-equal', requested_date: '2022-07-31', date: LAST, effective_from: '2022-08-01' },
      ...{ ticker: 'BX', is_member: false, reason: 'rank', rank: 101, size: 100, buffer: 0, represented_by: null },
      decision: { rebalanced_on: LAST, ranked_on: LAST, rank: 101 },
      change: { action: 'exited', reason: 'rank', rank: 101, previous_rank: 100 },
      market_cap: { made_of: 'stated', close: 102.07, session: LAST, stale_sessions: 0, source: 'truth' },
      cut_off: { entry: { ticker: 'TGT', rank: 100 }, exit: { ticker: 'TGT', rank: 100 } },
      distance: { to: 'entry', ranks: -1 },
    });
    expect(body.distance.dollars).toBe(BX_CAP - TGT_CAP);
    expect(body.distance.percent).toBeCloseTo((100 * (BX_CAP - TGT_CAP)) / TGT_CAP, 12);
    expect(body.summary).toMatch(
      /^BX is not in top100-equal after the close of 2022-07-29: at .* it ranks 101, .* below TGT at rank 100/,
    );
    expect((body.data as { rank: number }[]).map(({ rank }) => rank)).toEqual(independent.followed.ranks);
  });

  it('agrees with the composition for every line of the market', async () => {
    const { body: composition } = await get(`/index-composition?date=${LAST}`).expect(200);
    const ranks = new Map(
      (composition.data as { ticker: string; rank: number }[]).map(({ ticker, rank }) => [ticker, rank]),
    );
    for (const ticker of ['AAPL', 'META', 'TGT', 'CCI', 'NOC', 'BRK.A', 'BF.B', 'AAL', 'NWSA']) {
      const { body } = await get(`${INDEX}/explain?ticker=${ticker}&date=${LAST}`).expect(200);
      expect(body.is_member).toBe(ranks.has(ticker));
      if (ranks.has(ticker)) expect(body).toMatchObject({ rank: ranks.get(ticker), reason: 'rank' });
      else expect(body.rank ?? 101).toBeGreaterThan(100);
      expect(body.data.at(-1)).toMatchObject({ date: LAST, rank: body.rank, is_member: body.is_member });
    }
    const { body } = await get(`${INDEX}/explain?ticker=BF-B&date=${LAST}`).expect(200);
    expect(body).toMatchObject({ ticker: 'BF.B', reason: 'no_market_cap', rank: null, distance: null });
    expect(body.summary).toContain('its market capitalisation is not known');
  });

  it('follows a line over its rename and through sessions without a price', async () => {
    const { body } = await get(`${INDEX}/explain?ticker=META&date=2022-06-14`).expect(200);
    expect(body).toMatchObject({
      is_member: true,
      market_cap: { session: '2022-06-10', close: 175.57, stale_sessions: 2 },
    });
    const { body: composition } = await get(`/index-composition?date=2022-06-14`).expect(200);
    const stored = (composition.data as { ticker: string; rank: number }[]).find(({ ticker }) => ticker === 'META');
    expect(body.rank).toBe(stored?.rank);
    const path = body.data as { date: string; ticker: string; rank: number }[];
    expect(path).toHaveLength(20);
    expect(path.find(({ date }) => date === '2022-06-08')?.ticker).toBe('FB');
    expect(path.find(({ date }) => date === '2022-06-09')?.ticker).toBe('META');
    expect(path.every(({ rank }) => rank < 20)).toBe(true);
    const renamed = await get(`${INDEX}/explain?ticker=META&date=2022-06-09`).expect(200);
    expect(renamed.body.change).toMatchObject({ action: 'renamed', reason: null });
  });
});

describe('the watchlist', () => {
  it('has the lines around the cut-off, with ranks that another program calculates', async () => {
    const { body } = await get(`${INDEX}/watchlist?date=${LAST}&within=5`).expect(200);
    expect(body.data).toMatchObject(independent.watched);
    const rows = new Map((body.data as { ticker: string }[]).map((row) => [row.ticker, row]));
    expect(rows.get('BX')).toMatchObject({
      ...{ cut_off: 'entry', distance_dollars: BX_CAP - TGT_CAP, distance_ranks: -1, buffer: null, sector: 'Finance' },
    });
    expect(rows.get('TGT')).toMatchObject({ cut_off: 'exit', distance_dollars: 0, distance_ranks: 0 });
    expect(body.cut_off).toEqual({
      entry: { ticker: 'TGT', rank: 100, market_cap: TGT_CAP },
      exit: { ticker: 'TGT', rank: 100, market_cap: TGT_CAP },
    });
  });

  it('is offered as CSV', async () => {
    const answer = await get(`${INDEX}/watchlist?date=${LAST}&within=1&format=csv`).expect(200);
    const lines = answer.text.trimEnd().split('\r\n');
    expect(lines).toHaveLength(4);
    expect(lines[0]).toBe(
      'rank,ticker,name,sector,is_member,market_cap,cut_off,distance_dollars,distance_percent,distance_ranks,rank_change_5,' +
        'rank_change_20,buffer',
    );
  });
});

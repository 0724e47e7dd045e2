import request from 'supertest';
import { constituentSession } from '#contracts/api/line-constituent.schema';
import { constituentAnswer } from '#contracts/api/line-constituent.schema';
import { contributionsAnswer } from '#contracts/api/line-contributions.schema';
import { explanationAnswer } from '#contracts/api/line-explanation.schema';
import { watchlistAnswer } from '#contracts/api/line-watchlist.schema';
import type { GatewayApp } from '../../test/gateway-app.js';
import { clearStore } from '../../test/index-fixture.js';
import { storeLines } from '../../test/line-fixture.js';

const HOSTILE = `=cmd|'/c calc'!A1 "Ünïcode" <b>名前</b>, & Co`;

/**
 * Two seats, January 3 to 6, caps in millions. Q comes in on the 4th for C and goes on the 6th; the index earns 0, then 10 % (A 0 %,
 * Q 20 %), then -5 % (A 0 %, Q -10 %): 1000, 1000, 1100, 1045.
 */
const FIXTURE = {
  first: '2023-01-03',
  last: '2023-01-06',
  size: 2,
  lines: [
    { ticker: 'A', caps: [100, 100, 100, 100], name: 'Alpha', sector: 'Energy' },
    { ticker: 'C', caps: [50, 50, 50, 50], name: HOSTILE, sector: `=1+1"'` },
    { ticker: 'Q', caps: [40, 50.5, 60.6, 54.54], name: 'Quebec' },
    { ticker: 'E', caps: [10, 10, 10, 56], name: 'Echo' },
    { ticker: 'Z', caps: [null, null, 5, 5], name: 'Zulu' },
  ],
};

const INDEX = '/v1/indices/top100-equal';
const RANGE = 'start_date=2023-01-01&end_date=2023-01-31';

/** Over each store: its statements have to be valid on both engines. */
export function describeLines(store: string, start: (today: string) => Promise<GatewayApp>): void {
  describe(`what is said of lines over ${store}`, () => {
    let gateway: GatewayApp;
    const get = (path: string) => request(gateway.app.getHttpServer()).get(`${INDEX}${path}`);

    beforeAll(async () => {
      gateway = await start('2023-02-03');
      await clearStore(gateway.store);
      await storeLines(gateway.store, FIXTURE);
    }, 60_000);
    afterAll(() => gateway.close());

    it('one line: spells with ranks and reasons, rows by session', async () => {
      const { body } = await get(`/constituents/Q?${RANGE}`).expect(200);
      expect(constituentAnswer.strict().parse(body)).toEqual(body);
      expect(body.spells).toEqual([
        {
          ...{ entered: '2023-01-04', effective_from: '2023-01-05', entered_as: 'Q', initial: false },
          ...{ entry_rank: 2, entry_previous_rank: 3 },
          ...{ left: '2023-01-06', left_effective_from: '2023-01-09', left_as: 'Q', exit_rank: 3 },
          ...{ exit_previous_rank: 2, reason: 'rank' },
        },
      ]);
      expect(body.data).toEqual([
        {
          date: '2023-01-04',
          ticker: 'Q',
          rank: 2,
          weight: 0.5,
          close: 50.5,
          market_cap: 50_500_000,
          stale_sessions: 0,
        },
        {
          date: '2023-01-05',
          ticker: 'Q',
          rank: 2,
          weight: 0.5,
          close: 60.6,
          market_cap: 60_600_000,
          stale_sessions: 0,
        },
      ]);
      const first = await get(`/constituents/C?${RANGE}`).expect(200);
      expect(first.body.spells).toMatchObject([
        { entered: '2023-01-03', initial: true, left: '2023-01-04', reason: 'rank' },
      ]);
      expect(first.body.name).toBe(HOSTILE);
      const later = await get('/constituents/C?start_date=2023-01-05&end_date=2023-01-06').expect(200);
      expect(later.body).toMatchObject({ spells: [], data: [] });
    });

    it('one line: pages, CSV, a member to this day, and one that never was', async () => {
      const page = await get(`/constituents/A?${RANGE}&limit=3`).expect(200);
      expect(page.body.spells).toMatchObject([{ initial: true, left: null, reason: null }]);
      expect(page.headers['link']).toContain('rel="next"');
      const next = await get(`/constituents/A?${RANGE}&limit=3&cursor=${page.body.next_cursor as string}`).expect(200);
      expect([...page.body.data, ...next.body.data].map(({ date }: { date: string }) => date)).toEqual([
        ...['2023-01-03', '2023-01-04', '2023-01-05', '2023-01-06'],
      ]);
      expect(next.body.next_cursor).toBeNull();
      const csv = await get(`/constituents/A?${RANGE}&format=csv`).expect(200);
      expect(csv.text.split('\r\n')[0]).toBe(Object.keys(constituentSession.shape).join(','));
      expect(csv.text.split('\r\n')[1]).toBe('2023-01-03,A,1,0.5,100,100000000,0');
      const never = await get(`/constituents/Z?${RANGE}`).expect(200);
      expect(never.body).toMatchObject({ ticker: 'Z', name: 'Zulu', spells: [], data: [], next_cursor: null });
    });

    it('contributions by eye, by line and by sector', async () => {
      const { body } = await get(`/contributions?${RANGE}`).expect(200);
      expect(contributionsAnswer.strict().parse(body)).toEqual(body);
      expect(body).toMatchObject({ start_session: '2023-01-03', end_session: '2023-01-06', sessions: 3 });
      expect(body.end_level).toBeCloseTo(1045, 9);
      const told = (body.data as Record<string, unknown>[]).map(({ ticker, sessions, first_session: first }) => [
        ...[ticker, sessions, first],
      ]);
      // Points: Q 100 - 55, A and C nothing.
      expect(told).toEqual([
        ['Q', 2, '2023-01-05'],
        ['A', 3, '2023-01-04'],
        ['C', 1, '2023-01-04'],
      ]);
      expect(body.data[0]).toMatchObject({ average_weight: 0.5, contribution_points: expect.closeTo(45, 9) });
      expect(body.data[0].contribution).toBeCloseTo(4.5, 10);
      expect(body.data[2]).toMatchObject({ name: HOSTILE, contribution_points: 0 });
      const sectors = await get(`/contributions?${RANGE}&by=sector`).expect(200);
      expect(sectors.body.data).toEqual([
        {
          sector: null,
          lines: 1,
          average_weight: 1 / 3,
          contribution_points: expect.closeTo(45, 9),
          contribution: expect.closeTo(4.5, 10),
        },
        { sector: 'Energy', lines: 1, average_weight: 0.5, contribution_points: 0, contribution: 0 },
        {
          sector: `=1+1"'`,
          lines: 1,
          average_weight: expect.closeTo(1 / 6, 15),
          contribution_points: 0,
          contribution: 0,
        },
      ]);
      const base = await get('/contributions?start_date=2023-01-03&end_date=2023-01-03').expect(200);
      expect(base.body).toMatchObject({ period_return: 0, sessions: 0, data: [] });
    });

    it('as CSV, a name that a spreadsheet would take for a formula is text', async () => {
      const answer = await get(`/contributions?${RANGE}`).set('Accept', 'text/csv').expect(200);
      expect(answer.headers['content-type']).toContain('text/csv');
      expect(answer.text).toContain(`"'${HOSTILE.replaceAll('"', '""')}"`);
    });

    it('an explanation with cut-off, distance, change and the way there', async () => {
      const { body } = await get('/explain?ticker=Q&date=2023-01-08').expect(200);
      expect(explanationAnswer.strict().parse(body)).toEqual(body);
      expect(body).toMatchObject({
        ...{ date: '2023-01-06', effective_from: '2023-01-09', is_member: false, reason: 'rank', rank: 3, size: 2 },
        change: { action: 'exited', reason: 'rank', rank: 3, previous_rank: 2 },
        cut_off: { entry: { ticker: 'E', rank: 2, market_cap: 56_000_000 } },
        distance: { to: 'entry', dollars: 54_540_000 - 56_000_000, ranks: -1 },
        market_cap: {
          market_cap: 54_540_000,
          close: 54.54,
          made_of: 'stated',
          implied_shares: 1_000_000,
          source: 'test',
        },
      });
      expect(body.summary).toBe(
        'Q is not in top100-equal after the close of 2023-01-06: at 54.54 million US dollars it ranks 3, 2.6 % below E at rank 2, the ' +
          'last that counts.',
      );
      expect(
        (body.data as { rank: number; is_member: boolean }[]).map(({ rank, is_member: member }) => [rank, member]),
      ).toEqual([
        [3, false],
        [2, true],
        [2, true],
        [3, false],
      ]);
      const entered = await get('/explain?ticker=E&date=2023-01-06').expect(200);
      expect(entered.body).toMatchObject({
        is_member: true,
        reason: 'rank',
        change: { action: 'entered', previous_rank: 4 },
      });
      expect(entered.body.distance).toEqual({ to: 'exit', dollars: 0, percent: 0, ranks: 0 });
    });

    it('an explanation of what a cap was made of, and of a line that had no price yet', async () => {
      await gateway.store.execute(
        `update stock_prices set shares = 1e6, shares_source = 'sec', shares_known_on = '2022-11-01', cap_source = 'shares',
           vendor_market_cap = 99e6 where ticker = 'A'`,
      );
      const { body } = await get('/explain?ticker=A&date=2023-01-05').expect(200);
      expect(body.market_cap).toMatchObject({
        ...{ made_of: 'shares', cap_source: 'shares', shares: 1e6, shares_source: 'sec' },
        ...{ shares_known_on: '2022-11-01', vendor_market_cap: 99e6 },
      });
      const early = await get('/explain?ticker=Z&date=2023-01-04').expect(200);
      expect(early.body).toMatchObject({
        reason: 'not_listed',
        rank: null,
        market_cap: null,
        distance: null,
        is_member: false,
      });
    });

    it('an explanation of a line that has not traded for long, and of one that was delisted long ago', async () => {
      await gateway.store.query(`select ensure_stock_price_partitions('2022-12-01', '2022-12-31')`);
      await gateway.store.execute(
        `insert into stock_prices (date, ticker, close, market_cap, delisting_return, source, revision) values
           ('2022-12-14', 'OLD', 10, 9e9, null, 'test', 1), ('2022-12-15', 'OLD', 11, 9e9, null, 'test', 1),
           ('2022-12-14', 'GONE', 10, 9e9, null, 'test', 1), ('2022-12-15', 'GONE', null, null, -1, 'test', 1)`,
      );
      const unranked = { is_member: false, rank: null, market_cap: null, distance: null };
      const silent = await get('/explain?ticker=OLD&date=2023-01-05').expect(200);
      expect(silent.body).toMatchObject({ reason: 'stale', ...unranked });
      expect(silent.body.summary).toBe(
        'OLD is not in top100-equal after the close of 2023-01-05: it has not traded since 2022-12-15, and only a member is carried ' +
          'through sessions without a trade, at most 5 of them.',
      );
      const gone = await get('/explain?ticker=GONE&date=2023-01-05').expect(200);
      expect(gone.body).toMatchObject({ reason: 'delisted', ...unranked });
    });

    it('a watchlist around the cut-off', async () => {
      const { body } = await get('/watchlist?date=2023-01-06&within=1').expect(200);
      expect(watchlistAnswer.strict().parse(body)).toEqual(body);
      expect((body.data as { ticker: string }[]).map(({ ticker }) => ticker)).toEqual(['A', 'E', 'Q']);
      expect(body.data[2]).toMatchObject({ is_member: false, cut_off: 'entry', distance_ranks: -1, buffer: null });
      expect(body.data[2].rank_change_5).toBeNull();
    });

    it.each([
      ['/contributions?start_date=2023-01-03&end_date=2023-01-06', 'public, max-age=60, stale-while-revalidate=60'],
      ['/contributions?start_date=2023-01-03&end_date=2023-01-31', 'no-cache'],
      ['/explain?ticker=Q&date=2023-01-06', 'public, max-age=60, stale-while-revalidate=60'],
      ['/explain?ticker=Q&date=2023-01-31', 'no-cache'],
      ['/watchlist?date=2023-01-05', 'public, max-age=60, stale-while-revalidate=60'],
      ['/watchlist?date=2023-01-31', 'no-cache'],
      // Of an old range too: Q was in on its last day, and the end of that spell is told.
      ['/constituents/Q?start_date=2023-01-03&end_date=2023-01-05', 'no-cache'],
    ])('%s may be kept as long as nothing but a correction can change it: %s', async (path, kept) => {
      expect((await get(path).expect(200)).headers['cache-control']).toBe(kept);
    });

    it('one line: a spell that began in the range is told with its end after it', async () => {
      const { body } = await get('/constituents/Q?start_date=2023-01-03&end_date=2023-01-05').expect(200);
      expect(body.spells).toMatchObject([{ entered: '2023-01-04', left: '2023-01-06' }]);
    });

    it.each([
      ['/constituents/NOPE?' + RANGE, 404, 'line-not-found', 'never seen a line called NOPE'],
      ['/explain?ticker=NOPE&date=2023-01-06', 404, 'line-not-found', 'NOPE'],
      ['/explain?ticker=q&date=2023-01-06', 404, 'line-not-found', 'Did you mean Q?'],
      ['/constituents/A%20B?' + RANGE, 400, 'invalid-request', 'ticker is not a ticker'],
      [
        `/explain?ticker=${encodeURIComponent("'; drop table stocks; --")}&date=2023-01-06`,
        400,
        'invalid-request',
        'ticker',
      ],
      ['/explain?date=2023-01-06', 400, 'invalid-request', 'ticker is missing'],
      ['/explain?ticker=A&date=2022-12-30', 404, 'outside-built-range', '2023-01-03'],
      ['/explain?ticker=A&date=2023-03-01', 422, 'date-in-the-future', '2023-02-03'],
      ['/watchlist?date=2023-03-01', 422, 'date-in-the-future', '2023-02-03'],
      ['/watchlist?date=2023-01-06&within=0', 400, 'invalid-request', 'within'],
      ['/watchlist?date=2023-01-06&within=101', 400, 'invalid-request', '1 to 100'],
      ['/watchlist?date=2023-01-06&as_known_at=2023-01-06T00:00:00Z', 400, 'invalid-request', 'as_known_at'],
      ['/contributions?start_date=2022-01-03&end_date=2023-01-04', 400, 'invalid-request', 'at most 366 days'],
      ['/contributions?start_date=2022-01-03&end_date=2022-12-30', 404, 'outside-built-range', '2023-01-03'],
      [`/contributions?${RANGE}&by=country`, 400, 'invalid-request', 'line or sector'],
      [`/constituents/A?${RANGE}&cursor=zzz`, 400, 'invalid-request', 'cursor'],
    ])('%s is answered %d', async (path, status, kind, words) => {
      const answer = await get(path);
      expect({ status: answer.status, type: answer.body.type }).toEqual({ status, type: `/problems/${kind}` });
      expect(answer.body.detail).toContain(words);
    });

    it('an index that nobody made is not there', async () => {
      for (const path of [
        `constituents/A?${RANGE}`,
        `contributions?${RANGE}`,
        'explain?ticker=A&date=2023-01-06',
        'watchlist?date=2023-01-06',
      ]) {
        const answer = await request(gateway.app.getHttpServer()).get(`/v1/indices/nobody/${path}`);
        expect({ status: answer.status, type: answer.body.type }).toEqual({
          status: 404,
          type: '/problems/index-not-found',
        });
      }
    });
  });
}

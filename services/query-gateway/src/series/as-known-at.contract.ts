import request from 'supertest';
import type { GatewayApp } from '../../test/gateway-app.js';
import { clearStore, storeIndex } from '../../test/index-fixture.js';
import { storeLevelHistory, storeSessionHistory } from '../../test/index-history.js';

/** Over each store: its statements have to be valid on both engines. */
export function describeAsKnownAt(store: string, start: (today: string) => Promise<GatewayApp>): void {
  describe(`over ${store}`, () => {
    let gateway: GatewayApp;
    const get = (path: string) => request(gateway.app.getHttpServer()).get(path);

    /**
     * Four sessions, each known from its own evening. On the 9th, the 4th was restated: until then its level was 1100, its composition
     * had Z instead of NA, the 5th was a gap, and the 6th (built on the 9th for the first time) was not known at all.
     */
    beforeAll(async () => {
      gateway = await start('2023-02-03');
      await clearStore(gateway.store);
      await storeIndex(gateway.store, {
        first: '2023-01-03',
        last: '2023-01-06',
        changes: [
          { date: '2023-01-03', ticker: 'AAPL', action: 'entered', rank: 1, previous_rank: null, reason: null },
          { date: '2023-01-05', ticker: 'NA', action: 'entered', rank: 2, previous_rank: 5, reason: null },
        ],
      });
      const first = '2023-01-03T22:00:00Z';
      const restated = '2023-01-09T22:00:00.250Z';
      for (const table of ['index_sessions', 'index_performance']) {
        await gateway.store.execute(
          `update ${table} set known_from = case when date = '2023-01-03' then $1::timestamptz else $2::timestamptz end`,
          [first, restated],
        );
      }
      await storeSessionHistory(gateway.store, {
        ...{ date: '2023-01-04', known_from: '2023-01-04T22:00:00Z', known_until: restated, hash: 'hash-before' },
        composition: [
          { ticker: 'b', rank: null, weight: 0.25, close: 8, market_cap: null },
          { ticker: 'Z', rank: 2, weight: 0.25, close: 20, market_cap: 2e9 },
          { ticker: 'B', rank: null, weight: 0.25, close: 7, market_cap: null },
          { ticker: 'AAPL', rank: 1, weight: 0.25, close: 130, market_cap: 2e12 },
        ],
        changes: [
          { ticker: 'Z', action: 'entered', rank: 2, previous_rank: 5 },
          { ticker: 'B', action: 'exited', rank: null, previous_rank: 3, reason: 'stale' },
          { ticker: 'FB', action: 'renamed', new_ticker: 'META' },
        ],
      });
      await storeSessionHistory(gateway.store, {
        ...{ date: '2023-01-05', known_from: '2023-01-05T22:00:00Z', known_until: restated, status: 'incomplete' },
        reasons: ['90 of 100 lines can be ranked'],
      });
      await storeLevelHistory(gateway.store, {
        ...{
          date: '2023-01-04',
          known_from: '2023-01-04T22:00:00Z',
          known_until: restated,
          level: 1100,
          daily_return: 10,
        },
      });
    }, 180_000);
    afterAll(() => gateway.close());

    const JANUARY = 'start_date=2023-01-01&end_date=2023-01-31';
    const EVENING_4 = '2023-01-04T23:00:00.000Z';
    const EVENING_5 = '2023-01-05T23:00:00.000Z';
    const AFTER = '2023-01-10T00:00:00.000Z';

    describe('as_known_at', () => {
      it('answers the performance with the levels, gaps and built range of then', async () => {
        const then = await get(`/index-performance?${JANUARY}&as_known_at=${EVENING_5}`).expect(200);
        expect(then.body).toEqual({
          index: 'top100-equal',
          start_date: '2023-01-01',
          end_date: '2023-01-31',
          as_known_at: EVENING_5,
          period_return: (1100 / 1000 - 1) * 100,
          gaps: [{ date: '2023-01-05', status: 'incomplete', reasons: ['90 of 100 lines can be ranked'] }],
          data: [
            { date: '2023-01-03', daily_return: null, cumulative_return: 0, level: 1000, constituents: 3 },
            {
              date: '2023-01-04',
              daily_return: 10,
              cumulative_return: 10.000000000000009,
              level: 1100,
              constituents: 3,
            },
          ],
          next_cursor: null,
        });
        const earlier = await get(`/v1/index-performance?${JANUARY}&as_known_at=${EVENING_4}`).expect(200);
        expect(earlier.body).toMatchObject({ gaps: [], data: [{ level: 1000 }, { level: 1100 }] });
        const from = await get(`/index-performance?start_date=2023-01-04&end_date=2023-01-05&as_known_at=${EVENING_5}`);
        expect(from.body.period_return).toBe((1100 / 1000 - 1) * 100);
        const outside = await get(
          `/index-performance?start_date=2023-01-05&end_date=2023-01-06&as_known_at=${EVENING_5}`,
        );
        expect(outside.body).toMatchObject({
          status: 404,
          built: { first_session: '2023-01-03', last_session: '2023-01-04' },
        });
      });

      it('pages through what was known then', async () => {
        const path = `/index-performance?${JANUARY}&as_known_at=${EVENING_5}&limit=1`;
        const first = await get(path).expect(200);
        expect(first.headers['link']).toContain('as_known_at=');
        const second = await get(`${path}&cursor=${first.body.next_cursor}`).expect(200);
        expect(second.body).toMatchObject({ data: [{ date: '2023-01-04', level: 1100 }], next_cursor: null });
      });

      it('answers the composition of then, of the last session that was known', async () => {
        const { body } = await get(`/index-composition?date=2023-01-06&as_known_at=${EVENING_5}`).expect(200);
        expect(body).toMatchObject({
          requested_date: '2023-01-06',
          as_known_at: EVENING_5,
          date: '2023-01-04',
          effective_from: '2023-01-05',
          hash: 'hash-before',
        });
        const unknown = { name: null, sector: null, exchange: null };
        expect(body.data).toEqual([
          {
            ...{ rank: 1, ticker: 'AAPL', name: 'Apple Inc.', sector: 'Technology', exchange: 'XNAS' },
            ...{ weight: 0.25, close: 130, market_cap: 2e12 },
          },
          { rank: 2, ticker: 'Z', ...unknown, weight: 0.25, close: 20, market_cap: 2e9 },
          { rank: null, ticker: 'B', ...unknown, weight: 0.25, close: 7, market_cap: null },
          { rank: null, ticker: 'b', ...unknown, weight: 0.25, close: 8, market_cap: null },
        ]);
        const base = await get(`/index-composition?date=2023-01-03&as_known_at=${EVENING_5}`).expect(200);
        const now = await get('/index-composition?date=2023-01-03').expect(200);
        expect(base.body.data).toEqual(now.body.data);
      });

      it('knows the status of then where exact=true finds no session', async () => {
        const path = '/v1/index-composition?date=2023-01-05&exact=true';
        const then = await get(`${path}&as_known_at=${EVENING_5}`).expect(404);
        expect(then.body.detail).toContain('not published (incomplete: 90 of 100 lines can be ranked)');
        expect(then.body.built).toEqual({ first_session: '2023-01-03', last_session: '2023-01-04' });
        const before = await get(`${path}&as_known_at=${EVENING_4}`).expect(404);
        expect(before.body.detail).toContain('is not a session of the index');
        await get(`${path}&as_known_at=${AFTER}`).expect(200);
      });

      it('answers the changes and renames of then, without the initial composition', async () => {
        const then = await get(`/composition-changes?${JANUARY}&as_known_at=${EVENING_5}`).expect(200);
        expect(then.body).toMatchObject({
          as_known_at: EVENING_5,
          gaps: [{ date: '2023-01-05', status: 'incomplete' }],
          data: [
            {
              date: '2023-01-04',
              effective_from: '2023-01-05',
              entered: [{ ticker: 'Z', rank: 2, previous_rank: 5 }],
              exited: [{ ticker: 'B', rank: null, previous_rank: 3, reason: 'stale' }],
              renamed: [{ ticker: 'FB', new_ticker: 'META' }],
            },
          ],
        });
        expect(then.body.data).toHaveLength(1);
        const quiet = await get(`/v1/composition-changes?${JANUARY}&as_known_at=2023-01-04T00:00:00Z`).expect(200);
        expect(quiet.body.data).toEqual([]);
      });

      it('is what is known now once nothing has changed since, and turns at the very instant', async () => {
        for (const path of [
          `/index-performance?${JANUARY}`,
          `/composition-changes?${JANUARY}`,
          '/index-composition?date=2023-01-15',
        ]) {
          const { as_known_at: echo, ...then } = (await get(`${path}&as_known_at=${AFTER}`).expect(200)).body;
          expect(echo).toBe(AFTER);
          expect(then).toEqual((await get(path).expect(200)).body);
        }
        const levels = async (instant: string) =>
          (await get(`/index-performance?${JANUARY}&as_known_at=${instant}`)).body.data.map(
            ({ level }: { level: number }) => level,
          );
        expect(await levels('2023-01-09T22:00:00.249Z')).toEqual([1000, 1100]);
        expect(await levels('2023-01-09T22:00:00.250Z')).toHaveLength(4);
        expect(await levels('2023-01-09T17:00:00.249-05:00')).toEqual([1000, 1100]);
      });

      it('echoes the instant in UTC, whatever zone it was given in', async () => {
        const { body } = await get(`/index-performance?${JANUARY}&as_known_at=2023-01-10T05:30:00%2B05:30`).expect(200);
        expect(body.as_known_at).toBe(AFTER);
      });

      it.each([
        `/index-performance?${JANUARY}`,
        `/composition-changes?${JANUARY}`,
        '/index-composition?date=2023-01-15',
      ])('answers %s with 404 before anything was known, 422 in the future', async (path) => {
        const before = await get(`${path}&as_known_at=2023-01-03T21:59:59Z`).expect(404);
        expect(before.body.type).toBe('/problems/index-not-built');
        expect(before.body.detail).toContain('its first session became known at 2023-01-03T22:00:00.000Z');
        const future = await get(`${path}&as_known_at=2023-02-03T17:00:00.001Z`).expect(422);
        expect(future.body).toMatchObject({
          type: '/problems/date-in-the-future',
          errors: [{ parameter: 'as_known_at' }],
        });
        await get(`${path}&as_known_at=2023-02-03T17:00:00Z`).expect(200);
      });

      it('tells an instant at which something was known, although the store counts finer than instants are given', async () => {
        const setKnown = (instant: string) =>
          gateway.store.execute(`update index_sessions set known_from = $1::timestamptz where date = '2023-01-03'`, [
            instant,
          ]);
        await setKnown('2023-01-03T22:00:00.000400Z');
        const path = '/index-composition?date=2023-01-15&as_known_at';
        const before = await get(`${path}=2023-01-03T22:00:00.000Z`).expect(404);
        const [told] = /(?<=known at )2023-01-03T22\S+Z(?=\. Give)/.exec(before.body.detail as string) ?? [];
        await get(`${path}=${told}`).expect(200);
        await setKnown('2023-01-03T22:00:00Z');
      });

      it('is asked of the store once, and of the present tables alone when it is not given', async () => {
        gateway.statements.length = 0;
        const path = `/index-performance?${JANUARY}&as_known_at=2023-01-05T22:30:00Z`;
        const first = await get(path).expect(200);
        await get(path)
          .set('If-None-Match', first.headers['etag'] ?? '')
          .expect(304);
        expect(gateway.statements.filter((text) => text.includes('end_level'))).toHaveLength(1);
        gateway.statements.length = 0;
        await get(`/index-performance?${JANUARY}&limit=17`).expect(200);
        expect(gateway.statements.filter((text) => text.includes('history'))).toEqual([]);
      });
    });
  });
}

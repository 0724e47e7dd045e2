import request from 'supertest';
import { compositionChange } from '#contracts/api/changes.schema';
import { constituent } from '#contracts/api/composition.schema';
import { gap, performanceRow } from '#contracts/api/performance.schema';
import { startGateway } from '../../test/gateway-app.js';
import type { GatewayApp } from '../../test/gateway-app.js';
import { clearStore, storeIndex, storePrices } from '../../test/index-fixture.js';
import type { FixtureChange } from '../../test/index-fixture.js';

let gateway: GatewayApp;
const get = (path: string) => request(gateway.app.getHttpServer()).get(path);

beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());

const JANUARY = 'start_date=2023-01-01&end_date=2023-01-31';

const renamed = (date: string, ticker: string, newTicker: string): FixtureChange => ({
  ...{ date, ticker, action: 'renamed', rank: null, previous_rank: null, reason: null, new_ticker: newTicker },
});

describe('an index of January 2023 with a gap, changes and renames', () => {
  beforeAll(async () => {
    await clearStore(gateway.store);
    await storeIndex(gateway.store, {
      first: '2023-01-03',
      last: '2023-01-31',
      gaps: [{ date: '2023-01-19', status: 'incomplete', reasons: ['62 of 100 lines can be ranked'] }],
      changes: [
        { date: '2023-01-03', ticker: 'AAPL', action: 'entered', rank: 1, previous_rank: null, reason: null },
        { date: '2023-01-13', ticker: 'NA', action: 'entered', rank: 2, previous_rank: 5, reason: null },
        { date: '2023-01-13', ticker: 'B', action: 'entered', rank: 3, previous_rank: null, reason: null },
        { date: '2023-01-13', ticker: 'ZZ', action: 'exited', rank: null, previous_rank: 3, reason: 'delisted' },
        { date: '2023-01-24', ticker: 'B', action: 'exited', rank: 101, previous_rank: 100, reason: 'rank' },
        renamed('2023-01-24', 'FB', 'META'),
        renamed('2023-01-26', 'VIAC', 'PARA'),
        renamed('2023-01-26', 'ANTM', 'ELV'),
      ],
    });
  });

  describe('GET /index-performance', () => {
    it('answers with returns, levels and gaps, at the root and under /v1', async () => {
      const answer = await get(`/index-performance?${JANUARY}`).expect(200);
      expect(Object.keys(answer.body)).toEqual([
        'index',
        'start_date',
        'end_date',
        'period_return',
        'gaps',
        'data',
        'next_cursor',
      ]);
      expect(answer.body).toMatchObject({
        index: 'top100-equal',
        start_date: '2023-01-01',
        end_date: '2023-01-31',
        gaps: [{ date: '2023-01-19', status: 'incomplete', reasons: ['62 of 100 lines can be ranked'] }],
        next_cursor: null,
      });
      expect(answer.body.data).toHaveLength(19);
      expect(Object.keys(answer.body.gaps[0])).toEqual(Object.keys(gap.shape));
      expect(Object.keys(answer.body.data[0])).toEqual(Object.keys(performanceRow.shape));
      expect(answer.body.data[0]).toEqual({
        date: '2023-01-03',
        daily_return: null,
        cumulative_return: 0,
        level: 1000,
        constituents: 3,
      });
      expect(answer.body.data[1]).toEqual({
        date: '2023-01-04',
        daily_return: 1,
        cumulative_return: 1.0000000000000009,
        level: 1010,
        constituents: 3,
      });
      expect(answer.body.period_return).toBeCloseTo((1.01 ** 18 - 1) * 100, 10);
      const second = await get(`/v1/index-performance?${JANUARY}`).expect(200);
      expect(second.text).toBe(answer.text);
      expect(answer.headers['x-data-source']).toBeUndefined();
      expect(answer.body).not.toHaveProperty('data_source');
    });

    it('measures the period from the last published session before it', async () => {
      const { body } = await get('/index-performance?start_date=2023-01-20&end_date=2023-01-23').expect(200);
      expect(body.data.map((row: { date: string }) => row.date)).toEqual(['2023-01-20', '2023-01-23']);
      expect(body.period_return).toBeCloseTo((1.01 ** 2 - 1) * 100, 10);
    });

    it('pages through the range, saying the same of the whole range on each page', async () => {
      const dates: string[] = [];
      let path = `/index-performance?${JANUARY}&limit=8`;
      for (let page = 0; page < 3; page += 1) {
        const answer = await get(path).expect(200);
        expect(answer.body.gaps).toHaveLength(1);
        expect(answer.body.period_return).toBeCloseTo((1.01 ** 18 - 1) * 100, 10);
        dates.push(...answer.body.data.map((row: { date: string }) => row.date));
        if (page === 2) {
          expect(answer.body.next_cursor).toBeNull();
          expect(answer.headers['link']).toBeUndefined();
        } else {
          const [, next = ''] = /^<(.*)>; rel="next"$/.exec(answer.headers['link'] ?? '') ?? [];
          expect(next).toContain(`cursor=${answer.body.next_cursor}`);
          path = next;
        }
      }
      expect(dates).toHaveLength(19);
      expect(new Set(dates).size).toBe(19);
    });

    it.each([
      ['is before the index', 'start_date=2022-01-01&end_date=2022-12-31', 'POST /build-index to extend it'],
      ['is after the index', 'start_date=2023-02-01&end_date=2023-02-28', 'POST /build-index to extend it'],
      ['holds the gap only', 'start_date=2023-01-19&end_date=2023-01-19', 'GET /v1/coverage says the reasons'],
      ['holds a weekend only', 'start_date=2023-01-21&end_date=2023-01-22', 'the exchange was closed'],
    ])('answers 404 naming the built range when the range %s', async (_, range, words) => {
      const answer = await get(`/index-performance?${range}`).expect(404);
      expect(answer.headers['content-type']).toBe('application/problem+json');
      expect(answer.body).toMatchObject({
        type: '/problems/outside-built-range',
        status: 404,
        instance: '/index-performance',
        built: { first_session: '2023-01-03', last_session: '2023-01-31' },
      });
      expect(answer.body.detail).toContain('2023-01-03');
      expect(answer.body.detail).toContain('2023-01-31');
      expect(answer.body.detail).toContain(words);
    });
  });

  describe('GET /index-composition', () => {
    it('answers a Sunday before a holiday with the Friday, effective from Tuesday', async () => {
      const { body } = await get('/index-composition?date=2023-01-15').expect(200);
      expect(body).toEqual({
        index: 'top100-equal',
        requested_date: '2023-01-15',
        date: '2023-01-13',
        effective_from: '2023-01-17',
        hash: 'hash-of-2023-01-13',
        data: [
          {
            rank: 1,
            ticker: 'AAPL',
            name: 'Apple Inc.',
            sector: 'Technology',
            exchange: 'XNAS',
            weight: 1 / 3,
            close: 134.76,
            market_cap: 2.14e12,
          },
          {
            rank: 2,
            ticker: 'NA',
            name: '<b>National</b> & Co',
            sector: null,
            exchange: 'XNYS',
            weight: 1 / 3,
            close: 12.5,
            market_cap: 1e9,
          },
          {
            rank: null,
            ticker: 'B',
            name: null,
            sector: null,
            exchange: null,
            weight: 1 / 3,
            close: 7,
            market_cap: null,
          },
        ],
      });
    });

    it('keeps the documented order of fields', async () => {
      const { body } = await get('/index-composition?date=2023-01-13').expect(200);
      expect(Object.keys(body.data[0])).toEqual(Object.keys(constituent.shape));
    });

    it('answers a gap and a day after the last session with the session before', async () => {
      expect((await get('/index-composition?date=2023-01-19').expect(200)).body.date).toBe('2023-01-18');
      expect((await get('/index-composition?date=2023-02-03').expect(200)).body.date).toBe('2023-01-31');
    });

    it('takes exact=true on a session, and answers 404 on another day', async () => {
      expect((await get('/v1/index-composition?date=2023-01-13&exact=true').expect(200)).body.date).toBe('2023-01-13');
      const sunday = await get('/index-composition?date=2023-01-15&exact=true').expect(404);
      expect(sunday.body.detail).toBe(
        '2023-01-15 is not a session of the index: leave out exact=true to get the session before it, 2023-01-13.',
      );
      const gap = await get('/index-composition?date=2023-01-19&exact=true').expect(404);
      expect(gap.body.detail).toContain('not published (incomplete: 62 of 100 lines can be ranked)');
      expect((await get('/index-composition?date=2023-01-15&exact=false').expect(200)).body.date).toBe('2023-01-13');
    });

    it('answers 422 after today in New York and 404 before the base session', async () => {
      const future = await get('/index-composition?date=2023-02-04').expect(422);
      expect(future.body).toMatchObject({ type: '/problems/date-in-the-future', status: 422 });
      expect(future.body.detail).toContain('2023-02-03');
      const past = await get('/index-composition?date=2023-01-02').expect(404);
      expect(past.body).toMatchObject({ type: '/problems/outside-built-range', status: 404 });
      expect(past.body.detail).toContain('base session 2023-01-03');
    });
  });

  describe('GET /composition-changes', () => {
    it('leaves out the initial composition and sessions without a change', async () => {
      const { body } = await get(`/composition-changes?${JANUARY}`).expect(200);
      expect(Object.keys(body.data[0])).toEqual(Object.keys(compositionChange.shape));
      expect(Object.keys(body.data[0].exited[0])).toEqual(['ticker', 'rank', 'previous_rank', 'reason']);
      expect(body).toEqual({
        index: 'top100-equal',
        start_date: '2023-01-01',
        end_date: '2023-01-31',
        gaps: [{ date: '2023-01-19', status: 'incomplete', reasons: ['62 of 100 lines can be ranked'] }],
        data: [
          {
            date: '2023-01-13',
            effective_from: '2023-01-17',
            entered: [
              { ticker: 'B', rank: 3, previous_rank: null },
              { ticker: 'NA', rank: 2, previous_rank: 5 },
            ],
            exited: [{ ticker: 'ZZ', rank: null, previous_rank: 3, reason: 'delisted' }],
            renamed: [],
          },
          {
            date: '2023-01-24',
            effective_from: '2023-01-25',
            entered: [],
            exited: [{ ticker: 'B', rank: 101, previous_rank: 100, reason: 'rank' }],
            renamed: [{ ticker: 'FB', new_ticker: 'META' }],
          },
          {
            date: '2023-01-26',
            effective_from: '2023-01-27',
            entered: [],
            exited: [],
            renamed: [
              { ticker: 'ANTM', new_ticker: 'ELV' },
              { ticker: 'VIAC', new_ticker: 'PARA' },
            ],
          },
        ],
        next_cursor: null,
      });
    });

    it('pages by session', async () => {
      const first = await get(`/composition-changes?${JANUARY}&limit=1`).expect(200);
      expect(first.body.data.map((row: { date: string }) => row.date)).toEqual(['2023-01-13']);
      const second = await get(`/composition-changes?${JANUARY}&limit=2&cursor=${first.body.next_cursor}`).expect(200);
      expect(second.body.data.map((row: { date: string }) => row.date)).toEqual(['2023-01-24', '2023-01-26']);
      expect(second.body.next_cursor).toBeNull();
    });

    it('answers an empty list where nothing changed and 404 where nothing is published', async () => {
      const quiet = await get('/composition-changes?start_date=2023-01-27&end_date=2023-01-31').expect(200);
      expect(quiet.body.data).toEqual([]);
      await get('/composition-changes?start_date=2023-02-01&end_date=2023-02-02').expect(404);
    });
  });
});

describe('before anything is built', () => {
  const questions = [
    `/index-performance?${JANUARY}`,
    `/composition-changes?${JANUARY}`,
    '/index-composition?date=2023-01-15',
  ];

  it.each(questions)('%s says how to import into an empty store', async (path) => {
    await clearStore(gateway.store);
    const { body } = await get(path).expect(404);
    expect(body.type).toBe('/problems/index-not-built');
    expect(body.detail).toContain('POST /v1/imports?kind=prices');
  });

  it.each(questions)('%s says how to build what is stored', async (path) => {
    await clearStore(gateway.store);
    await storePrices(gateway.store, { first: '2023-01-03', last: '2023-01-06' });
    const { body } = await get(path).expect(404);
    expect(body.available).toEqual({ first_session: '2023-01-03', last_session: '2023-01-06' });
    expect(body.detail).toContain('POST /build-index {"start_date":"2023-01-03","end_date":"2023-01-06"}');
  });
});

describe('with the simulated market', () => {
  it.each([`/index-performance?${JANUARY}`, `/composition-changes?${JANUARY}`, '/index-composition?date=2023-01-15'])(
    '%s says so in body and header',
    async (path) => {
      await clearStore(gateway.store);
      await storeIndex(gateway.store, { first: '2023-01-03', last: '2023-01-31', simulated: true });
      const answer = await get(path).expect(200);
      expect(answer.body.data_source).toBe('simulated market, not real prices');
      expect(answer.headers['x-data-source']).toBe('simulated');
    },
  );
});

import request from 'supertest';
import { compositionsAnswer } from '#contracts/api/compositions.schema';
import { periodRow, sessionRow } from '#contracts/api/interval.schema';
import { metricsAnswer, performanceFigures, relativeFigures } from '#contracts/api/metrics.schema';
import type { GatewayApp } from '../../test/gateway-app.js';
import { clearStore } from '../../test/index-fixture.js';
import { storeMarketOf, storeSeries } from '../../test/series-fixture.js';
import type { SeriesSession } from '../../test/series-fixture.js';

/** From 1000 by +10 %, -10 %, +10 % and 0 % to 1089; the twin by +5 %, -10 %, 0 % and +20 % to 1134. 2023-02-02 is missing. */
const FIRST: readonly SeriesSession[] = [
  {
    ...{ date: '2023-01-27', level: 1000, session_return: null, turnover: null },
    ...{ benchmark_return: null, benchmark_level: 1000, entered: ['A', 'B'] },
    members: [
      ['A', 1, 0.5],
      ['B', 2, 0.5],
    ],
  },
  {
    ...{ date: '2023-01-30', level: 1100, session_return: 0.1, turnover: 0.02, benchmark_return: 0.05 },
    ...{ benchmark_level: 1050, entered: ['C', 'D'], exited: ['B'] },
  },
  {
    ...{ date: '2023-01-31', level: 990, session_return: -0.1, turnover: 0 },
    ...{ benchmark_return: -0.1, benchmark_level: 945 },
  },
  {
    ...{ date: '2023-02-01', level: 1089, session_return: 0.1, turnover: 0.04 },
    ...{ benchmark_return: 0, benchmark_level: 945 },
  },
  {
    ...{ date: '2023-02-03', level: 1089, net_level: 1080, session_return: 0, turnover: 0.06, exited: ['C'] },
    ...{ benchmark_return: 0.2, benchmark_level: 1134 },
    members: [['A', 1, 1]],
  },
];

/** Another index over the same sessions: it doubles once, and keeps one line. */
const SECOND: readonly SeriesSession[] = FIRST.map(({ date }, at) => {
  const doubled = { session_return: 1, benchmark_return: 3, turnover: 0.5, entered: ['Z'] };
  const still = { session_return: 0, benchmark_return: 0, turnover: 0.5 };
  const base = { session_return: null, benchmark_return: null, turnover: null };
  const [level, benchmark_level] = at === 0 ? [1000, 1000] : [2000, 4000];
  return { date, level, benchmark_level, ...([base, doubled][at] ?? still), members: [['Z', 1, 1]] };
});

const RANGE = 'start_date=2023-01-01&end_date=2023-02-28';

/** Over each store: its statements have to be valid on both engines. */
export function describeSeries(store: string, start: (today: string) => Promise<GatewayApp>): void {
  describe(`over ${store}`, () => {
    let gateway: GatewayApp;
    const get = (path: string) => request(gateway.app.getHttpServer()).get(`/v1/indices/${path}`);

    const fill = async (): Promise<void> => {
      await clearStore(gateway.store);
      await storeMarketOf(gateway.store, FIRST);
      await storeSeries(gateway.store, 'top100-equal', FIRST, ['2023-02-02']);
      await storeSeries(gateway.store, 'one-line', SECOND);
    };
    beforeAll(async () => {
      gateway = await start('2023-02-28');
      await fill();
    }, 180_000);
    afterAll(() => gateway.close());

    describe('GET /v1/indices/{index_id}/performance', () => {
      it('answers by month with the return of each, which compound to that of the range, and says which are cut', async () => {
        const { body } = await get(`top100-equal/performance?${RANGE}&interval=month`).expect(200);
        expect(Object.keys(body.data[0])).toEqual(Object.keys(periodRow.shape));
        expect(body).toEqual({
          ...{ index: 'top100-equal', start_date: '2023-01-01', end_date: '2023-02-28', interval: 'month' },
          period_return: (1089 / 1000 - 1) * 100,
          benchmark_period_return: (1134 / 1000 - 1) * 100,
          net_period_return: (1080 / 1000 - 1) * 100,
          gaps: [{ date: '2023-02-02', status: 'missing', reasons: [] }],
          data: [
            {
              ...{ period: '2023-01', first_session: '2023-01-27', last_session: '2023-01-31', sessions: 3 },
              ...{ period_return: 100 * (990 / 1000 - 1), level: 990 },
              ...{ benchmark_return: 100 * (945 / 1000 - 1), benchmark_level: 945, complete: false, net_level: 990 },
            },
            {
              ...{ period: '2023-02', first_session: '2023-02-01', last_session: '2023-02-03', sessions: 2 },
              ...{ period_return: 100 * (1089 / 990 - 1), level: 1089 },
              ...{ benchmark_return: 100 * (1134 / 945 - 1), benchmark_level: 1134, complete: false, net_level: 1080 },
            },
          ],
          next_cursor: null,
        });
      });

      it.each([
        ['week', ['2023-W04', '2023-W05'], [false, true]],
        ['month', ['2023-01', '2023-02'], [false, false]],
        ['quarter', ['2023-Q1'], [false]],
        ['year', ['2023'], [false]],
      ])('knows the interval %s', async (interval, periods, complete) => {
        const { body } = await get(`one-line/performance?${RANGE}&interval=${interval}`).expect(200);
        expect(body.data.map((row: { period: string }) => row.period)).toEqual(periods);
        expect(body.data.map((row: { complete: boolean }) => row.complete)).toEqual(complete);
        expect(body.period_return).toBe(100);
      });

      it('counts the first period of a range from the session before it', async () => {
        const range = 'start_date=2023-01-31&end_date=2023-02-01';
        const { body } = await get(`top100-equal/performance?${range}&interval=quarter`).expect(200);
        expect(body.data).toMatchObject([{ period_return: 100 * (1089 / 1100 - 1), sessions: 2, complete: false }]);
        expect(body.period_return).toBe((1089 / 1100 - 1) * 100);
      });

      it('answers by session with the benchmark and what is left after cost, which the path of before does not have', async () => {
        const daily = await get(`top100-equal/performance?${RANGE}`).expect(200);
        expect(Object.keys(daily.body.data[0])).toEqual(Object.keys(sessionRow.shape));
        expect(daily.body).toMatchObject({
          ...{ interval: 'day', benchmark_period_return: (1134 / 1000 - 1) * 100 },
          net_period_return: (1080 / 1000 - 1) * 100,
        });
        expect(daily.body.data.at(-1)).toMatchObject({ level: 1089, net_level: 1080 });
        expect(daily.body.data[0]).toMatchObject({ level: 1000, benchmark_return: null, benchmark_level: 1000 });
        expect(daily.body.data[1]).toMatchObject({ daily_return: 10, benchmark_return: 5, benchmark_level: 1050 });
        const before = await request(gateway.app.getHttpServer()).get(`/index-performance?${RANGE}`).expect(200);
        const withoutBenchmark = daily.body.data.map(
          ({ benchmark_return: _, benchmark_level: __, net_level: ___, ...row }: Record<string, unknown>) => row,
        );
        expect(before.body.data).toEqual(withoutBenchmark);
        expect(before.body).not.toHaveProperty('benchmark_period_return');
        expect(before.body).not.toHaveProperty('net_period_return');
      });

      it('pages through sessions and through periods', async () => {
        for (const [interval, pages] of [
          ['day', 5],
          ['week', 2],
        ] as const) {
          const path = `top100-equal/performance?${RANGE}&interval=${interval}`;
          const whole = (await get(path).expect(200)).body.data;
          const rows: unknown[] = [];
          let cursor = '';
          for (let page = 0; page < pages; page += 1) {
            const { body, headers } = await get(`${path}&limit=1${cursor}`).expect(200);
            rows.push(...body.data);
            expect(headers['link'] === undefined).toBe(page === pages - 1);
            cursor = `&cursor=${body.next_cursor}`;
          }
          expect(rows).toEqual(whole);
        }
      });

      it('offers its rows as CSV, those of the interval', async () => {
        const { text } = await get(`one-line/performance?${RANGE}&interval=year&format=csv`).expect(200);
        expect(text).toBe(
          `${Object.keys(periodRow.shape).join()}\r\n2023,2023-01-27,2023-02-03,5,100,2000,300,4000,false,2000\r\n`,
        );
        const daily = await get(`one-line/performance?${RANGE}&limit=1`).set('Accept', 'text/csv').expect(200);
        expect(daily.text).toBe(`${Object.keys(sessionRow.shape).join()}\r\n2023-01-27,,0,1000,1,,1000,1000\r\n`);
      });
    });

    describe('GET /v1/indices/{index_id}/metrics', () => {
      it('answers with every figure of index and benchmark, the base level included', async () => {
        const { body } = await get(`top100-equal/metrics?${RANGE}`).expect(200);
        expect(metricsAnswer.strict().safeParse(body).error).toBeUndefined();
        expect(body).toMatchObject({
          ...{ index: 'top100-equal', base_session: '2023-01-27', last_session: '2023-02-03', risk_free: 0 },
          metrics: { observations: 4, hit_ratio: 0.5, best_day: 0.1, worst_day: -0.1, max_drawdown_recovery: null },
          benchmark: { name: 'cap-weighted-twin', metrics: { observations: 4, annualised_turnover_one_way: null } },
        });
        expect(Object.keys(body.metrics)).toEqual(Object.keys(performanceFigures.shape));
        expect(Object.keys(body.benchmark.relative)).toEqual(Object.keys(relativeFigures.shape));
        expect(body.metrics.total_return).toBeCloseTo(0.089, 14);
        expect(body.metrics.max_drawdown).toBeCloseTo(-0.1, 14);
        expect(body.metrics.annualised_turnover_one_way).toBeCloseTo(0.03 * 252, 12);
        expect(body.benchmark.metrics.total_return).toBeCloseTo(0.134, 14);
        expect(body.benchmark.relative.observations).toBe(4);
      });

      it('takes the risk-free rate, a fraction per year', async () => {
        const figure = async (rate: string): Promise<number> =>
          (await get(`top100-equal/metrics?${RANGE}${rate}`).expect(200)).body.metrics.sharpe;
        expect(await figure('&risk_free=0')).toBe(await figure(''));
        expect(await figure('&risk_free=2e-2')).toBe(await figure('&risk_free=0.02'));
        expect(await figure('&risk_free=0.5')).toBeLessThan(await figure('&risk_free=-0.01'));
      });

      it('begins at the close before the range, and has nulls where nothing is defined', async () => {
        const single = 'start_date=2023-02-01&end_date=2023-02-02';
        const { body } = await get(`top100-equal/metrics?${single}`).expect(200);
        expect(body).toMatchObject({ base_session: '2023-01-31', last_session: '2023-02-01' });
        expect(body.metrics).toMatchObject({ observations: 1, annualised_volatility: null, sharpe: null });
        const base = await get('top100-equal/metrics?start_date=2023-01-27&end_date=2023-01-27').expect(200);
        expect(base.body.metrics).toMatchObject({ observations: 0, total_return: null });
        expect(base.body.benchmark).not.toBeNull();
      });

      it('is offered as CSV, one row per figure', async () => {
        const { text } = await get(`one-line/metrics?${RANGE}&format=csv`).expect(200);
        const lines = text.split('\r\n');
        expect(lines[0]).toBe('figure,index,benchmark,index_against_benchmark');
        expect(lines).toContain('total_return,1,3,');
        expect(lines).toContain('observations,4,4,4');
      });
    });

    describe('GET /v1/indices/{index_id}/turnover', () => {
      it('answers with turnover and changes by session, and the mean per year of the whole range on each page', async () => {
        const { body } = await get(`top100-equal/turnover?${RANGE}&limit=2`).expect(200);
        expect(body).toEqual({
          ...{ index: 'top100-equal', start_date: '2023-01-01', end_date: '2023-02-28' },
          annualised_turnover_one_way: expect.closeTo(0.03 * 252, 12),
          gaps: [{ date: '2023-02-02', status: 'missing', reasons: [] }],
          data: [
            { date: '2023-01-27', turnover: null, entered: 0, exited: 0 },
            { date: '2023-01-30', turnover: 0.02, entered: 2, exited: 1 },
          ],
          next_cursor: expect.any(String),
        });
        const second = await get(`top100-equal/turnover?${RANGE}&cursor=${body.next_cursor}`).expect(200);
        expect(second.body).toMatchObject({ annualised_turnover_one_way: body.annualised_turnover_one_way });
        expect(second.body.data).toEqual([
          { date: '2023-01-31', turnover: 0, entered: 0, exited: 0 },
          { date: '2023-02-01', turnover: 0.04, entered: 0, exited: 0 },
          { date: '2023-02-03', turnover: 0.06, entered: 0, exited: 1 },
        ]);
        const { text } = await get(`one-line/turnover?${RANGE}&limit=2&format=csv`).expect(200);
        expect(text).toBe('date,turnover,entered,exited\r\n2023-01-27,,0,0\r\n2023-01-30,0.5,1,0\r\n');
      });

      it('is the figure of the metrics, and null where the base session is all', async () => {
        const metrics = await get(`top100-equal/metrics?${RANGE}`).expect(200);
        const turnover = await get(`top100-equal/turnover?${RANGE}`).expect(200);
        const { annualised_turnover_one_way: mean } = turnover.body;
        expect(mean).toBe(metrics.body.metrics.annualised_turnover_one_way);
        const base = await get('top100-equal/turnover?start_date=2023-01-27&end_date=2023-01-29').expect(200);
        expect(base.body).toMatchObject({ annualised_turnover_one_way: null, data: [{ turnover: null }] });
      });
    });

    describe('GET /v1/indices/{index_id}/compositions', () => {
      const path = `top100-equal/compositions?${RANGE}`;
      const rows = [
        { date: '2023-01-27', rank: 1, ticker: 'A', weight: 0.5, close: 10, market_cap: 1e9 },
        { date: '2023-01-27', rank: 2, ticker: 'B', weight: 0.5, close: 10, market_cap: 1e9 },
        { date: '2023-02-03', rank: 1, ticker: 'A', weight: 1, close: 10, market_cap: 1e9 },
      ];

      it('answers with every constituent of every session', async () => {
        const { body } = await get(path).expect(200);
        expect(compositionsAnswer.strict().safeParse(body).error).toBeUndefined();
        expect(body).toEqual({
          ...{ index: 'top100-equal', start_date: '2023-01-01', end_date: '2023-02-28' },
          gaps: [{ date: '2023-02-02', status: 'missing', reasons: [] }],
          data: rows,
        });
        expect((await get(`one-line/compositions?${RANGE}`).expect(200)).body.data).toHaveLength(5);
      });

      it('is offered as CSV and as lines of JSON, and can be asked conditionally', async () => {
        const csv = await get(path).set('Accept', 'text/csv').expect(200);
        expect(csv.text.split('\r\n').slice(0, 2)).toEqual([
          'date,rank,ticker,weight,close,market_cap',
          '2023-01-27,1,A,0.5,10,1000000000',
        ]);
        const lines = await get(`${path}&format=ndjson`).expect(200).buffer(true);
        expect(String(lines.text ?? lines.body)).toBe(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
        await get(path)
          .set('Accept', 'text/csv')
          .set('If-None-Match', csv.headers['etag'] ?? '')
          .expect(304);
      });

      it('reads whole sessions by short statements, also of an index of thousands of lines', async () => {
        const width = 1500;
        const sessions = FIRST.map(({ date }) => date);
        await storeSeries(
          gateway.store,
          'wide',
          FIRST.map((session) => ({ ...session, members: [] })),
        );
        await gateway.store.execute(`update index_sessions set constituents = $1 where index_id = 'wide'`, [width]);
        await gateway.store.execute(
          `insert into index_compositions (index_id, date, ticker, weight, rank, close, market_cap)
           select 'wide', s.date, 'T' || lpad(n::text, 4, '0'), 1.0 / $1, case when n < $1 then n end, 10, null
           from index_sessions s, generate_series(1, $1) n where s.index_id = 'wide'`,
          [width],
        );
        gateway.statements.length = 0;
        const { body } = await get(`wide/compositions?${RANGE}`).expect(200);
        const read = gateway.statements.filter((text) => text.includes('from index_compositions'));
        // Three sessions, two, and none any more.
        expect(read).toHaveLength(3);
        expect(body.data).toHaveLength(sessions.length * width);
        const expected = sessions.flatMap((date) =>
          Array.from({ length: width }, (_, at) => `${date} T${String(at + 1).padStart(4, '0')}`),
        );
        expect(body.data.map(({ date, ticker }: { date: string; ticker: string }) => `${date} ${ticker}`)).toEqual(
          expected,
        );
      });

      it.each([
        ['nobodys', RANGE, 404, 'index-not-found'],
        ['one-line', 'start_date=2023-02-02&end_date=2023-02-02', 404, 'outside-built-range'],
        ['one-line', 'start_date=2023-02-03&end_date=2023-02-02', 400, 'invalid-request'],
        ['one-line', `${RANGE}&format=xml`, 400, 'invalid-request'],
      ])('of %s with %s is a problem before anything is sent', async (index, query, status, kind) => {
        const { body } = await get(`${index}/compositions?${query}`).expect(status);
        expect(body.type).toBe(`/problems/${kind}`);
      });
    });

    describe('composition and changes of an index', () => {
      it('are those of the paths of before for the default one', async () => {
        for (const [path, before] of [
          ['composition?date=2023-02-05', '/index-composition?date=2023-02-05'],
          [`changes?${RANGE}`, `/composition-changes?${RANGE}`],
        ]) {
          const ours = await get(`top100-equal/${path}`).expect(200);
          const theirs = await request(gateway.app.getHttpServer())
            .get(before ?? '')
            .expect(200);
          expect(ours.text).toBe(theirs.text);
        }
      });

      it('do not mix with those of another', async () => {
        const first = await get('top100-equal/composition?date=2023-02-03').expect(200);
        const second = await get('one-line/composition?date=2023-02-03').expect(200);
        expect(first.body).toMatchObject({ index: 'top100-equal', data: [{ ticker: 'A' }] });
        expect(second.body).toMatchObject({ index: 'one-line', hash: 'hash-of-one-line', data: [{ ticker: 'Z' }] });
        expect((await get(`top100-equal/changes?${RANGE}`).expect(200)).body.data).toMatchObject([
          { date: '2023-01-30', entered: [{ ticker: 'C' }, { ticker: 'D' }], exited: [{ ticker: 'B' }] },
          { date: '2023-02-03', entered: [], exited: [{ ticker: 'C' }] },
        ]);
        expect((await get(`one-line/changes?${RANGE}`).expect(200)).body.data).toMatchObject([
          { date: '2023-01-30', entered: [{ ticker: 'Z' }], exited: [] },
        ]);
      });
    });

    describe('every question about the series of an index', () => {
      const questions = [
        'composition?date=2023-02-03',
        `changes?${RANGE}`,
        `performance?${RANGE}`,
        `performance?${RANGE}&interval=month`,
        `metrics?${RANGE}`,
        `turnover?${RANGE}`,
      ];

      it.each(questions)('%s: 404 for an index that nobody has defined, 400 for no id', async (question) => {
        const { body } = await get(`nobodys/${question}`).expect(404);
        expect(body.type).toBe('/problems/index-not-found');
        expect(body.detail).toContain('There is no index nobodys');
        const malformed = await get(`No_Id/${question}`).expect(400);
        expect(malformed.body.errors).toMatchObject([{ parameter: 'index_id', value: 'No_Id' }]);
      });

      it.each(questions)('%s: one statement, then none while the index stays the same', async (question) => {
        // Beside those of the revision, and of the workers that look for events to send.
        const read = () => gateway.statements.filter((text) => !/ingestion_state|published_events|webhooks/.test(text));
        const path = `one-line/${question}&format=json`;
        await gateway.store.execute(`update indices set revision = revision + 1 where id = 'one-line'`);
        gateway.statements.length = 0;
        const first = await get(path).expect(200);
        expect(read()).toHaveLength(1);
        await get(path)
          .set('If-None-Match', first.headers['etag'] ?? '')
          .expect(304);
        expect(read()).toHaveLength(1);
        await gateway.store.execute(`update indices set revision = revision + 1 where id = 'top100-equal'`);
        await get(path).expect(200);
        expect(read()).toHaveLength(1);
      });

      it.each(questions)('%s: as known at an instant', async (question) => {
        const afterwards = new Date(Date.now() - 1).toISOString();
        gateway.clock.now = () => new Date();
        const { as_known_at: echo, ...then } = (
          await get(`top100-equal/${question}&as_known_at=${afterwards}`).expect(200)
        ).body;
        expect(echo).toBe(afterwards);
        expect(then).toEqual((await get(`top100-equal/${question}`).expect(200)).body);
        const unknown = await get(`top100-equal/${question}&as_known_at=2020-01-01T00:00:00Z`).expect(404);
        expect(unknown.body.type).toBe('/problems/index-not-built');
        const future = new Date(Date.now() + 60_000).toISOString();
        await get(`top100-equal/${question}&as_known_at=${future}`).expect(422);
      });

      it.each(questions.slice(1))(
        '%s: 404 where nothing is published, 400 for a range the wrong way',
        async (question) => {
          const outside = question.replace(RANGE, 'start_date=2023-02-02&end_date=2023-02-02');
          const { body } = await get(`top100-equal/${outside}`).expect(404);
          expect(body).toMatchObject({
            type: '/problems/outside-built-range',
            built: { first_session: '2023-01-27', last_session: '2023-02-03' },
          });
          await get(`top100-equal/${question.replace(RANGE, 'start_date=2022-01-01&end_date=2022-02-01')}`).expect(404);
          await get(`top100-equal/${question.replace(RANGE, 'start_date=2023-02-03&end_date=2023-02-02')}`).expect(400);
        },
      );

      it.each([
        ['performance', 'interval=fortnight', 'give day, week, month, quarter, year'],
        ['metrics', 'risk_free=2%', 'give a fraction per year from -1 to 1'],
        ['metrics', 'risk_free=1.5', 'give a fraction per year from -1 to 1'],
        ['metrics', 'limit=5', 'is not known'],
        ['turnover', 'interval=week', 'is not known'],
      ])('%s refuses %s', async (name, parameter, message) => {
        const { body } = await get(`top100-equal/${name}?${RANGE}&${parameter}`).expect(400);
        expect(body.detail).toContain(message);
      });
    });

    it('answers with what was known of levels, turnover and benchmark before they were restated', async () => {
      await storeSeries(gateway.store, 'restated', SECOND);
      for (const table of ['index_sessions', 'index_performance']) {
        await gateway.store.execute(
          `update ${table} set known_from = case when date = '2023-01-27' then timestamptz '2023-01-27 22:00Z'
             else timestamptz '2023-02-03 22:00Z' end where index_id = 'restated'`,
        );
      }
      await gateway.store.executeScript(`
        insert into index_session_history (index_id, date, known_from, known_until, status, reasons, eligible, covered, constituents,
          rebalanced, hash, revision, is_base, composition, changes)
        values ('restated', '2023-01-30', '2023-01-30 22:00Z', '2023-02-03 22:00Z', 'published', '{}', 9, 9, 1, true, 'h', 1, false, '[]',
          '[{"ticker": "Y", "action": "entered"}, {"ticker": "X", "action": "exited"}]');
        insert into index_performance_history (index_id, date, known_from, known_until, daily_return, cumulative_return, level,
          session_return, turnover, net_level, benchmark_return, benchmark_level, constituents)
        values ('restated', '2023-01-30', '2023-01-30 22:00Z', '2023-02-03 22:00Z', 50, 50, 1500, 0.5, 0.25, 1500, 1, 2000, 1);`);
      const then = `${RANGE}&as_known_at=2023-01-31T00:00:00Z`;
      const metrics = await get(`restated/metrics?${then}`).expect(200);
      expect(metrics.body).toMatchObject({
        last_session: '2023-01-30',
        metrics: { observations: 1, total_return: 0.5, annualised_turnover_one_way: 0.25 * 252 },
        benchmark: { metrics: { total_return: 1 } },
      });
      const turnover = await get(`restated/turnover?${then}`).expect(200);
      expect(turnover.body.data).toEqual([
        { date: '2023-01-27', turnover: null, entered: 0, exited: 0 },
        { date: '2023-01-30', turnover: 0.25, entered: 1, exited: 1 },
      ]);
      const daily = await get(`restated/performance?${then}`).expect(200);
      expect(daily.body.data[1]).toMatchObject({ level: 1500, benchmark_return: 100, benchmark_level: 2000 });
      const yearly = await get(`restated/performance?${then}&interval=year`).expect(200);
      expect(yearly.body.data).toMatchObject([
        { period_return: 50, benchmark_return: 100, last_session: '2023-01-30' },
      ]);
      expect((await get(`restated/performance?${RANGE}&interval=year`).expect(200)).body.period_return).toBe(100);
    });

    it('has no benchmark of what was stored before there were benchmarks, and says how to get it', async () => {
      await gateway.store.executeScript(
        `update index_performance set benchmark_return = null, benchmark_level = null
         where index_id = 'top100-equal' and date <= '2023-01-31';
         update index_performance set benchmark_level = null where index_id = 'top100-equal';
         update indices set revision = revision + 1;`,
      );
      const metrics = await get(`top100-equal/metrics?${RANGE}`).expect(200);
      expect(metrics.body).toMatchObject({ metrics: { observations: 4 }, benchmark: null });
      const later = await get('top100-equal/metrics?start_date=2023-02-01&end_date=2023-02-28').expect(200);
      expect(later.body.benchmark.metrics.total_return).toBeCloseTo(0.2, 14);
      const monthly = await get(`top100-equal/performance?${RANGE}&interval=month`).expect(200);
      expect(monthly.body.benchmark_period_return).toBeNull();
      expect(monthly.body.data).toMatchObject([{ benchmark_return: null }, { benchmark_return: null }]);
      const other = await get(`one-line/metrics?${RANGE}`).expect(200);
      expect(other.body.benchmark.metrics.total_return).toBe(3);
    });
  });
}

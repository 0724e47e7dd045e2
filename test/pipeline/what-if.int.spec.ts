import request from 'supertest';
import { Topic } from '#contracts/topics';
import { sessionsBetween } from '#domain/calendar';
import { defaultIndex, type IndexDefinition } from '#domain/index-definition';
import { PerformanceCalculatedConsumer } from '#services/query-gateway/src/builds/performance-calculated.consumer';
import { startGateway, type GatewayApp, type GatewayStore } from '#services/query-gateway/test/gateway-app';
import { event, nextCommand, progressed } from '#services/query-gateway/test/job-events';
import { openPostgres } from '#services/query-gateway/test/postgres-store';
import type { Database } from '#storage/database';
import { openPgliteDatabase } from '#storage/pglite-database';
import { IndexPump } from './index-pump.js';

/** What-ifs and kept indices through the gateway, on a market with all that happens, beside the index that the services keep. */

const FIRST = '2023-01-03';
const LAST = '2023-05-31';
const sessions = sessionsBetween(FIRST, LAST);
const MISSING = '2023-02-08';
const BLOCKED = '2023-03-15';
const LINES = 130;
const sectors = ['Energy', 'Tools', 'Food'];
const range = { start_date: FIRST, end_date: LAST };

/** Always the same numbers between 0 and 1. */
function* chances(): Generator<number, never> {
  for (let state = 7; ; state = (state * 48_271) % 2_147_483_647) yield state / 2_147_483_647;
}

async function storeMarket(store: Database): Promise<void> {
  const chance = chances();
  const next = (): number => chance.next().value;
  const prices = Array.from({ length: LINES }, () => 20 + 100 * next());
  const shares = Array.from({ length: LINES }, () => 1e6 * (1 + next()));
  const rows: object[] = [];
  const actions: object[] = [];
  for (const date of sessions) {
    for (let line = 0; line < LINES; line += 1) {
      prices[line] = (prices[line] as number) * (1 + 0.08 * (next() - 0.5));
      const ticker = `T${String(line).padStart(3, '0')}`;
      if (next() < 0.002) {
        actions.push({ ticker, ex_date: date, kind: 'split', value: 2 });
        prices[line] = (prices[line] as number) / 2;
        shares[line] = (shares[line] as number) * 2;
      }
      if (next() < 0.01) actions.push({ ticker, ex_date: date, kind: 'dividend', value: 0.4 });
      if (date === MISSING || next() < 0.01 || (line === 3 && date > '2023-04-03')) continue;
      const close = prices[line] as number;
      rows.push({
        ...{ date, ticker, close },
        market_cap: next() < 0.02 ? null : close * (shares[line] as number),
        delisting_return: line === 3 && date === '2023-04-03' ? -0.4 : null,
      });
    }
  }
  await store.query('select ensure_stock_price_partitions($1, $2)', [FIRST, LAST]);
  await store.execute(
    `insert into stock_prices (date, ticker, close, market_cap, delisting_return, source, revision)
     select r.date, r.ticker, r.close, r.market_cap, r.delisting_return, 'test', 1 from jsonb_to_recordset($1::text::jsonb)
       as r(date date, ticker text, close float8, market_cap float8, delisting_return float8)`,
    [JSON.stringify(rows)],
  );
  await store.execute(
    `insert into corporate_actions (ticker, ex_date, kind, value, source, revision)
     select r.*, 'test', 1 from jsonb_to_recordset($1::text::jsonb) as r(ticker text, ex_date date, kind text, value float8)`,
    [JSON.stringify(actions)],
  );
  await store.executeScript(`
    insert into ingestion_sessions (date, lines, simulated, revision)
      select date, count(*), false, 1 from stock_prices group by date;
    update ingestion_sessions set verdict = 'blocked', verdict_reasons = array['cap_jump: T001'] where date = '${BLOCKED}';
    update ingestion_state set revision = 1;
    insert into stocks (ticker, name, sector, exchange, issuer, source)
      select distinct ticker, ticker, (array['${sectors.join("','")}'])[1 + substr(ticker, 2)::int % 3], 'XNYS',
        case when substr(ticker, 2)::int % 10 < 2 then 'issuer ' || substr(ticker, 2, 2) end, 'test' from stock_prices;`);
}

async function openPglite(): Promise<GatewayStore> {
  const database = await openPgliteDatabase({ directory: null });
  return { database, forRole: (role) => database.forRole(role), close: () => database.close() };
}

describe.each([
  ['PGlite', openPglite],
  ['PostgreSQL', openPostgres],
])('on %s', (_name, open) => {
  let gateway: GatewayApp;
  let store: GatewayStore;
  let pump: IndexPump;
  const server = () => gateway.app.getHttpServer() as Parameters<typeof request>[0];
  const post = (path: string, body: object) => request(server()).post(path).set('Prefer', 'respond-async').send(body);
  const get = async (path: string): Promise<{ data: Record<string, unknown>[] } & Record<string, unknown>> => {
    const answer = await request(server()).get(path);
    expect([path, answer.status]).toEqual([path, 200]);
    return answer.body;
  };

  beforeAll(async () => {
    gateway = await startGateway('2023-06-02', async () => (store = await open()));
    await storeMarket(store.database);
    const [construction, performance] = ['equal_index_index_construction', 'equal_index_performance'];
    pump = new IndexPump(store.database, {
      construction: store.forRole(construction),
      performance: store.forRole(performance),
    });
    await pump.requestBuild(FIRST, LAST);
    await pump.settle();
  }, 120_000);
  afterAll(() => gateway.close());

  const query = `start_date=${FIRST}&end_date=${LAST}`;

  it('the default rules give the series of the default index, to the last bit', async () => {
    const answer = await post('/v1/what-if', {
      ...range,
      include: ['performance', 'changes', 'composition', 'metrics'],
    });
    expect([answer.status, answer.body.detail]).toEqual([200, undefined]);
    const official = await get(`/index-performance?${query}`);
    expect(
      answer.body.performance.map(({ net_level: _n, turnover: _t, ...row }: Record<string, unknown>) => row),
    ).toEqual(official.data);
    expect(answer.body.gaps).toEqual(official['gaps']);
    expect(answer.body.gaps.map(({ date }: { date: string }) => date)).toEqual([MISSING, BLOCKED]);
    expect(answer.body.period_return).toBe(official['period_return']);
    expect(answer.body.changes).toEqual((await get(`/composition-changes?${query}`)).data);
    const composition = await get(`/index-composition?date=${LAST}`);
    expect(answer.body.composition.data).toEqual(
      composition.data.map(({ name: _n, sector: _s, exchange: _e, ...line }) => line),
    );
    expect(answer.body.metrics.gross.observations).toBe(sessions.length - 3);
    const rated = await post('/v1/what-if', { ...range, include: ['metrics'], risk_free: 0.03 });
    for (const [rate, told] of [
      [0, answer],
      [0.03, rated],
    ] as const) {
      const { metrics } = await get(`/v1/indices/top100-equal/metrics?${query}&risk_free=${rate}`);
      expect(told.body.metrics).toMatchObject({ risk_free: rate, gross: metrics });
    }
    expect(rated.body.metrics.net.sharpe).toBeLessThan(answer.body.metrics.net.sharpe);
    expect(answer.body.net_period_return).toBe(answer.body.period_return);
  });

  it('a later start has its base there, and cost lowers the net level', async () => {
    const body = { definition: { size: 20, cost_bps: 10 }, start_date: '2023-02-08', end_date: '2023-03-31' };
    const { body: answer, status } = await post('/v1/what-if', { ...body, include: ['performance'] });
    expect(status).toBe(200);
    expect(answer.first_session).toBe('2023-02-09');
    expect(answer.performance[0]).toMatchObject({ daily_return: null, level: 1000, net_level: 1000, turnover: null });
    expect(answer.net_period_return).toBeLessThan(answer.period_return);
    expect(answer.turnover).toBeGreaterThan(0);
  });

  it('a range beyond all that is stored is that of what is stored, and one with prices that were left out is refused', async () => {
    const ask = (start: string, end: string) =>
      post('/v1/what-if', { start_date: start, end_date: end, include: ['performance'] });
    const { body: whole } = await ask(FIRST, LAST);
    for (const [start, end] of [
      ['2022-12-01', LAST],
      [FIRST, '2023-06-02'],
      ['2022-12-01', '2030-01-04'],
    ] as const) {
      const { body } = await ask(start, end);
      expect(body).toEqual({ ...whole, start_date: start, end_date: end });
    }
    await store.database.execute(
      `insert into ingestion_sessions (date, lines, simulated, revision) values ('2023-06-01', 1, false, 1)`,
    );
    const refused = await ask(FIRST, '2023-06-02');
    await store.database.execute(`delete from ingestion_sessions where date = '2023-06-01'`);
    expect([refused.status, refused.body.type]).toEqual([404, '/problems/outside-built-range']);
    expect(refused.body.detail).toMatch(
      /^Prices of 2023-06-01 are stored, .* is built from 2023-01-03 to 2023-05-31: /,
    );
  });

  it('a kept index is what a what-if by its rules said it would be, until it is given up', async () => {
    const rules = {
      size: 15,
      schedule: 'monthly',
      lag: 2,
      buffer: 4,
      sectors: ['Tools', 'Food'],
      return: 'total',
      cost_bps: 7,
    };
    const would = await post('/v1/what-if', { definition: rules, ...range, include: ['performance', 'changes'] });
    expect([would.status, would.body.detail]).toEqual([200, undefined]);

    const made = await post('/v1/indices', { id: 'tools-food', definition: rules });
    expect(made.status).toBe(202);
    expect(made.headers['location']).toBe(`/v1/jobs/${made.body.job_id}`);
    const command = await nextCommand(gateway);
    expect(command).toMatchObject({
      topic: Topic.indexBuildRequested,
      key: 'tools-food',
      body: { ...range, owner: 'open' },
    });
    expect(await pump.requestBuild(FIRST, LAST, command.body['definition'] as IndexDefinition)).toBeNull();
    await pump.settle();
    expect((await get('/v1/indices/tools-food'))['status']).toBe('building');
    await gateway.get(PerformanceCalculatedConsumer).handle(
      event(Topic.performanceCalculated, {
        ...{ index_id: 'tools-food', first_session: FIRST, last_session: LAST, latest_session: LAST, latest_level: 1 },
        ...{ revision: 1, complete: true, job_id: made.body.job_id },
      }),
    );
    const job = await get(`/v1/jobs/${made.body.job_id}`);
    expect(job).toMatchObject({ status: 'succeeded', result: { index: 'tools-food', level: would.body.level } });
    expect(await get('/v1/indices/tools-food')).toMatchObject({
      ...{
        id: 'tools-food',
        status: 'ready',
        owner: 'test',
        base_session: FIRST,
        last_session: LAST,
        follows_head: true,
      },
      ...{
        level: would.body.level,
        definition: { ...defaultIndex, ...rules, id: 'tools-food', sectors: ['Food', 'Tools'] },
      },
    });
    const levels = await store.database.query(
      `select date, level, net_level, turnover from index_performance where index_id = 'tools-food' order by date`,
    );
    expect(levels).toEqual(
      would.body.performance.map(({ date, level, net_level, turnover }: Record<string, unknown>) => ({
        ...{ date, level, net_level, turnover },
      })),
    );
    const kept = await get(`/v1/indices/tools-food/performance?${query}`);
    const netLevels = (rows: { net_level?: unknown }[]) => rows.map(({ net_level: level }) => level);
    expect(netLevels(kept.data)).toEqual(netLevels(would.body.performance));
    expect(kept['net_period_return']).toBe(would.body.net_period_return);
    expect(kept['net_period_return']).toBeLessThan(kept['period_return'] as number);
    const pages = [await get('/v1/indices?limit=1')];
    pages.push(await get(`/v1/indices?limit=1&cursor=${String(pages[0]?.['next_cursor'])}`));
    expect(pages.map(({ data }) => data.map(({ id }) => id))).toEqual([['tools-food'], ['top100-equal']]);
    expect(pages[1]?.['next_cursor']).toBeNull();

    const another = await post('/v1/indices', { id: 'tools-food', definition: { size: 3 } });
    expect(another.body).toMatchObject({ status: 409, type: '/problems/index-exists' });

    const retiring = await request(server()).delete('/v1/indices/tools-food').set('Prefer', 'respond-async');
    expect(retiring.status).toBe(202);
    expect((await nextCommand(gateway)).body).toMatchObject({ index_id: 'tools-food', action: 'retire' });
    expect((await get('/v1/indices/tools-food'))['status']).toBe('retiring');
    await pump.requestRetirement('tools-food');
    await pump.settle();
    await progressed(gateway, { job_id: retiring.body.job_id, status: 'succeeded', result: { index: 'tools-food' } });
    expect((await get(`/v1/jobs/${retiring.body.job_id}`))['result']).toEqual({ index: 'tools-food' });
    expect((await request(server()).get('/v1/indices/tools-food')).status).toBe(404);
    expect((await get('/v1/indices')).data.map(({ id }) => id)).toEqual(['top100-equal']);
    for (const definition of [rules, { size: 3 }]) {
      const again = await post('/v1/indices', { id: 'tools-food', definition });
      expect(again.body).toMatchObject({ status: 409, type: '/problems/index-exists' });
      expect(again.body.detail).toContain('was given up, and ids are not given again');
    }
  });

  it.each([
    [{ start_date: '2022-12-01', end_date: '2022-12-30' }, 404, 'outside-built-range', /built from 2023-01-03 to 2023/],
    [{ start_date: '2023-06-01', end_date: '2023-06-30' }, 404, 'outside-built-range', /Ask for dates within it/],
    [{ start_date: MISSING, end_date: MISSING }, 404, 'outside-built-range', /2023-02-08 is published/],
    [{ ...range, definition: { size: 400 } }, 422, 'definition-refused', /give a size up to 1\d\d/],
    [{ ...range, definition: { sectors: ['energy'] } }, 422, 'definition-refused', /such as Energy, Food, Tools/],
    [{ ...range, definition: { size: 501 } }, 400, 'invalid-request', /size .*from 1 to 500/],
    [{ ...range, definition: { lag: 21 } }, 400, 'invalid-request', /lag .*from 0 to 20/],
    [{ ...range, definition: { size: 5, buffer: 6 } }, 400, 'invalid-request', /buffer is more than size/],
    [{ ...range, definition: { sise: 5 } }, 400, 'invalid-request', /definition\/sise is not known/],
    [{ ...range, include: ['levels'] }, 400, 'invalid-request', /give one of performance/],
    [{ ...range, risk_free: '2%' }, 400, 'invalid-request', /risk_free is not a rate: give a fraction/],
    [{ ...range, definition: [] }, 400, 'invalid-request', /definition must be an object/],
  ])('refuses %j', async (body, status, kind, detail) => {
    const answer = await post('/v1/what-if', body);
    expect([answer.status, answer.body.type]).toEqual([status, `/problems/${kind}`]);
    expect(answer.body.detail).toMatch(detail);
  });

  it('refuses indices that cannot be kept', async () => {
    const types = async (body: object): Promise<string> => (await post('/v1/indices', body)).body.type;
    expect(await types({ id: 'top100-equal' })).toBe('/problems/index-exists');
    expect(await types({ id: 'X' })).toBe('/problems/invalid-request');
    expect(await types({ id: 'abc', size: 50 })).toBe('/problems/invalid-request');
    expect(await types({ id: 'abc', definition: { size: 5, buffer: 6 } })).toBe('/problems/invalid-request');
    expect(await types({ id: 'abc', definition: { sectors: ['Nothing'] } })).toBe('/problems/definition-refused');
    expect(await types({ id: 'abc', ...range, start_date: '2022-01-03', end_date: '2022-02-01' })).toBe(
      '/problems/no-data-in-range',
    );
    expect(await types({ id: 'abc', start_date: LAST, end_date: FIRST })).toBe('/problems/invalid-request');
    const deleted = await request(server()).delete('/v1/indices/top100-equal');
    expect(deleted.body).toMatchObject({ status: 422, type: '/problems/definition-refused' });
    expect((await request(server()).delete('/v1/indices/nobody')).body.type).toBe('/problems/index-not-found');
  });
});

import request from 'supertest';
import { startGateway } from '../../test/gateway-app.js';
import type { GatewayApp } from '../../test/gateway-app.js';
import { clearStore, storeIndex } from '../../test/index-fixture.js';

let gateway: GatewayApp;
const get = (path: string, accept?: string) => {
  const asked = request(gateway.app.getHttpServer()).get(path);
  return accept === undefined ? asked : asked.set('Accept', accept);
};

beforeAll(async () => {
  gateway = await startGateway();
  await clearStore(gateway.store);
  await storeIndex(gateway.store, {
    first: '2023-01-03',
    last: '2023-01-31',
    changes: [
      { date: '2023-01-13', ticker: 'B', action: 'entered', rank: 3, previous_rank: null, reason: null },
      { date: '2023-01-13', ticker: 'ZZ', action: 'exited', rank: null, previous_rank: 3, reason: 'delisted' },
      {
        date: '2023-01-24',
        ticker: 'FB',
        action: 'renamed',
        rank: null,
        previous_rank: null,
        reason: null,
        new_ticker: 'META',
      },
    ],
  });
  await gateway.store.execute(`update stocks set name = '=cmd|''/c calc''!A1' where ticker = 'AAPL'`);
});
afterAll(() => gateway.close());

const PERFORMANCE = '/index-performance?start_date=2023-01-01&end_date=2023-01-06';
const COMPOSITION = '/index-composition?date=2023-01-13';
const OF_INDEX = '/v1/indices/top100-equal/composition?date=2023-01-13';
const CHANGES = '/v1/composition-changes?start_date=2023-01-01&end_date=2023-01-31';

describe('rows as CSV', () => {
  it('come when asked for by Accept or by format, and say what they are', async () => {
    for (const answer of [await get(PERFORMANCE, 'text/csv'), await get(`${PERFORMANCE}&format=csv`)]) {
      expect(answer.status).toBe(200);
      expect(answer.headers).toMatchObject({
        'content-type': 'text/csv; charset=utf-8; header=present',
        vary: 'Accept, Accept-Encoding, Authorization',
      });
      expect(answer.text.split('\r\n').slice(0, 3)).toEqual([
        'date,daily_return,cumulative_return,level,constituents',
        '2023-01-03,,0,1000,3',
        '2023-01-04,1,1.0000000000000009,1010,3',
      ]);
    }
  });

  it('are JSON where nothing is asked, where both are taken, and where format says so', async () => {
    const plain = await get(PERFORMANCE);
    for (const accept of ['*/*', 'application/*', 'application/json, text/csv;q=0.9']) {
      expect((await get(PERFORMANCE, accept)).text).toBe(plain.text);
    }
    expect((await get(`${PERFORMANCE}&format=json`, 'text/csv')).text).toBe(plain.text);
    expect(plain.headers['content-type']).toBe('application/json; charset=utf-8');
  });

  it('have an ETag of their own and can be asked conditionally', async () => {
    const json = await get(PERFORMANCE);
    const csv = await get(PERFORMANCE, 'text/csv');
    expect(csv.headers['etag']).not.toBe(json.headers['etag']);
    await get(PERFORMANCE, 'text/csv')
      .set('If-None-Match', csv.headers['etag'] ?? '')
      .expect(304);
    await get(PERFORMANCE, 'text/csv')
      .set('If-None-Match', json.headers['etag'] ?? '')
      .expect(200);
  });

  it('are refused with 406 where neither format is taken, and 400 for one that is not offered', async () => {
    const { body, status } = await get(PERFORMANCE, 'application/xml');
    expect([status, body.type]).toEqual([406, '/problems/not-acceptable']);
    expect(body.detail).toContain('application/json or text/csv');
    expect((await get(`${PERFORMANCE}&format=xml`)).body.detail).toBe(
      'format is not a format that is offered: give json or csv.',
    );
  });

  it('defuse names that a spreadsheet would run', async () => {
    const { text } = await get(`${COMPOSITION}&format=csv`);
    expect(text.split('\r\n')[0]).toBe('rank,ticker,name,sector,exchange,weight,close,market_cap');
    expect(text).toContain(`1,AAPL,'=cmd|'/c calc'!A1,Technology,XNAS,`);
    expect((await get(COMPOSITION)).body.data[0].name).toBe(`=cmd|'/c calc'!A1`);
  });

  it('are one per line of a change', async () => {
    const { text } = await get(CHANGES, 'text/csv');
    expect(text).toBe(
      [
        'date,effective_from,change,ticker,rank,previous_rank,reason,new_ticker',
        '2023-01-13,2023-01-17,entered,B,3,,,',
        '2023-01-13,2023-01-17,exited,ZZ,,3,delisted,',
        '2023-01-24,2023-01-25,renamed,FB,,,,META',
        '',
      ].join('\r\n'),
    );
  });

  it('are paged like JSON', async () => {
    const first = await get(`${CHANGES}&limit=1`, 'text/csv');
    expect(first.text.split('\r\n')).toHaveLength(4);
    const next = /^<(.+)>; rel="next"$/.exec(first.headers['link'] ?? '')?.[1] ?? '';
    const second = await get(next, 'text/csv');
    expect(second.text).toContain('2023-01-24');
    expect(second.text).not.toContain('2023-01-13');
    expect(second.headers['link']).toBeUndefined();
  });

  it('come from lists that are never cached as well, with the next page', async () => {
    const path = '/v1/coverage?start_date=2023-01-03&end_date=2023-01-06&limit=2';
    const { text, headers } = await get(path, 'text/csv');
    expect(text).toBe(
      [
        'date,status,lines,expected_lines,sources,reasons',
        '2023-01-03,complete,600,,,',
        '2023-01-04,complete,600,600,,',
        '',
      ].join('\r\n'),
    );
    expect(headers['cache-control']).toBe('no-store');
    expect((await get(path)).headers['link']).toBe(headers['link']);
    expect((await get('/v1/quality/decisions?start_date=2023-01-03&end_date=2023-01-06&format=csv')).text).toBe(
      'date,id,action,ticker,values,reason,decided_by,decided_at\r\n',
    );
  });

  it('leave alone what is offered as JSON only', async () => {
    await get('/openapi.json', 'application/xml').expect(200);
    await get('/v1/quality?date=2023-01-13', 'text/csv').expect(200).expect('Content-Type', /json/);
  });
});

describe('fields', () => {
  it('choose among those of a row, whatever their order, in JSON and in CSV', async () => {
    const { body, headers } = await get(`${OF_INDEX}&fields=weight,ticker`).expect(200);
    expect(body.data[0]).toEqual({ ticker: 'AAPL', weight: 1 / 3 });
    expect(Object.keys(body.data[0])).toEqual(['ticker', 'weight']);
    expect((await get(`${OF_INDEX}&fields=ticker,weight`)).headers['etag']).toBe(headers['etag']);
    expect((await get(`${OF_INDEX}&fields=weight,ticker&format=csv`)).text.split('\r\n')[0]).toBe('ticker,weight');
  });

  it.each([
    ['colour', 'fields names "colour", which no row has: give some of rank,ticker,name,'],
    ['', 'fields names "", which no row has'],
    ['rank,rank', 'fields names a field more than once'],
  ])('refuse %j', async (fields, detail) => {
    const { body } = await get(`${OF_INDEX}&fields=${fields}`).expect(400);
    expect(body.detail).toContain(detail);
  });
});

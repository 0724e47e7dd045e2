import express from 'express';
import type { NextFunction, Request, Response } from 'express';
import request from 'supertest';
import { startGateway } from '../../test/gateway-app.js';
import type { GatewayApp } from '../../test/gateway-app.js';
import { clearStore, storeIndex } from '../../test/index-fixture.js';
import { AnswerWriter } from './answer.writer.js';

/** An answer that is made by more than one statement, while the data change between them. */

let gateway: GatewayApp;
/** What happens between the first statement and the second one, by the number of the time. */
let meanwhile: (time: number) => Promise<void>;
let times = 0;
const app = express();
const get = () => request(app).get('/index-performance');

const levelOn = async (date: string): Promise<number | undefined> =>
  (await gateway.store.query<{ level: number }>('select level from index_performance where date = $1::date', [date]))[0]
    ?.level;

async function correct(): Promise<void> {
  await gateway.store.execute('update index_performance set level = level * 2');
  await gateway.store.execute('update index_performance_state set revision = revision + 1');
}

beforeAll(async () => {
  gateway = await startGateway();
  const writer = gateway.get(AnswerWriter);
  const compute = async (): Promise<object> => {
    const first = await levelOn('2023-01-03');
    await meanwhile((times += 1));
    const second = await levelOn('2023-01-04');
    if (first === undefined || second === undefined) throw new Error('half of it is missing');
    return { first, second };
  };
  app.get('/index-performance', (asked, answer, next) => {
    const question = { operation: 'test', query: 'all', settled: { end: '2022-01-04' }, compute };
    writer.answer(asked, answer, question).catch(next);
  });
  app.use((_error: unknown, _: Request, answer: Response, __: NextFunction) => void answer.status(500).end());
});
afterAll(() => gateway.close());
beforeEach(async () => {
  times = 0;
  await clearStore(gateway.store);
  await storeIndex(gateway.store, { first: '2023-01-03', last: '2023-01-31' });
});

it('is made anew, so that all of it is of one state', async () => {
  meanwhile = (time) => (time === 1 ? correct() : Promise.resolve());
  expect((await get().expect(200)).body).toEqual({ first: 2000, second: 2020 });
  expect(times).toBe(2);
});

it('is made anew as well where the change made it fail', async () => {
  meanwhile = async (time) => {
    if (time === 1) {
      await gateway.store.execute(`update index_performance set date = '2023-02-01' where date = '2023-01-04'`);
      await gateway.store.execute('update index_performance_state set revision = revision + 1');
    } else await gateway.store.execute(`update index_performance set date = '2023-01-04' where date = '2023-02-01'`);
  };
  await get().expect(200);
  expect(times).toBe(2);
});

it('is given as it comes where the data never rest', async () => {
  meanwhile = correct;
  const { headers } = await get().expect(200);
  expect(headers['cache-control']).toBe('no-cache');
  expect(times).toBe(3);
});

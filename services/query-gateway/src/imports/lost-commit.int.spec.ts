import request from 'supertest';
import { ApplicationError } from '#domain/errors';
import type { Database } from '#storage/database';
import { openPglite, startGateway } from '../../test/gateway-app.js';
import type { GatewayApp } from '../../test/gateway-app.js';

let gateway: GatewayApp;
let losing = false;

/** The same database, whose connection is lost as long as `losing` after each commit, before that is heard. */
function lossy(database: Database): Database {
  return {
    query: (text, values) => database.query(text, values),
    execute: (text, values) => database.execute(text, values),
    executeScript: (text) => database.executeScript(text),
    close: () => database.close(),
    transaction: async (work) => {
      const result = await database.transaction(work);
      if (losing) throw new ApplicationError('database_unavailable', 'lost', { retryable: true });
      return result;
    },
  };
}

beforeAll(async () => {
  gateway = await startGateway(undefined, async () => {
    const store = await openPglite();
    return { ...store, forRole: (role) => lossy(store.forRole(role)) };
  });
});
afterAll(() => gateway.close());

it('an import whose commit stood keeps its file, and is found by who asks again', async () => {
  const upload = () =>
    request(gateway.app.getHttpServer())
      .post('/v1/imports?kind=prices')
      .set({ 'Content-Type': 'text/csv', 'Idempotency-Key': 'once', Prefer: 'respond-async' })
      .send('date,ticker\n2023-01-03,AAPL\n');
  losing = true;
  await upload().expect(503);
  losing = false;
  const { body } = await upload().expect(202);
  const stored = await gateway.store.query('select c.job_id from upload_chunks c');
  expect(stored).toEqual([{ job_id: (body as { job_id: string }).job_id }]);
});

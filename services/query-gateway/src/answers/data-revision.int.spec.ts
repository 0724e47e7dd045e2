import { openPgliteDatabase } from '#storage/pglite-database';
import type { PgliteDatabase } from '#storage/pglite-database';
import { migrate } from '#storage/migrate';
import type { Database } from '#storage/database';
import { DataRevisions } from './data-revision.js';

let store: PgliteDatabase;
let gateway: Database;
let readings = 0;

beforeAll(async () => {
  store = await openPgliteDatabase({ directory: null });
  await migrate(store);
  const role = store.forRole('equal_index_query_gateway');
  gateway = {
    query: (text, values) => {
      readings += 1;
      return role.query(text, values);
    },
    execute: (text, values) => role.execute(text, values),
    transaction: (work) => role.transaction(work),
    executeScript: (text) => role.executeScript(text),
    writes: () => role.writes?.() ?? Number.NaN,
    close: () => role.close(),
  };
});
afterAll(() => store.close());

const raise = 'update ingestion_state set revision = revision + 1';

test('the revision is read again after whatever may have changed it, and not before', async () => {
  const revisions = new DataRevisions(gateway);
  const first = await revisions.read();
  readings = 0;
  await store.query('select count(*) from ingestion_state');
  expect((await revisions.read()).key).toBe(first.key);
  expect(readings).toBe(0);

  await store.execute(raise);
  const second = await revisions.read();
  expect(second.key).not.toBe(first.key);
  await store.query(
    'with raised as (update ingestion_state set revision = revision + 1 returning revision) select * from raised',
  );
  const third = await revisions.read();
  expect(third.key).not.toBe(second.key);
  await store.transaction((transaction) => transaction.execute(raise));
  const fourth = await revisions.read();
  expect(fourth.key).not.toBe(third.key);
  await store.executeScript(raise);
  expect((await revisions.read()).key).not.toBe(fourth.key);
});

test('no reading is older than the write before it, however many read and write at once', async () => {
  const revisions = new DataRevisions(gateway);
  const revisionOf = async () => Number((await revisions.read()).key.split('.')[0]);
  let written = await revisionOf();
  const late: number[] = [];
  const readers = Array.from({ length: 20 }, async () => {
    for (let time = 0; time < 50; time += 1) {
      const least = written;
      const read = await revisionOf();
      if (read < least) late.push(least - read);
      await new Promise((resolve) => setImmediate(resolve));
    }
  });
  for (let time = 0; time < 50; time += 1) {
    const change =
      time % 2 === 0 ? store.execute(raise) : store.transaction((transaction) => transaction.execute(raise));
    await change;
    written += 1;
  }
  await Promise.all(readers);
  expect(late).toEqual([]);
});

import { openPgliteDatabase } from '#storage/pglite-database';
import type { PgliteDatabase } from '#storage/pglite-database';
import { inSlices } from './in-slices.js';

let store: PgliteDatabase;
beforeAll(async () => {
  store = await openPgliteDatabase({ directory: null });
  await store.query('create table source as select i from generate_series(1, 5000) as i');
  // Rows that were changed lie elsewhere than they did.
  await store.query('update source set i = -i where i % 10 = 0');
  await store.query('create table target (i int4)');
});
afterAll(() => store.close());

describe('inSlices', () => {
  it.each([1, 7, 1_000])('takes each row once with slices of %d pages', async (pages) => {
    let statements = 0;
    const rows = await store.transaction(async (transaction) => {
      await transaction.execute('delete from target');
      return inSlices(
        transaction,
        'source',
        (slice) => {
          statements += 1;
          return transaction.execute(`insert into target select s.i from source as s where ${slice('s')}`);
        },
        pages,
      );
    });
    expect(rows).toBe(5_000);
    expect(statements > 1).toBe(pages < 1_000);
    const different = await store.query(
      '(select i from source except all select i from target) union all (select i from target except all select i from source)',
    );
    expect(different).toEqual([]);
  });

  it('does nothing with an empty table', async () => {
    await store.query('create table nothing (i int4)');
    const run = (): Promise<number> => Promise.reject(new Error('nothing is to be done'));
    expect(await store.transaction((transaction) => inSlices(transaction, 'nothing', run))).toBe(0);
  });
});

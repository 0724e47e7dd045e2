import { setTimeout as sleep } from 'node:timers/promises';
import type { StoreUnderTest } from './database.contract.js';
import type { Transaction } from './database.js';

const CONFLICT = `do $$ begin raise exception 'conflict' using errcode = 'serialization_failure'; end $$`;

export function describeTransactions(store: () => StoreUnderTest): void {
  const ids = async (): Promise<number[]> =>
    (await store().database.query<{ id: number }>('select id from probe order by id')).map(({ id }) => id);

  beforeEach(() => store().database.executeScript('delete from probe'));

  test('a transaction is stored when it resolves, and its callbacks run after that', async () => {
    const events: string[] = [];
    const result = await store().database.transaction(async (transaction) => {
      transaction.afterCommit(() => events.push('committed'));
      expect(await transaction.execute('insert into probe (id) values ($1), ($2)', [1, 2])).toBe(2);
      events.push('worked');
      return 'result';
    });
    expect(result).toBe('result');
    expect(events).toEqual(['worked', 'committed']);
    expect(await ids()).toEqual([1, 2]);
  });

  test('nothing of a transaction is stored when it throws, and the error comes out unchanged', async () => {
    const reason = new TypeError('the rule of a caller');
    let called = false;
    const attempt = store().database.transaction(async (transaction) => {
      transaction.afterCommit(() => {
        called = true;
      });
      await transaction.execute('insert into probe (id) values (1)');
      throw reason;
    });
    await expect(attempt).rejects.toBe(reason);
    expect(called).toBe(false);
    expect(await ids()).toEqual([]);
  });

  test('a failed statement whose error was swallowed does not pass for a commit', async () => {
    const attempt = store().database.transaction(async (transaction) => {
      await transaction.execute('insert into probe (id) values (1)');
      await transaction.query('select 1 / 0').catch(() => undefined);
    });
    await expect(attempt).rejects.toMatchObject({ code: 'transaction_aborted', retryable: false });
    expect(await ids()).toEqual([]);
  });

  test('the handle is of no use after the end', async () => {
    let handle: Transaction | null = null;
    await store().database.transaction(async (transaction) => {
      handle = transaction;
    });
    await expect(handle!.query('select 1')).rejects.toMatchObject({ code: 'transaction_closed' });
  });

  test('asking the database inside a transaction is refused, not waited for', async () => {
    const { database } = store();
    const refused = { code: 'nested_transaction' };
    await database.transaction(async (transaction) => {
      await expect(database.query('select 1')).rejects.toMatchObject(refused);
      await expect(database.execute('select 1')).rejects.toMatchObject(refused);
      await expect(database.transaction(async () => 1)).rejects.toMatchObject(refused);
      await transaction.execute('insert into probe (id) values (1)');
    });
    expect(await ids()).toEqual([1]);
  });

  test('what a callback after the commit asks is not inside', async () => {
    const { database } = store();
    const seen = await new Promise<number[]>((resolve, reject) => {
      database
        .transaction(async (transaction) => {
          await transaction.execute('insert into probe (id) values (1)');
          transaction.afterCommit(() => void ids().then(resolve, reject));
        })
        .catch(reject);
    });
    expect(seen).toEqual([1]);
  });

  test('others see all of a transaction or nothing', async () => {
    const { database } = store();
    const work = database.transaction(async (transaction) => {
      await transaction.execute('insert into probe (id) values (1)');
      await sleep(50);
      await transaction.execute('insert into probe (id) values (2)');
    });
    const seen = await Promise.all([ids(), ids(), sleep(20).then(ids)]);
    for (const answer of seen) expect([[], [1, 2]]).toContainEqual(answer);
    await work;
  });

  test('statements of one handle may be asked for at once', async () => {
    const answers = await store().database.transaction((transaction) =>
      Promise.all([1, 2, 3].map((value) => transaction.query<{ value: number }>('select $1::int4 as value', [value]))),
    );
    expect(answers).toEqual([[{ value: 1 }], [{ value: 2 }], [{ value: 3 }]]);
  });

  test('a conflict is tried again, three times in all', async () => {
    let attempts = 0;
    const result = await store().database.transaction(async (transaction) => {
      attempts += 1;
      await transaction.execute('insert into probe (id) values ($1)', [attempts]);
      if (attempts < 3) await transaction.executeScript(CONFLICT);
      return attempts;
    });
    expect(result).toBe(3);
    expect(await ids()).toEqual([3]);
    attempts = 0;
    const attempt = store().database.transaction(async (transaction) => {
      attempts += 1;
      await transaction.executeScript(CONFLICT);
    });
    await expect(attempt).rejects.toMatchObject({ code: 'serialization_failure', retryable: true });
    expect(attempts).toBe(3);
  });

  test('a script outside a transaction is all or nothing', async () => {
    const script = 'insert into probe (id) values (1); insert into probe (id) values (1);';
    await expect(store().database.executeScript(script)).rejects.toMatchObject({ code: 'unique_violation' });
    expect(await ids()).toEqual([]);
  });
}

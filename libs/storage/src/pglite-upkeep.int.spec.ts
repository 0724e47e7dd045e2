import { setTimeout as sleep } from 'node:timers/promises';
import type { Queryable } from './database.js';
import { openPgliteDatabase, type PgliteDatabase } from './pglite-database.js';
import { PgliteMaintenance } from './pglite-maintenance.js';
import { SerialQueue } from './serial-queue.js';

describe('the embedded engine', () => {
  let database: PgliteDatabase;
  beforeAll(async () => {
    database = await openPgliteDatabase({ directory: null });
    await database.executeScript(`
      create role clerk nologin; create role guest nologin;
      create table ledger (id int4 primary key, note text); grant select, insert on ledger to clerk;`);
  });
  afterAll(() => database.close());

  test('runs every statement under the role of its handle, also when handles take turns', async () => {
    const clerk = database.forRole('clerk');
    const guest = database.forRole('guest');
    const who = 'select current_user::text as name';
    const answers = await Promise.all([clerk.query(who), guest.query(who), database.query(who), clerk.query(who)]);
    expect(answers.flat()).toEqual(['clerk', 'guest', 'postgres', 'clerk'].map((name) => ({ name })));
    expect(await clerk.execute('insert into ledger values (1)')).toBe(1);
    await expect(guest.execute('insert into ledger values (2)')).rejects.toMatchObject({ code: 'permission_denied' });
    await guest.close();
    await clerk.transaction(async (transaction) => {
      expect(await transaction.query(who)).toEqual([{ name: 'clerk' }]);
      // The store is one connection: another role's handle is no way round the transaction either.
      await expect(guest.query(who)).rejects.toMatchObject({ code: 'nested_transaction' });
    });
  });

  test('lets nothing in between the statements of a transaction', async () => {
    const seen: string[] = [];
    const long = database.transaction(async (transaction) => {
      for (const step of ['first', 'second', 'third']) {
        await transaction.query('select 1');
        await sleep(5);
        seen.push(step);
      }
    });
    const short = database.query('select 1').then(() => seen.push('other'));
    await Promise.all([long, short]);
    expect(seen).toEqual(['first', 'second', 'third', 'other']);
  });

  test('finds the tables that need vacuum or statistics', async () => {
    await database.executeScript(`insert into ledger select n, 'x' from generate_series(10, 6000) n`);
    await database.executeScript('delete from ledger where id > 3000');
    let connection: Queryable = database;
    const session = {
      run: async (text: string, values: readonly (string | null)[]) => ({ rows: await connection.query(text, values) }),
    };
    const upkeep = new PgliteMaintenance(session as never, 0);
    expect(upkeep.isDue(1_000)).toBe(false);
    expect(upkeep.isDue(6_000)).toBe(true);
    expect(upkeep.isDue(7_000)).toBe(false);
    const statements = await upkeep.due();
    expect(statements).toContain('vacuum (analyze) "public"."ledger"');
    for (const statement of statements) await database.executeScript(statement);
    expect(await upkeep.due()).toEqual([]);
    // In one transaction: the store's own upkeep, which would make the checkpoint itself, waits for its end.
    await database.transaction(async (transaction) => {
      connection = transaction;
      await transaction.executeScript(`
        create table filler (text text); alter table filler alter text set storage external;
        insert into filler select repeat('x', 100000) from generate_series(1, 1500)`);
      expect(await upkeep.due()).toContain('checkpoint');
      expect(await upkeep.due()).not.toContain('checkpoint');
    });
  });

  test('refuses what comes after closing', async () => {
    const other = await openPgliteDatabase({ directory: null });
    const waiting = other.query('select 1 as one');
    const closing = other.close();
    expect(await waiting).toEqual([{ one: 1 }]);
    await expect(other.query('select 1')).rejects.toMatchObject({ code: 'database_closed' });
    await closing;
    await other.close();
  });
});

test('a queue refuses more jobs than its limit and goes on after an error', async () => {
  const queue = new SerialQueue(2);
  const order: number[] = [];
  const first = queue.run(async () => {
    await sleep(5);
    order.push(1);
    throw new Error('of the job');
  });
  const second = queue.run(async () => order.push(2));
  await expect(queue.run(async () => 3)).rejects.toMatchObject({ code: 'database_overloaded', retryable: true });
  await expect(first).rejects.toThrow('of the job');
  await second;
  expect(order).toEqual([1, 2]);
  expect(await queue.run(async () => 4)).toBe(4);
});

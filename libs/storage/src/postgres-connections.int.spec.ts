import { setTimeout as sleep } from 'node:timers/promises';
import { startRealPostgres, type RealPostgres } from '#testing/real-services';
import type { Database } from './database.js';
import { createPostgresDatabase, type PostgresOptions } from './postgres-database.js';

describe('the pool of PostgreSQL connections', () => {
  let server: RealPostgres;
  let admin: Database;
  const opened: Database[] = [];
  const connect = (options: Partial<PostgresOptions> = {}): Database => {
    const database = createPostgresDatabase({
      url: server.url,
      role: null,
      maxConnections: 2,
      statementTimeoutMs: 5_000,
      applicationName: 'under test',
      onError: () => undefined,
      ...options,
    });
    opened.push(database);
    return database;
  };
  const killAll = (): Promise<unknown> =>
    admin.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'under test'`);

  beforeAll(async () => {
    server = await startRealPostgres();
    admin = connect({ applicationName: 'admin' });
  });
  afterAll(async () => {
    await Promise.all(opened.map((database) => database.close()));
    await server.stop();
  });

  test('an idle connection that is lost is reported and replaced', async () => {
    const lost: Error[] = [];
    const database = connect({ onError: (error) => lost.push(error) });
    await database.query('select 1');
    await killAll();
    for (let wait = 0; lost.length === 0 && wait < 200; wait += 1) await sleep(10);
    expect(lost[0]?.message).toMatch(/terminat/);
    expect(await database.query('select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('a connection that is lost in the middle fails its work only, as retryable', async () => {
    const database = connect();
    const asleep = database.query('select pg_sleep(20)');
    const waiting = database.transaction(async (transaction) => {
      await transaction.query('select 1');
      await sleep(400);
      await transaction.query('select 1');
    });
    const unavailable = { code: 'database_unavailable', retryable: true };
    const failures = Promise.all([
      expect(asleep).rejects.toMatchObject(unavailable),
      expect(waiting).rejects.toMatchObject(unavailable),
    ]);
    await sleep(200);
    await killAll();
    await failures;
    expect(await database.query('select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('a server that restarts is waited for by retrying, not by starting anew', async () => {
    if (server.provider === 'given') return;
    const database = connect();
    await database.query('select 1');
    await server.kill();
    await expect(database.query('select 1')).rejects.toMatchObject({ code: 'database_unavailable', retryable: true });
    await server.start();
    expect(await database.query('select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('a statement that takes too long is ended, a COPY is not', async () => {
    const database = connect({ statementTimeoutMs: 200 });
    await expect(database.query('select pg_sleep(5)')).rejects.toMatchObject({ code: 'statement_timeout' });
    await database.executeScript('create table slow (id int4)');
    async function* slowly(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
      await sleep(600);
      yield Buffer.from([0, 1, 0, 0, 0, 4, 0, 0, 0, 7, 0xff, 0xff]);
    }
    await database.transaction(async (transaction) => {
      expect(await transaction.copyIn({ table: 'slow', columns: ['id'] }, slowly())).toBe(1);
      expect(await transaction.query('show statement_timeout')).toEqual([{ statement_timeout: '200ms' }]);
    });
  });

  test('more callers than connections take turns', async () => {
    const database = connect();
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) => database.query<{ n: number }>('select $1::int4 as n', [index])),
    );
    expect(answers.map(([row]) => row?.n)).toEqual(Array.from({ length: 40 }, (_, index) => index));
    const [count] = await admin.query<{ n: number }>(
      `select count(*) as n from pg_stat_activity where application_name = 'under test' and state = 'idle'`,
    );
    expect(count?.n).toBeLessThanOrEqual(2 * opened.length);
  });

  test('every connection has the role and the settings, whatever server and login say', async () => {
    await admin.executeScript(`
      create role pool_test nologin;
      do $$ begin execute format('alter database %I set timezone = ''Asia/Tokyo''', current_database()); end $$;
      do $$ begin execute format('alter database %I set datestyle = ''German''', current_database()); end $$;`);
    const database = connect({ role: 'pool_test' });
    const [row] = await database.query(
      `select current_user::text as name, timestamptz '2024-01-01 00:00Z' as instant, date '2024-01-01' as date,
        (timestamptz '2024-01-01 23:30Z')::date as day`,
    );
    expect(row).toEqual({
      name: 'pool_test',
      instant: new Date('2024-01-01T00:00:00Z'),
      date: '2024-01-01',
      day: '2024-01-01',
    });
    await database.close();
    await admin.executeScript('drop role pool_test');
  });

  test('what cannot work is said at once and clearly', async () => {
    const nobody = connect({ url: 'postgres://x@127.0.0.1:1/x' });
    await expect(nobody.query('select 1')).rejects.toMatchObject({
      code: 'database_unavailable',
      retryable: true,
      message: expect.stringContaining('DATABASE_URL'),
    });
    await expect(connect({ role: 'nobody' }).query('select 1')).rejects.toMatchObject({ retryable: false });
    expect(() => connect({ role: 'x -c fsync=off' })).toThrow(/role/);
    expect(() => connect({ url: `${server.url}?options=-c%20role%3Dx` })).toThrow(/options/);
    const closed = connect();
    await closed.close();
    await expect(closed.query('select 1')).rejects.toMatchObject({ code: 'database_closed' });
  });
});

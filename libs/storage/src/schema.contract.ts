import { readMigrations } from './migration-files.js';
import { migrate } from './migrate.js';
import type { Adapter, StoreUnderTest } from './database.contract.js';
import { describeGrants } from './grants.contract.js';
import { describeTableHashes } from './table-hashes.contract.js';

const PARTITIONS = `
  select inhrelid::regclass::text as name from pg_inherits where inhparent = 'stock_prices'::regclass order by 1`;
const RANKING = `
  explain (costs off) select r.* from (select distinct date from stock_prices where date between '2021-01-01' and '2021-12-31') s,
  lateral (
    select p.ticker, p.market_cap, p.close from stock_prices p
    where p.date = s.date order by p.market_cap desc nulls last, p.ticker limit 100
  ) r`;

export function describeSchema(store: () => StoreUnderTest, adapter: Adapter): void {
  describeMigrations(adapter);
  describePartitions(store);
  describeGrants(store);
  describeTableHashes(store);
}

function describeMigrations(adapter: Adapter): void {
  test('migrations may race and be run again', async () => {
    const empty = await adapter.openEmpty();
    const names = readMigrations().map(({ name }) => name);
    const applied = await Promise.all([migrate(empty.database), migrate(empty.database), migrate(empty.database)]);
    expect(applied.sort((one, other) => one.length - other.length)).toEqual([[], [], names]);
    expect(await migrate(empty.database)).toEqual([]);
    const recorded = await empty.database.query('select version, name from schema_migrations order by version');
    expect(recorded).toEqual(names.map((name, index) => ({ version: index + 1, name })));
    await empty.close();
  });

  test('a failing migration leaves nothing behind; a changed or missing one is refused', async () => {
    const empty = await adapter.openEmpty();
    const step = (version: number, sql: string, checksum = sql) => ({
      version,
      name: `000${version}_x.sql`,
      sql,
      checksum,
    });
    const first = step(1, 'create table one (id int4)');
    const broken = [first, step(2, 'create table two (id int4); select 1 / 0')];
    await expect(migrate(empty.database, broken)).rejects.toMatchObject({ code: 'invalid_value' });
    const two = [first, step(2, 'create table two (id int4)')];
    expect(await migrate(empty.database, two)).toEqual(['0001_x.sql', '0002_x.sql']);
    const changed = migrate(empty.database, [first, step(2, 'create table two (id int8)')]);
    await expect(changed).rejects.toMatchObject({
      code: 'migration_changed',
      message: expect.stringContaining('0002_x'),
    });
    const older = migrate(empty.database, [first]);
    await expect(older).rejects.toMatchObject({
      code: 'store_too_new',
      message: expect.stringContaining('newer version'),
    });
    await empty.close();
  });
}

function describePartitions(store: () => StoreUnderTest): void {
  const ensure = 'select ensure_stock_price_partitions($1, $2)';
  const price = `insert into stock_prices (date, ticker, market_cap, source, revision) values ($1, 'PART', 1, 'test', 1)`;

  test('partitions are made on demand, by year, by several at once, by ingestion only', async () => {
    const { database, forRole } = store();
    const ingestion = forRole('equal_index_ingestion');
    await Promise.all([1, 2, 3].map(() => ingestion.query(ensure, ['2020-06-30', '2021-01-01'])));
    await ingestion.query(ensure, ['2021-01-01', '2021-12-31']);
    const names = (await database.query<{ name: string }>(PARTITIONS)).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['stock_prices_2020', 'stock_prices_2021']));
    expect(names).not.toContain('stock_prices_2019');
    const denied = forRole('equal_index_performance').query(ensure, ['2021-01-01', '2021-12-31']);
    await expect(denied).rejects.toMatchObject({ code: 'permission_denied' });
  });

  test('a day without a partition, and a range that cannot be, are refused', async () => {
    const ingestion = store().forRole('equal_index_ingestion');
    await expect(ingestion.execute(price, ['1931-01-02'])).rejects.toMatchObject({ code: 'check_violation' });
    for (const [first, last] of [
      ['2021-01-02', '2021-01-01'],
      ['1899-12-31', '2021-01-01'],
      ['2021-01-01', '2200-01-01'],
      [null, '2021-01-01'],
    ] as const) {
      await expect(ingestion.query(ensure, [first, last])).rejects.toMatchObject({ code: 'invalid_value' });
    }
    expect(await ingestion.execute(price, ['2020-12-31'])).toBe(1);
    expect(await ingestion.execute(price, ['2021-01-01'])).toBe(1);
  });

  test('plans read the partitions of the range only, and rank from the index', async () => {
    const plan = async (sql: string): Promise<string> =>
      (await store().database.query<Record<string, string>>(sql)).map((row) => row['QUERY PLAN']).join('\n');
    const year = await plan(`explain select * from stock_prices where date between '2021-03-01' and '2021-04-01'`);
    expect(year).toContain('stock_prices_2021');
    expect(year).not.toContain('stock_prices_2020');
    await store().forRole('equal_index_ingestion').execute(`
      insert into stock_prices (date, ticker, market_cap, close, source, revision)
      select date '2021-01-04' + day, 'T' || line, line, 1, 'test', 1
      from generate_series(0, 20) day, generate_series(1, 1000) line`);
    await store().database.executeScript('analyze stock_prices');
    const ranking = await plan(RANKING);
    expect(ranking).toMatch(/Index (Only )?Scan using stock_prices_2021_date_market_cap_ticker_close_idx/);
    expect(ranking).not.toMatch(/Sort Key: .*market_cap/);
  });
}

import type { StoreUnderTest } from './database.contract.js';
import { businessTables, tableHashes } from './table-hashes.js';

/** Columns that say when, whence or how often something was stored; any other belongs to the hash. */
// `is_base` says again what the dates of the published sessions say.
const bookkeeping = [
  ...['source', 'revision', 'updated_at', 'simulated', 'is_base', 'known_from'],
  // What a market cap was made of, and how a session was judged: two ways to the same market differ in them.
  ...['shares', 'shares_source', 'shares_known_on', 'vendor_market_cap', 'cap_source'],
  ...['expected_lines', 'sources', 'verdict', 'verdict_reasons', 'assessed_revision'],
];

/** Of the rows below, made by PostgreSQL 15 and by PGlite (18): equal content, equal hash. */
const EXPECTED = '3:1710481106799303653:673121517139906303';
const ACTIONS = [
  `('A', '2024-01-02', 'split', 2, 'one', 1)`,
  `('B', '2024-01-02', 'dividend', 0.1, 'one', 1)`,
  `('C', '2024-01-03', 'dividend', 1e-300, 'one', 2)`,
];

export function describeTableHashes(store: () => StoreUnderTest): void {
  const insert = (rows: readonly string[]): Promise<void> =>
    store().database.executeScript(
      `truncate corporate_actions; insert into corporate_actions values ${rows.join(', ')}`,
    );
  const hash = async (): Promise<string | undefined> => (await tableHashes(store().database))['corporate_actions'];

  test('the hash of a table is that of its content, on every store', async () => {
    await insert(ACTIONS);
    expect(await hash()).toBe(EXPECTED);
    await insert([...ACTIONS].reverse().map((row) => row.replace("'one'", "'other'").replace(/\d+\)$/, '9)')));
    expect(await hash()).toBe(EXPECTED);
    await insert(ACTIONS.map((row) => row.replace('1e-300', '1.0000000000000002e-300')));
    expect(await hash()).not.toBe(EXPECTED);
    await insert(ACTIONS.slice(1));
    expect(await hash()).not.toBe(EXPECTED);
    await store().database.executeScript('truncate corporate_actions');
    expect(await hash()).toBe('0:0:0');
  });

  test('null, empty text and neighbouring values do not pass for each other', async () => {
    const seen = new Set<string | undefined>();
    for (const values of [
      `null, 'ab'`,
      `'', 'ab'`,
      `'a', 'b'`,
      `'ab', ''`,
      `'ab', null`,
      `'''', 'a,b'`,
      `'a'',''', 'b'`,
    ]) {
      await store().database.executeScript(
        `truncate stocks; insert into stocks (ticker, name, sector, source) values ('A', ${values}, 'test')`,
      );
      seen.add((await tableHashes(store().database))['stocks']);
    }
    expect(seen.size).toBe(7);
  });

  test('every column of a business table is either hashed or bookkeeping', async () => {
    const columns = await store().database.query<{ table: string; column: string }>(
      `select table_name as table, column_name as column from information_schema.columns
      where table_schema = 'public' and table_name = any($1)`,
      [Object.keys(businessTables)],
    );
    const forgotten = columns.filter(
      ({ table, column }) => !businessTables[table]?.includes(column) && !bookkeeping.includes(column),
    );
    expect(forgotten).toEqual([]);
  });
}

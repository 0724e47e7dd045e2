import type { Database } from './database.js';

/** The columns of each table that say what the index is; not when, from where or how often it was stored. */
export const businessTables: Readonly<Record<string, readonly string[]>> = {
  stocks: ['ticker', 'name', 'sector', 'exchange', 'issuer', 'type', 'listed_on', 'delisted_on'],
  stock_prices: [
    'date',
    'ticker',
    'open',
    'high',
    'low',
    'close',
    'volume',
    'market_cap',
    'eligible',
    'issuer',
    'delisting_return',
  ],
  corporate_actions: ['ticker', 'ex_date', 'kind', 'value'],
  ticker_changes: ['ticker', 'effective_on', 'new_ticker'],
  ingestion_sessions: ['date', 'lines'],
  index_sessions: [
    'index_id',
    'date',
    'status',
    'reasons',
    'eligible',
    'covered',
    'constituents',
    'rebalanced',
    'hash',
  ],
  index_compositions: ['index_id', 'date', 'ticker', 'weight', 'rank', 'close', 'market_cap', 'stale_sessions'],
  composition_changes: ['index_id', 'date', 'ticker', 'action', 'rank', 'previous_rank', 'reason', 'new_ticker'],
  index_performance: [
    'index_id',
    'date',
    'daily_return',
    'cumulative_return',
    'level',
    'session_return',
    'turnover',
    'net_level',
    'benchmark_return',
    'benchmark_level',
    'constituents',
  ],
};

/**
 * Text of a row in which a null differs from an empty text and neighbours cannot run into each other: each value quoted, '-' for
 * null. Floats are written with the fewest digits that give the same number back, which is the same text on every version.
 */
function rowText(columns: readonly string[]): string {
  return columns.map((column) => `coalesce(quote_literal("${column}"::text), '-')`).join(` || ',' || `);
}

/**
 * One aggregate over the table in constant memory that does not depend on the order of the rows: their number, and the sum of the
 * MD5 of each row, taken as two 64-bit numbers.
 */
function hashQuery(table: string, columns: readonly string[]): string {
  return `
    select count(*) || ':' || coalesce(sum(('x' || left(hash, 16))::bit(64)::int8::numeric), 0)
      || ':' || coalesce(sum(('x' || right(hash, 16))::bit(64)::int8::numeric), 0) as value
    from (select md5(${rowText(columns)}) as hash from ${table}) rows`;
}

/**
 * A hash per business table, equal for equal content on every supported store, whatever the order in which the rows came. Proves
 * that two stores hold the same index. Reads every row: about 2 s per million of prices.
 */
export async function tableHashes(database: Database): Promise<Record<string, string>> {
  return database.transaction(async (transaction) => {
    // One snapshot of all tables, and time to read them.
    await transaction.executeScript('set transaction isolation level repeatable read; set local statement_timeout = 0');
    const hashes: Record<string, string> = {};
    for (const [table, columns] of Object.entries(businessTables)) {
      const [row] = await transaction.query<{ value: string }>(hashQuery(table, columns));
      hashes[table] = row?.value ?? '';
    }
    return hashes;
  });
}

import type { Transaction } from '#storage/database';

/** Pages of 8 KiB that one statement takes: some ten thousand rows, a fraction of a second also for an embedded store. */
const SLICE_PAGES = 256;

/**
 * Runs a statement once per slice of `table`, by where its rows lie, and returns the sum of the rows. An embedded store does nothing
 * else during a statement; between two of them requests have their turn. `table` must not change meanwhile.
 */
export async function inSlices(
  transaction: Transaction,
  table: string,
  run: (slice: (alias: string) => string) => Promise<number>,
  slicePages = SLICE_PAGES,
): Promise<number> {
  const [size] = await transaction.query<{ pages: number }>(
    `select (pg_relation_size('${table}') / current_setting('block_size')::int8)::int4 as pages`,
  );
  let rows = 0;
  for (let page = 0; page < (size?.pages ?? 0); page += slicePages) {
    rows += await run((alias) => `${alias}.ctid >= '(${page},0)' and ${alias}.ctid < '(${page + slicePages},0)'`);
  }
  return rows;
}

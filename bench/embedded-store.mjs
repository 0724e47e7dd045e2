/** Measures the embedded store, after a build: node --expose-gc bench/embedded-store.mjs NEW_DIRECTORY [ROWS] */
import { BinaryCopyEncoder } from '#storage/binary-copy';
import { migrate } from '#storage/migrate';
import { openPgliteDatabase } from '#storage/pglite-database';

const [directory, rowsText = '1000000'] = process.argv.slice(2);
const ROWS = Number(rowsText);
if (directory === undefined || !(ROWS >= 1)) {
  console.error('Usage: node --expose-gc bench/embedded-store.mjs NEW_DIRECTORY [ROWS]');
  process.exit(2);
}
const FIRST_EPOCH_DAY = 18_993; // 2022-01-01
const LINES = 5_000;
const QUERIES = 1_000;
const columns = ['date', 'ticker', 'open', 'high', 'low', 'close', 'volume', 'market_cap', 'source', 'revision'];

async function measure(what, count, work) {
  const start = performance.now();
  const result = await work();
  const milliseconds = performance.now() - start;
  globalThis.gc?.();
  const memory = Math.round(process.memoryUsage().rss / 1024 / 1024);
  const rate = count === null ? '' : `, ${Math.round(count / milliseconds)} k/s`;
  console.log(`${what}: ${Math.round(milliseconds)} ms${rate}, process ${memory} MiB`);
  return result;
}

async function* prices() {
  const encoder = new BinaryCopyEncoder();
  for (let index = 0; index < ROWS; index += 1) {
    encoder.beginRow(columns.length);
    encoder.date(FIRST_EPOCH_DAY + Math.floor(index / LINES));
    encoder.text(`T${index % LINES}`);
    for (let price = 0; price < 4; price += 1) encoder.float8(index / 3);
    encoder.int8(index);
    encoder.float8((index * 7_919) % 1_000_003);
    encoder.text('bench');
    encoder.int8(1);
    for (let chunk = encoder.takeChunk(); chunk !== null; chunk = encoder.takeChunk()) yield chunk;
  }
  yield* encoder.finish();
}

const database = await measure('open', null, () => openPgliteDatabase({ directory }));
await measure('migrate', null, () => migrate(database));
await measure('encode', ROWS, async () => {
  for await (const _ of prices());
});
const copy = (table) => database.transaction((transaction) => transaction.copyIn({ table, columns }, prices()));
await database.executeScript('create unlogged table bench_staging as select * from stock_prices with no data');
await measure('copy into a bare table', ROWS, () => copy('bench_staging'));
await database.executeScript('drop table bench_staging');
await database.query('select ensure_stock_price_partitions($1, $2)', ['2022-01-01', '2031-12-31']);
await measure('copy into stock_prices', ROWS, () => copy('stock_prices'));
await measure('stream', ROWS, () =>
  database.transaction(async (transaction) => {
    for await (const _ of transaction.stream('select * from stock_prices', [], 2_000));
  }),
);
await measure('queries', QUERIES, async () => {
  for (let index = 0; index < QUERIES; index += 1) await database.query('select $1::int4 as n', [index]);
});
await measure('close', null, () => database.close());

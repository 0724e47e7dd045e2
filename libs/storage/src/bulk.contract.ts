import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { BinaryCopyEncoder } from './binary-copy.js';
import type { StoreUnderTest } from './database.contract.js';

const BULK = { table: 'bulk', columns: ['d', 't', 'i', 'l', 'f', 'b', 'j', 'y'] };
/** What may be held while a result of 300 MB is read. */
const MEMORY_LIMIT_BYTES = 32 * 1024 * 1024;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function liveBytes(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

interface Row {
  readonly d: number | null;
  readonly t: string | null;
  readonly i: number | null;
  readonly l: number | null;
  readonly f: number | null;
  readonly b: boolean | null;
  readonly j: unknown;
  readonly y: Uint8Array | null;
}

const row: fc.Arbitrary<Row> = fc.record({
  d: fc.option(fc.integer({ min: -300_000, max: 2_000_000 })),
  t: fc.option(fc.string({ unit: 'binary', maxLength: 60 }).map((value) => value.replaceAll('\0', ''))),
  i: fc.option(fc.integer()),
  l: fc.option(fc.maxSafeInteger()),
  f: fc.option(fc.double()),
  b: fc.option(fc.boolean()),
  j: fc.option(fc.dictionary(fc.constantFrom('a', 'é', '"'), fc.integer())).map((value) => value && { ...value }),
  y: fc.option(fc.uint8Array({ maxLength: 2_000 })).map((value) => value && new Uint8Array(value)),
});

function encodeRow(encoder: BinaryCopyEncoder, value: Row): void {
  encoder.beginRow(8);
  if (value.d === null) encoder.null();
  else encoder.date(value.d);
  if (value.t === null) encoder.null();
  else encoder.text(value.t);
  if (value.i === null) encoder.null();
  else encoder.int4(value.i);
  if (value.l === null) encoder.null();
  else encoder.int8(value.l);
  if (value.f === null) encoder.null();
  else encoder.float8(value.f);
  if (value.b === null) encoder.null();
  else encoder.boolean(value.b);
  if (value.j === null) encoder.null();
  else encoder.jsonb(JSON.stringify(value.j));
  if (value.y === null) encoder.null();
  else encoder.bytea(value.y);
}

async function* encoded(rows: Iterable<Row>, chunkBytes?: number): AsyncGenerator<Uint8Array> {
  const encoder = new BinaryCopyEncoder(chunkBytes);
  for (const value of rows) {
    encodeRow(encoder, value);
    for (let chunk = encoder.takeChunk(); chunk !== null; chunk = encoder.takeChunk()) yield chunk;
  }
  yield* encoder.finish();
}

const plain = (index: number): Row => ({
  d: index,
  t: `T${index}`,
  i: index,
  l: index,
  f: index / 3,
  b: true,
  j: {},
  y: null,
});
function* plainRows(count: number): Generator<Row> {
  for (let index = 0; index < count; index += 1) yield plain(index);
}

export function describeBulk(store: () => StoreUnderTest): void {
  beforeEach(() => store().database.executeScript('truncate bulk'));
  const count = async (): Promise<unknown> => (await store().database.query('select count(*) as rows from bulk'))[0];

  test('rows of every type come out of COPY as they went in', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 40 }),
        fc.constantFrom(1024, 4096, undefined),
        async (rows, chunkBytes) => {
          const stored = await store().database.transaction(async (transaction) => {
            // Deleted rows leave places that may be filled first, and then the order of places is not that of arrival.
            await transaction.execute('truncate bulk');
            expect(await transaction.copyIn(BULK, encoded(rows, chunkBytes))).toBe(rows.length);
            return transaction.query<Row>(
              `select d - date '1970-01-01' as d, t, i, l, f, b, j, y from bulk order by ctid`,
            );
          });
          expect(stored).toEqual(rows);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('a COPY that is larger than any buffer is stored whole', async () => {
    const rows = 150_000;
    const stored = await store().database.transaction((transaction) =>
      transaction.copyIn(BULK, encoded(plainRows(rows))),
    );
    expect(stored).toBe(rows);
    expect(await count()).toEqual({ rows });
  });

  test('a source that fails stores nothing, even when its error is swallowed', async () => {
    const reason = new Error('the file is cut short');
    async function* failing(): AsyncGenerator<Uint8Array> {
      let chunks = 0;
      for await (const chunk of encoded(plainRows(150_000))) {
        yield chunk;
        chunks += 1;
        if (chunks === 60) throw reason;
      }
    }
    const attempt = store().database.transaction((transaction) => transaction.copyIn(BULK, failing()));
    await expect(attempt).rejects.toBe(reason);
    const swallowed = store().database.transaction(async (transaction) => {
      await transaction.copyIn(BULK, failing()).catch(() => undefined);
    });
    await expect(swallowed).rejects.toMatchObject({ code: 'transaction_aborted' });
    expect(await count()).toEqual({ rows: 0 });
  });

  test('a stream that is not one is refused', async () => {
    const damaged: readonly Uint8Array[][] = [
      [Buffer.from('not a copy stream at all')],
      [(await firstChunk()).subarray(0, -7)],
      [Buffer.concat([await firstChunk(), Buffer.from([1])])],
    ];
    for (const chunks of damaged) {
      async function* source(): AsyncGenerator<Uint8Array> {
        yield* chunks;
      }
      const attempt = store().database.transaction((transaction) => transaction.copyIn(BULK, source()));
      await expect(attempt).rejects.toMatchObject({ code: 'invalid_value', retryable: false });
    }
    expect(await count()).toEqual({ rows: 0 });
  });

  test('a transaction with a COPY is not tried again', async () => {
    let attempts = 0;
    const attempt = store().database.transaction(async (transaction) => {
      attempts += 1;
      await transaction.copyIn(BULK, encoded(plainRows(1)));
      await transaction.executeScript(
        `do $$ begin raise exception 'x' using errcode = 'serialization_failure'; end $$`,
      );
    });
    await expect(attempt).rejects.toMatchObject({ code: 'serialization_failure' });
    expect(attempts).toBe(1);
  });

  test('a COPY leaves the time-out of its transaction as it was', async () => {
    const seen = await store().database.transaction(async (transaction) => {
      await transaction.query(`select set_config('statement_timeout', '3600000', true)`);
      await transaction.copyIn(BULK, encoded(plainRows(1)));
      return transaction.query(`select current_setting('statement_timeout') as limit`);
    });
    expect(seen).toEqual([{ limit: '1h' }]);
  });

  test('a long result is read in batches with constant memory', async () => {
    const sizes: number[] = [];
    let peak = 0;
    const before = liveBytes();
    await store().database.transaction(async (transaction) => {
      const sql = `select n, repeat('x', 1000) as text from generate_series(1, $1::int4) as n`;
      for await (const batch of transaction.stream<{ n: number }>(sql, [300_500], 1_000)) {
        sizes.push(batch.length);
        if (sizes.length % 50 === 0) peak = Math.max(peak, liveBytes() - before);
      }
    });
    expect(sizes).toHaveLength(301);
    expect(sizes.at(-1)).toBe(500);
    expect(peak).toBeLessThan(MEMORY_LIMIT_BYTES);
  });

  test('a stream may be left early, run beside others, and fail', async () => {
    await store().database.transaction(async (transaction) => {
      const sql = 'select n from generate_series(1, 10) as n';
      for await (const outer of transaction.stream<{ n: number }>(sql, [], 4)) {
        for await (const inner of transaction.stream<{ n: number }>(sql, [], 3)) {
          expect(inner.map(({ n }) => n)).toEqual([1, 2, 3]);
          break;
        }
        if (outer[0]?.n === 5) break;
      }
      expect(await transaction.query('select 1 as one')).toEqual([{ one: 1 }]);
    });
    const failing = store().database.transaction(async (transaction) => {
      for await (const _ of transaction.stream('select 1 / (n - 6) from generate_series(1, 10) as n', [], 3));
    });
    await expect(failing).rejects.toMatchObject({ code: 'invalid_value' });
  });
}

async function firstChunk(): Promise<Uint8Array> {
  for await (const chunk of encoded(plainRows(3))) return chunk;
  throw new Error('unreachable');
}

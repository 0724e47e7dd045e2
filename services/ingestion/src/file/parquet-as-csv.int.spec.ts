import fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { ColumnSource } from 'hyparquet-writer';
import { RowIntake } from '../rows/row-intake.js';
import { decodedBytes } from './decoded-bytes.js';
import { FileRefused } from './file-refused.error.js';
import { parquetAsCsv } from './parquet-as-csv.js';

async function* pieces(bytes: Uint8Array, size = 1000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function csvOf(bytes: Uint8Array, bytesMax = 2 ** 30): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of parquetAsCsv(pieces(bytes), bytesMax)) parts.push(part);
  return Buffer.concat(parts).toString();
}

type Options = Omit<Parameters<typeof parquetWriteBuffer>[0], 'columnData'>;
const parquet = (columnData: ColumnSource[], options: Options = {}): Buffer =>
  Buffer.from(parquetWriteBuffer({ columnData, ...options }));

const prices = (rows: number): ColumnSource[] => [
  { name: 'date', data: Array.from({ length: rows }, () => '2023-01-13'), type: 'STRING' },
  { name: 'ticker', data: Array.from({ length: rows }, (_, row) => `T${row}`), type: 'STRING' },
  { name: 'close', data: Array.from({ length: rows }, (_, row) => (row + 1) / 7), type: 'DOUBLE' },
  {
    name: 'market_cap',
    data: Array.from({ length: rows }, (_, row) => (row % 3 === 0 ? null : row * 1e6)),
    type: 'DOUBLE',
  },
  { name: 'volume', data: Array.from({ length: rows }, (_, row) => BigInt(row)), type: 'INT64' },
];

describe('a Parquet file', () => {
  test('is the CSV file with the same columns, whatever holds the values', async () => {
    const midnight = new Date('2023-01-13T00:00:00Z');
    const bytes = parquet(
      [
        { name: 'date', data: [midnight, midnight, null] },
        { name: 'shares_known_on', data: [midnight, new Date('2023-01-14T02:30:00Z'), null] },
        { name: 'ticker', data: ['BRK.B', 'NA', null] },
        { name: 'close', data: [300.25, Number.NaN, Infinity] },
        { name: 'volume', data: [9_007_199_254_740_993n, -1n, null] },
        { name: 'market_cap', data: [0.57, 1.1, null] },
        { name: 'eligible', data: [true, false, null] },
        { name: 'issuer', data: ['Acme, "Inc"', 'two\r\nlines', 'zero\0'] },
      ],
      {
        schema: [
          { name: 'root', num_children: 8 },
          { name: 'date', type: 'INT32', converted_type: 'DATE', repetition_type: 'OPTIONAL' },
          { name: 'shares_known_on', type: 'INT64', converted_type: 'TIMESTAMP_MILLIS', repetition_type: 'OPTIONAL' },
          { name: 'ticker', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
          { name: 'close', type: 'DOUBLE', repetition_type: 'OPTIONAL' },
          { name: 'volume', type: 'INT64', repetition_type: 'OPTIONAL' },
          {
            name: 'market_cap',
            type: 'INT64',
            converted_type: 'DECIMAL',
            scale: 2,
            precision: 12,
            repetition_type: 'OPTIONAL',
          },
          { name: 'eligible', type: 'BOOLEAN', repetition_type: 'OPTIONAL' },
          { name: 'issuer', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
        ],
      },
    );
    expect((await csvOf(bytes)).split('\n')).toEqual([
      'date,shares_known_on,ticker,close,volume,market_cap,eligible,issuer',
      '2023-01-13,2023-01-13,BRK.B,300.25,9007199254740993,0.57,true,"Acme, ""Inc"""',
      '2023-01-13,2023-01-13,NA,,-1,1.10,false,"two lines"',
      ',,,Infinity,,,,"zero\u001a"',
      '',
    ]);
  });

  test.each([
    ['one group of many windows', 150_000, { rowGroupSize: 150_000 }],
    ['small pages', 3000, { pageSize: 1000, rowGroupSize: 1000 }],
    ['no compression', 3000, { codec: 'UNCOMPRESSED' as const }],
    ['no rows in its last group', 0, {}],
  ])('keeps every row in its order: %s', async (_, rows, options) => {
    const columns = prices(rows);
    const lines = (await csvOf(parquet(columns, options))).split('\n');
    expect(lines).toHaveLength(rows + 2);
    for (const row of [0, 1, 999, 65_535, 65_536, rows - 1].filter((row) => row >= 0 && row < rows)) {
      expect(lines[row + 1]).toBe(columns.map(({ data }) => String(data[row] ?? '')).join(','));
    }
  });

  test('is decided on by the rules for CSV, and told by its first bytes', async () => {
    const columns = prices(2000);
    const intake = new RowIntake('prices', '2023-06-30');
    for await (const bytes of decodedBytes(pieces(parquet(columns)), { received: 0, unpacked: 0 })) intake.push(bytes);
    intake.end();
    expect(intake.rowsRead).toBe(2000);
    expect(intake.rejections.kept).toEqual([]);
    expect(intake.linesOfDates()).toEqual([{ date: '2023-01-13', lines: 2000 }]);
  });

  test('leaves a column of structures empty', async () => {
    const bytes = parquet([
      { name: 'ticker', data: ['A'], type: 'STRING' },
      { name: 'close', data: [{ value: 1 }], type: 'JSON' },
    ]);
    expect(await csvOf(bytes)).toBe('ticker,close\nA,\u001a\n');
  });

  test('is refused when it is cut off, and when it is larger than it may be', async () => {
    const bytes = parquet(prices(500));
    for (const length of [4, 11, 12, 100, bytes.length - 1]) {
      await expect(csvOf(bytes.subarray(0, length))).rejects.toMatchObject({ code: 'import.damaged_parquet' });
    }
    await expect(csvOf(bytes, 1000)).rejects.toMatchObject({ code: 'import.too_large' });
  });

  test('passes an error of the source on as it is', async () => {
    const failure = new Error('the store is gone');
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('PAR1');
      throw failure;
    }
    const reading = async (): Promise<void> => {
      for await (const part of parquetAsCsv(broken(), 1000)) expect(part).toBeDefined();
    };
    await expect(reading()).rejects.toBe(failure);
  });

  test('with any bytes of it changed is read or refused, and nothing else happens', async () => {
    // Some of these say that they have no end, which takes its time to be seen.
    const bytes = parquet(prices(300), { pageSize: 500 });
    const change = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 8 }), async (changes) => {
        const damaged = Buffer.from(bytes);
        for (const [at, byte] of changes) damaged[at] = byte;
        try {
          await csvOf(damaged);
        } catch (error) {
          expect(error).toBeInstanceOf(FileRefused);
        }
      }),
      { numRuns: Number(process.env['FUZZ_RUNS'] ?? 60) },
    );
  }, 600_000);
});

import { statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';

const HEAD_BYTES = 64 * 1024;
const PARQUET = 'PAR1';

export const fileKinds = ['prices', 'stocks', 'splits', 'dividends', 'renames'] as const;
export type FileKind = (typeof fileKinds)[number];

/** The columns that only a file of this kind has. */
const columnsOfKinds: readonly (readonly [FileKind, readonly string[]])[] = [
  ['prices', ['close', 'market_cap']],
  ['prices', ['close', 'window_start']],
  ['splits', ['ex_date', 'factor']],
  ['dividends', ['ex_date', 'amount']],
  ['renames', ['effective_on', 'new_ticker']],
  ['stocks', ['name', 'sector']],
];

/** The file cannot be sent as it is: why, and the remedy. */
export class UnusableFile extends Error {}

/** What a file holds, read off its header. Throws `UnusableFile` where that does not tell. */
export async function kindOfFile(file: string): Promise<FileKind> {
  const bytes = await firstBytes(file);
  if (bytes.length === 0) throw new UnusableFile('The file is empty. Send a CSV file with a header line.');
  if (bytes.toString('latin1', 0, PARQUET.length) === PARQUET) return kindOfParquet(file);
  if (bytes.includes(0)) {
    throw new UnusableFile('The file is no CSV. Send comma-separated text in UTF-8, plain or gzip.');
  }
  const [header = ''] = bytes
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/, 1);
  const columns = new Set(
    header
      .toLowerCase()
      .split(',')
      .map((name) => name.trim().replaceAll('"', '')),
  );
  const kind = kindWith((name) => columns.has(name));
  if (kind === null) {
    throw new UnusableFile(`The header "${header.slice(0, 200)}" is of no known kind. Say it with --kind.`);
  }
  return kind;
}

/** A Parquet file names its columns at its end, in plain letters. */
async function kindOfParquet(file: string): Promise<FileKind> {
  const end = await bytesAt(file, Math.max(0, statSync(file).size - HEAD_BYTES));
  const kind = kindWith((name) => end.includes(name));
  if (kind === null)
    throw new UnusableFile('The columns of the Parquet file are of no known kind. Say it with --kind.');
  return kind;
}

function kindWith(has: (column: string) => boolean): FileKind | null {
  return columnsOfKinds.find(([, needed]) => needed.every(has))?.[0] ?? null;
}

async function firstBytes(file: string): Promise<Buffer> {
  const bytes = await bytesAt(file, 0);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  return new Promise((resolve, reject) => {
    const gunzip = createGunzip();
    gunzip.once('data', resolve).once('error', ({ message }) => {
      reject(new UnusableFile(`The file cannot be unpacked (${message}). Make it anew with gzip.`));
    });
    // What unpacks to nothing sends no data.
    gunzip.write(bytes, () => setImmediate(() => resolve(Buffer.alloc(0))));
  });
}

async function bytesAt(file: string, start: number): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, start);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

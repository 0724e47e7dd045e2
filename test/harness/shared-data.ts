import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Real prices and golden numbers that are kept beside the repository, not in it. */
const shared = resolve(process.cwd(), '../shared');

/** The path of a file beside the repository; throws with the remedy when it is not there: nothing is skipped silently. */
export function sharedFile(path: string): string {
  const file = resolve(shared, path);
  if (existsSync(file)) return file;
  throw new Error(
    `${file} is not there. These tests compare with real prices and golden numbers: put the folder "shared" beside the repository.`,
  );
}

export function readSharedText(path: string): string {
  const bytes = readFileSync(sharedFile(path));
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}

/** A CSV without quoted cells: its header line and its rows, as text. */
export interface CsvText {
  readonly header: string;
  readonly rows: readonly string[];
}

export function readSharedCsv(path: string): CsvText {
  const [header = '', ...rows] = readSharedText(path).trimEnd().split('\n');
  return { header, rows };
}

export const toCsv = (header: string, rows: readonly string[]): string => `${[header, ...rows].join('\n')}\n`;

/** The real prices of the sessions from `first` to `last`. */
export function realPrices(first: string, last: string): CsvText {
  const { header, rows } = readSharedCsv('data/prices.csv.gz');
  return { header, rows: rows.filter((row) => row.slice(0, 10) >= first && row.slice(0, 10) <= last) };
}

/** The rows of each session, in the order of the sessions. */
export function bySession(rows: readonly string[]): Map<string, string[]> {
  const sessions = new Map<string, string[]>();
  for (const row of rows) {
    const date = row.slice(0, 10);
    const known = sessions.get(date);
    if (known) known.push(row);
    else sessions.set(date, [row]);
  }
  return sessions;
}

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { workbookBytes } from '../src/workbook.js';
import type { TableRow } from '../src/workbook-content.js';

/** Writes compositions of as many rows as asked for, throws the bytes away and prints their size and hash and the peak memory as JSON. */
const rowCount = Number(process.argv[2]);
const BATCH = 5000;

async function* batches(): AsyncGenerator<readonly TableRow[]> {
  for (let first = 0; first < rowCount; first += BATCH) {
    yield Array.from({ length: Math.min(BATCH, rowCount - first) }, (_, offset) => rowAt(first + offset));
  }
}

function rowAt(row: number): TableRow {
  const rank = (row % 100) + 1;
  const price = 100 + (row % 977) / 7;
  const day = `2023-01-${String(1 + (row % 28)).padStart(2, '0')}`;
  return [
    day,
    day,
    rank,
    `TICK${rank}`,
    `Company number ${rank} Industries`,
    'Industrials',
    'NYSE',
    0.01,
    price,
    price * 1e9,
  ];
}

/** Of this program alone: the peak that getrusage knows starts at that of the process which started it. */
function peakMebibytes(): number {
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(kibibytes) / 1024;
}

const kinds = ['date', 'date', 'integer', 'text', 'text', 'text', 'text', 'weight', 'price', 'amount'] as const;
const columns = kinds.map((kind, position) => ({ header: `Column ${position}`, kind, width: 14 }));
let bytes = 0;
const hash = createHash('sha256');
const content = {
  title: 'Large',
  time: new Date(0),
  summary: { name: 'Summary', lines: [] },
  tables: [{ name: 'Compositions', columns, batches: batches() }],
};
for await (const chunk of workbookBytes(content)) {
  bytes += chunk.length;
  hash.update(chunk);
}
process.stdout.write(JSON.stringify({ bytes, sha256: hash.digest('hex'), peakMebibytes: peakMebibytes() }));

import { gzipSync } from 'node:zlib';
import { randomUUID } from 'node:crypto';
import { sessionsBetween } from '#domain/calendar';
import { MemoryGrowth } from '../test/memory-growth.js';
import { usePostgresStore } from '../test/use-import-store.js';
import { importFile } from './import-file.js';

/** BACKFILL_YEARS=25 BACKFILL_LINES=8000 shows the promise as it is made; less shows that memory does not grow with the days. */
const YEARS = Number(process.env['BACKFILL_YEARS'] ?? 1);
const LINES = Number(process.env['BACKFILL_LINES'] ?? 2000);
const LAST_YEAR = 2025;
const TIMEOUT_MS = 300_000 + YEARS * LINES * 1000;
const NOON_UTC_NANOSECONDS = 12 * 3600 * 1e9;

const store = usePostgresStore();

test(
  'years of flat files, one after the other, take no more memory than a few',
  async () => {
    const growth = new MemoryGrowth();
    const sessions = sessionsBetween(`${LAST_YEAR - YEARS + 1}-01-01`, `${LAST_YEAR}-12-31`);
    const peakOfYear = new Map<string, string>();
    for (const session of sessions) {
      const report = await importFile(
        store().parts,
        {
          jobId: randomUUID(),
          kind: 'prices',
          source: 'massive-flat-files',
          actor: 'test',
          gate: 'flag',
          simulated: false,
          chunks: flatFile(session),
          bytes: null,
        },
        { onProgress: growth.look, claim: () => Promise.resolve(true), announce: growth.look },
      );
      expect(report).toMatchObject({ rowsRead: LINES, rowsStored: LINES, rowsRejected: 0, sessions: 1 });
      peakOfYear.set(session.slice(0, 4), `${Math.round(growth.peakBytes / 1024 ** 2)} MiB`);
    }
    process.stdout.write(`Peak up to each year: ${JSON.stringify(Object.fromEntries(peakOfYear))}\n`);
    expect(await store().count('ingestion_sessions')).toBe(sessions.length);
    expect(await store().count('stock_price_history')).toBe(0);
    expect(growth.bytes).toBeLessThan(MemoryGrowth.MAX_BYTES);
  },
  TIMEOUT_MS,
);

/** Made when it is read. */
async function* flatFile(session: string): AsyncGenerator<Uint8Array> {
  const start = BigInt(Date.parse(session)) * 1_000_000n + BigInt(NOON_UTC_NANOSECONDS);
  let text = 'ticker,volume,open,close,high,low,window_start,transactions\n';
  for (let line = 0; line < LINES; line += 1) {
    const cents = 500 + ((line * 37 + Number(session.slice(-2)) * 11) % 50_000);
    text += `T${line},${cents}.5,${cents / 100},${(cents + 3) / 100},${(cents + 50) / 100},${(cents - 50) / 100},${start},7\n`;
  }
  yield gzipSync(text);
}

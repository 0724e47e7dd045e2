import { gzipSync } from 'node:zlib';
import { randomUUID } from 'node:crypto';
import { sessionsBetween } from '#domain/calendar';
import { startRealPostgres } from '#testing/real-services';
import type { RealPostgres } from '#testing/real-services';
import { ImportStore } from '../test/import-store.js';
import { importFile } from './import-file.js';

/** BACKFILL_YEARS=25 BACKFILL_LINES=8000 shows the promise as it is made; less shows that memory does not grow with the days. */
const YEARS = Number(process.env['BACKFILL_YEARS'] ?? 1);
const LINES = Number(process.env['BACKFILL_LINES'] ?? 2000);
const LAST_YEAR = 2025;
/** A process of its own begins with less than 256 MiB, so that it ends with less than 512; a worker of Jest may have grown before. */
const GROWTH_MAX_BYTES = 256 * 1024 ** 2;
const TIMEOUT_MS = 300_000 + YEARS * LINES * 1000;
const NOON_UTC_NANOSECONDS = 12 * 3600 * 1e9;

let postgres: RealPostgres;
let store: ImportStore;

beforeAll(async () => {
  postgres = await startRealPostgres();
  store = await ImportStore.openPostgres(postgres.url);
}, 180_000);
afterAll(async () => {
  await store.close();
  await postgres.stop();
});

test(
  'years of flat files, one after the other, take no more memory than a few',
  async () => {
    const before = process.memoryUsage.rss();
    let peak = before;
    const watch = (): Promise<void> => {
      peak = Math.max(peak, process.memoryUsage.rss());
      return Promise.resolve();
    };
    const sessions = sessionsBetween(`${LAST_YEAR - YEARS + 1}-01-01`, `${LAST_YEAR}-12-31`);
    const peakOfYear = new Map<string, string>();
    for (const session of sessions) {
      const report = await importFile(
        store.parts,
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
        { onProgress: watch, claim: () => Promise.resolve(true), announce: watch },
      );
      expect(report).toMatchObject({ rowsRead: LINES, rowsStored: LINES, rowsRejected: 0, sessions: 1 });
      peakOfYear.set(session.slice(0, 4), `${Math.round(peak / 1024 ** 2)} MiB`);
    }
    process.stdout.write(`Peak up to each year: ${JSON.stringify(Object.fromEntries(peakOfYear))}\n`);
    expect(await store.count('ingestion_sessions')).toBe(sessions.length);
    expect(await store.count('stock_price_history')).toBe(0);
    expect(peak - before).toBeLessThan(GROWTH_MAX_BYTES);
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

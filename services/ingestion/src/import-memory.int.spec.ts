import { sessionsBetween } from '#domain/calendar';
import { MemoryGrowth } from '../test/memory-growth.js';
import { usePostgresStore } from '../test/use-import-store.js';
import { importFile } from './import-file.js';

/** IMPORT_ROWS=10000000 shows the promise as it is made; a tenth of it shows that memory does not grow with the rows. */
const ROWS = Number(process.env['IMPORT_ROWS'] ?? 1_000_000);
const TIMEOUT_MS = 300_000 + ROWS / 10;

const store = usePostgresStore();

test(
  'memory does not grow with the file',
  async () => {
    const growth = new MemoryGrowth();
    const report = await importFile(
      store().parts,
      {
        jobId: '00000000-0000-4000-8000-00000000000a',
        kind: 'prices',
        source: 'made',
        actor: 'test',
        gate: 'flag',
        simulated: false,
        chunks: file(),
        bytes: null,
      },
      {
        onProgress: growth.look,
        claim: () => Promise.resolve(true),
        announce: () => Promise.resolve(),
      },
    );
    expect(report).toMatchObject({ rowsRead: ROWS, rowsStored: ROWS, rowsRejected: 0 });
    expect(growth.bytes).toBeLessThan(MemoryGrowth.MAX_BYTES);
  },
  TIMEOUT_MS,
);

/** Made while it is read. */
async function* file(): AsyncGenerator<Uint8Array> {
  const dates = sessionsBetween('2019-01-01', '2022-12-31');
  const linesPerDate = Math.ceil(ROWS / dates.length);
  yield Buffer.from('date,ticker,open,high,low,close,volume,market_cap\n');
  let row = 0;
  for (const date of dates) {
    let text = '';
    for (let line = 0; line < linesPerDate && row < ROWS; line += 1, row += 1) {
      const cents = 100 + ((line * 37 + row) % 50_000);
      text += `${date},T${line},${cents / 100},${(cents + 50) / 100},${(cents - 50) / 100},${cents / 100},${row},${cents * 1e6}\n`;
    }
    if (text !== '') yield Buffer.from(text);
  }
}

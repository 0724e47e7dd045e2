import { prepareScript } from '../test/child-script.js';
import { hasIndependentReader, readWorkbook } from '../test/read-workbook.js';
import { workbookBytes } from './workbook.js';
import type { TableRow, TableSheet, WorkbookContent } from './workbook-content.js';

const time = new Date('2023-01-31T21:00:00.000Z');

async function* inBatches(rows: readonly TableRow[], size: number): AsyncGenerator<readonly TableRow[]> {
  for (let first = 0; first < rows.length; first += size) yield rows.slice(first, first + size);
}

const columns: TableSheet['columns'] = [
  { header: 'Date', kind: 'date', width: 12 },
  { header: 'Name', kind: 'text', width: 30 },
  { header: 'Return', kind: 'fraction', width: 10 },
  { header: 'Cap', kind: 'amount', width: 20 },
];

function contentOf(rows: readonly TableRow[], batchSize = 2): WorkbookContent {
  return {
    title: 'Test',
    time,
    summary: {
      name: 'Summary',
      lines: [{ heading: 'About' }, { label: 'From', value: '2023-01-03', kind: 'date', note: '' }],
    },
    tables: [{ name: 'Rows', columns, batches: inBatches(rows, batchSize) }],
  };
}

async function bytesOf(content: WorkbookContent, sheetRowsMax?: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of workbookBytes(content, sheetRowsMax === undefined ? {} : { sheetRowsMax }))
    chunks.push(chunk);
  return Buffer.concat(chunks);
}

const rows: readonly TableRow[] = [
  ['2023-01-03', '=1+1', 0.015, 2_345_678_901_234],
  ['2023-03-12', 'NA', -1 / 3, 1],
  ['2023-11-05', 'TRUE', null, null],
  ['2024-02-29', '日本 & <b>', 1e-17, 9_007_199_254_740_991],
  ['2030-12-31', "O'Hara", 0, 0],
];

const independent = hasIndependentReader() ? describe : describe.skip;

independent('a workbook, read by openpyxl', () => {
  it('has the cells that were given, exactly', async () => {
    const [summary, sheet] = readWorkbook(await bytesOf(contentOf(rows)));
    expect(summary?.rows[1]?.slice(0, 2)).toEqual([
      { t: 's', v: 'From', f: 'General' },
      { t: 'd', v: '2023-01-03', f: 'yyyy-mm-dd' },
    ]);
    expect(sheet?.name).toBe('Rows');
    expect(sheet?.frozen).toBe('A2');
    expect(sheet?.filter).toBe('A1:D6');
    expect(sheet?.widths).toMatchObject({ A: 12, B: 30, C: 10, D: 20 });
    expect(sheet?.rows[0]?.map((cell) => cell.v)).toEqual(['Date', 'Name', 'Return', 'Cap']);
    expect(sheet?.rows.slice(1).map((row) => row.map((cell) => cell.v))).toEqual([
      ['2023-01-03', "'=1+1", 0.015, 2_345_678_901_234],
      ...rows.slice(1),
    ]);
    const formats = sheet?.rows.slice(1).map((row) => row.map((cell) => cell.f));
    expect(new Set(formats?.map(String))).toEqual(new Set(['yyyy-mm-dd,@,0.00%,#,##0']));
    const kinds = sheet?.rows.slice(1).map((row) => row.map((cell) => cell.t).join(''));
    expect(kinds).toEqual(['dsnn', 'dsnn', 'ds--', 'dsnn', 'dsnn']);
  });

  it('goes on to further sheets when a sheet is full', async () => {
    const sheets = readWorkbook(await bytesOf(contentOf(rows), 3));
    expect(sheets.map(({ name, filter }) => [name, filter])).toEqual([
      ['Summary', null],
      ['Rows', 'A1:D3'],
      ['Rows 2', 'A1:D3'],
      ['Rows 3', 'A1:D2'],
    ]);
    const dates = sheets.slice(1).flatMap((sheet) => sheet.rows.slice(1).map((row) => row[0]?.v));
    expect(dates).toEqual(rows.map(([date]) => date));
  });
});

describe('a workbook', () => {
  it('is the same, byte for byte, for the same content, whatever the batches', async () => {
    const first = await bytesOf(contentOf(rows));
    await new Promise((resolve) => setTimeout(resolve, 2100)); // the times in a zip file have steps of two seconds
    expect((await bytesOf(contentOf(rows, 1))).equals(first)).toBe(true);
  });

  it('fails when its source fails, and lets a reader go who has had enough', async () => {
    async function* broken(): AsyncGenerator<readonly TableRow[]> {
      yield rows;
      throw new Error('the source broke');
    }
    const content = contentOf(rows);
    await expect(bytesOf({ ...content, tables: [{ name: 'Rows', columns, batches: broken() }] })).rejects.toThrow(
      'the source broke',
    );

    let closed = false;
    async function* endless(): AsyncGenerator<readonly TableRow[]> {
      try {
        for (;;) yield rows;
      } finally {
        closed = true;
      }
    }
    for await (const chunk of workbookBytes({ ...content, tables: [{ name: 'Rows', columns, batches: endless() }] })) {
      if (chunk.length > 0) break;
    }
    for (let waited = 0; !closed && waited < 5000; waited += 10)
      await new Promise((resolve) => setTimeout(resolve, 10));
    expect(closed).toBe(true);
  });

  it('does not depend on the time zone', async () => {
    const script = await prepareScript('services/export/test/write-large-workbook.ts');
    try {
      const hashes = [];
      for (const zone of ['America/New_York', 'Asia/Tokyo', 'UTC']) {
        hashes.push((JSON.parse(await script.run(['300'], { TZ: zone })) as { sha256: string }).sha256);
      }
      expect(new Set(hashes).size).toBe(1);
    } finally {
      script.remove();
    }
  });

  it('takes at most 350 MiB of memory for 1,000,000 rows', async () => {
    const script = await prepareScript('services/export/test/write-large-workbook.ts');
    try {
      const { bytes, peakMebibytes } = JSON.parse(await script.run(['1000000'])) as Record<string, number>;
      expect(bytes).toBeGreaterThan(20_000_000);
      expect(peakMebibytes).toBeLessThan(350);
    } finally {
      script.remove();
    }
  }, 240_000);
});

import { PassThrough } from 'node:stream';
import type { Writable } from 'node:stream';
import { setImmediate, setTimeout } from 'node:timers/promises';
import ExcelJS from 'exceljs';
import { epochDay } from '#domain/calendar-date';
import { cellText } from './cell-text.js';
import type { CellKind, CellValue, SummarySheet, TableRow, TableSheet, WorkbookContent } from './workbook-content.js';

/** Rows that a sheet of the format holds, its header included. */
export const SHEET_ROWS_MAX = 1_048_576;
const ROWS_PER_YIELD = 500;
/** Bytes of XML that may wait for compression. */
const BACKLOG_MAX = 1024 * 1024;
const BACKLOG_POLL_MS = 2;
/** Days from the format's day 0 to 1970-01-01. */
const EXCEL_EPOCH_OFFSET = 25_569;

const NUMBER_FORMATS: Readonly<Record<CellKind, string>> = {
  text: '@',
  date: 'yyyy-mm-dd',
  integer: '#,##0',
  fraction: '0.00%',
  weight: '0.0000%',
  level: '0.00',
  price: '#,##0.00',
  amount: '#,##0',
};
const CELL_STYLES = Object.fromEntries(
  Object.entries(NUMBER_FORMATS).map(([kind, numFmt]) => [kind, Object.freeze({ numFmt })]),
) as Readonly<Record<CellKind, Partial<ExcelJS.Style>>>;
const HEADER_FILL: ExcelJS.Fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FF1F3A5F' } };
const HEADER_FONT: Partial<ExcelJS.Font> = { bold: true, color: { argb: 'FFFFFFFF' } };

type WorkbookWriter = ExcelJS.stream.xlsx.WorkbookWriter;

/** The parts of exceljs's streaming writer that its types leave out. */
interface WriterInternals {
  readonly zip: {
    append(source: unknown, entry: { name: string; date?: Date }): unknown;
    abort(): unknown;
  };
}
interface WorksheetInternals {
  /** The sheet's XML on its way to compression, through a stream of an age in which `writableLength` was not yet invented. */
  readonly stream: { readonly pipes: readonly { readonly _writableState: { readonly length: number } }[] };
}

/** Gives every part of the file the time of the content: exceljs would write the time of day into each. */
class ReproducibleWorkbookWriter extends ExcelJS.stream.xlsx.WorkbookWriter {
  /** Called by the constructor of exceljs before anything is appended. */
  override addThemes(): Promise<void> {
    const { zip } = this as unknown as WriterInternals;
    const append = zip.append.bind(zip);
    zip.append = (source, entry) => append(source, { ...entry, date: this.created });
    return super.addThemes();
  }
}

export interface WorkbookOptions {
  /** Rows of a sheet, the header included; smaller in tests only. */
  readonly sheetRowsMax?: number;
}

/** Writes the workbook (.xlsx) as it is read: rows are asked for no faster than their bytes are taken. */
export async function* workbookBytes(
  content: WorkbookContent,
  options: WorkbookOptions = {},
): AsyncGenerator<Uint8Array> {
  const output = new PassThrough();
  const creation = { created: content.time, modified: content.time, creator: '', lastModifiedBy: '' };
  const writer = new ReproducibleWorkbookWriter({
    stream: output,
    useStyles: true,
    useSharedStrings: false,
    ...creation,
  });
  const writing = writeContent(writer, content, options.sheetRowsMax ?? SHEET_ROWS_MAX, output);
  // Its failure reaches the reader through the output.
  writing.catch((error: unknown) => output.destroy(error instanceof Error ? error : new Error(String(error))));
  try {
    for await (const chunk of output) yield chunk as Uint8Array;
    await writing;
  } finally {
    if (!output.readableEnded) (writer as unknown as WriterInternals).zip.abort();
    output.destroy();
  }
}

async function writeContent(
  writer: WorkbookWriter,
  content: WorkbookContent,
  rowsMax: number,
  output: Writable,
): Promise<void> {
  writer.title = content.title;
  writeSummary(writer, content.summary);
  for (const table of content.tables) await writeTable(writer, table, rowsMax, output);
  await writer.commit();
}

function writeSummary(writer: WorkbookWriter, { name, lines }: SummarySheet): void {
  const sheet = writer.addWorksheet(name, { views: [{ showGridLines: false }] });
  sheet.columns = [{ width: 30 }, { width: 34 }, { width: 90 }];
  for (const line of lines) {
    if ('heading' in line) {
      const row = sheet.addRow([cellText(line.heading)]);
      styleHeader(row, 3);
      row.commit();
      continue;
    }
    const row = sheet.addRow([cellText(line.label), toCell(line.value, line.kind), cellText(line.note)]);
    row.getCell(1).font = { bold: true };
    const value = row.getCell(2);
    value.numFmt = NUMBER_FORMATS[line.kind];
    value.alignment = { horizontal: 'left', vertical: 'top', wrapText: line.kind === 'text' };
    row.getCell(3).font = { italic: true, color: { argb: 'FF555555' } };
    row.commit();
  }
  sheet.commit();
}

function styleHeader(row: ExcelJS.Row, columns: number): void {
  for (let column = 1; column <= columns; column += 1) {
    const cell = row.getCell(column);
    cell.font = HEADER_FONT;
    cell.fill = HEADER_FILL;
    cell.alignment = { vertical: 'middle' };
    cell.numFmt = NUMBER_FORMATS.text;
  }
}

async function writeTable(writer: WorkbookWriter, table: TableSheet, rowsMax: number, output: Writable): Promise<void> {
  let part = 1;
  let rows = 1;
  let sheet = openSheet(writer, table, part);
  for await (const batch of table.batches) {
    for (const values of batch) {
      if (rows === rowsMax) {
        closeSheet(sheet, table, rows);
        part += 1;
        rows = 1;
        sheet = openSheet(writer, table, part);
      }
      addTableRow(sheet, table, values);
      rows += 1;
      if (rows % ROWS_PER_YIELD === 0) await takenOf(sheet, output);
    }
  }
  closeSheet(sheet, table, rows);
  await takenOf(sheet, output);
}

function addTableRow(sheet: ExcelJS.Worksheet, { columns }: TableSheet, values: TableRow): void {
  const row = sheet.addRow([]);
  for (const [position, { kind }] of columns.entries()) {
    const cell = row.getCell(position + 1);
    cell.value = toCell(values[position] ?? null, kind);
    // The very same object for every cell of the kind: exceljs knows it again and does not work the style out once more.
    cell.style = CELL_STYLES[kind];
  }
  row.commit();
}

function openSheet(writer: WorkbookWriter, { name, columns }: TableSheet, part: number): ExcelJS.Worksheet {
  const sheet = writer.addWorksheet(part === 1 ? name : `${name} ${part}`, {
    views: [{ state: 'frozen', ySplit: 1, topLeftCell: 'A2', activeCell: 'A2' }],
    pageSetup: { orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
  });
  sheet.columns = columns.map(({ width }) => ({ width }));
  const header = sheet.addRow(columns.map((column) => column.header));
  styleHeader(header, columns.length);
  header.commit();
  return sheet;
}

function closeSheet(sheet: ExcelJS.Worksheet, { columns }: TableSheet, rows: number): void {
  sheet.autoFilter = { from: { row: 1, column: 1 }, to: { row: rows, column: columns.length } };
  (sheet as ExcelJS.Worksheet & { commit(): void }).commit();
}

/**
 * Waits until the compression has taken what was written. exceljs never says that it has too much, so its sheets are asked for
 * what waits in front of the compressor; without this, a long sheet would pile up in memory.
 */
async function takenOf(sheet: ExcelJS.Worksheet, output: Writable): Promise<void> {
  await setImmediate();
  const [compressor] = (sheet as unknown as WorksheetInternals).stream.pipes;
  while (compressor !== undefined && compressor._writableState.length > BACKLOG_MAX && !output.destroyed) {
    await setTimeout(BACKLOG_POLL_MS);
  }
  if (output.destroyed) throw new Error('the workbook was given up by its reader');
}

function toCell(value: CellValue, kind: CellKind): CellValue {
  if (value === null) return null;
  if (kind === 'text') return cellText(String(value));
  // A serial number with a date format is the same cell as a Date, and no time zone can get at it.
  if (kind === 'date') return typeof value === 'number' ? value : epochDay(value) + EXCEL_EPOCH_OFFSET;
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

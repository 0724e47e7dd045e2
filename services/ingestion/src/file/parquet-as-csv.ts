import { parquetMetadataAsync, parquetSchema } from 'hyparquet';
import type { ColumnMetaData, FileMetaData } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { FileRefused } from './file-refused.error.js';
import { ParquetColumns } from './parquet-columns.js';
import { csvField, csvLine } from './parquet-values.js';
import { SpooledFile } from './spooled-file.js';

/** Rows that are unpacked at once, of each column. */
const WINDOW_ROWS = 65_536;
/** Rows that are handed out at once. */
const PIECE_ROWS = 4096;
/** Usual writers make groups of a tenth to a million rows; of more the pages would be looked through too often. */
const GROUP_ROWS_MAX = 4_194_304;
const COLUMNS_MAX = 256;
const FOOTER_BYTES_MAX = 16 * 1024 ** 2;
const CHUNK_BYTES_MAX = 128 * 1024 ** 2;
const PAGE_BYTES_MAX = 64 * 1024 ** 2;
const FOOTER_END_BYTES = 8;
const MAGIC_BYTES = 4;
const REASON_LENGTH_MAX = 200;
const MAGIC = 'PAR1';
const NOTHING_YET = new Uint8Array(0);

interface Column {
  readonly name: string;
  /** Whether each row has one value of it. */
  readonly flat: boolean;
  /** Digits after the point where the values are decimal; null: as they are. */
  readonly digits: number | null;
}

/**
 * A Parquet file as the CSV file with the same columns, so that one set of rules decides on the rows. The file is spooled to disk,
 * then unpacked window by window in a thread of its own; sizes and counts that it claims are looked at before anything is made of them. A column of lists
 * or structures is empty. Row n of the file is line n + 1.
 * @throws FileRefused when the file is damaged, cut off, or beyond the limits
 */
export async function* parquetAsCsv(chunks: AsyncIterable<Uint8Array>, bytesMax: number): AsyncGenerator<Uint8Array> {
  const file = await SpooledFile.create(bytesMax);
  try {
    for await (const chunk of chunks) {
      await file.append(chunk);
      yield NOTHING_YET;
    }
    yield* rowsOf(file);
  } finally {
    await file.close();
  }
}

async function* rowsOf(file: SpooledFile): AsyncGenerator<Uint8Array> {
  let unpacking: ParquetColumns | null = null;
  try {
    await assertFooter(file);
    const metadata = await parquetMetadataAsync(file, { geoparquet: false });
    unpacking = new ParquetColumns(file.descriptor, file.byteLength);
    yield* unpackedRows(file, metadata, unpacking);
  } catch (error) {
    throw refusalOf(error);
  } finally {
    await unpacking?.close();
  }
}

async function* unpackedRows(
  file: SpooledFile,
  metadata: FileMetaData,
  unpacking: ParquetColumns,
): AsyncGenerator<Uint8Array> {
  const columns = columnsOf(metadata);
  yield Buffer.from(csvLine(columns.map(({ name }) => csvField(name, null))));
  let start = 0;
  for (const group of metadata.row_groups) {
    const rows = Number(group.num_rows);
    if (!(rows >= 0 && rows <= GROUP_ROWS_MAX)) {
      throw tooLarge(`a row group of ${rows} rows`, `at most ${GROUP_ROWS_MAX} rows`);
    }
    for (const { meta_data: chunk } of group.columns) {
      // Lists and structures are not unpacked.
      if (chunk?.path_in_schema.length === 1) await assertPages(file, chunk, rows);
    }
    for (let from = 0; from < rows; from += WINDOW_ROWS) {
      yield* windowOf(unpacking, columns, start + from, start + Math.min(from + WINDOW_ROWS, rows));
    }
    start += rows;
  }
}

/** The end of the file says how long the description before it is. */
async function assertFooter(file: SpooledFile): Promise<void> {
  const size = file.byteLength;
  if (size < MAGIC_BYTES + FOOTER_END_BYTES) throw new RangeError('it is too short');
  const end = Buffer.from(await file.slice(size - FOOTER_END_BYTES, size));
  if (end.toString('latin1', MAGIC_BYTES) !== MAGIC) throw new RangeError(`it does not end with ${MAGIC}`);
  const bytes = end.readUInt32LE(0);
  if (bytes > FOOTER_BYTES_MAX) throw tooLarge(`a footer of ${bytes} bytes`, `at most ${FOOTER_BYTES_MAX} bytes`);
  if (bytes > size - MAGIC_BYTES - FOOTER_END_BYTES) throw new RangeError('its footer is longer than the file');
}

function columnsOf(metadata: FileMetaData): Column[] {
  const { children } = parquetSchema(metadata);
  if (children.length > COLUMNS_MAX) throw tooLarge(`${children.length} columns`, `at most ${COLUMNS_MAX} columns`);
  return children.map(({ element, children: parts }) => {
    if (parts.length > 0 || element.repetition_type === 'REPEATED')
      return { name: element.name, flat: false, digits: null };
    const decimal = element.converted_type === 'DECIMAL';
    return { name: element.name, flat: true, digits: decimal ? (element.scale ?? 0) : null };
  });
}

/** Looks at what each page claims: none has more values than the group has rows, and none unpacks to more than a page does. */
async function assertPages(file: SpooledFile, chunk: ColumnMetaData, rows: number): Promise<void> {
  const { data_page_offset: data, dictionary_page_offset: dictionary } = chunk;
  const start = Number(dictionary !== undefined && dictionary > 0 && dictionary < data ? dictionary : data);
  const bytes = Number(chunk.total_compressed_size);
  if (bytes > CHUNK_BYTES_MAX) throw tooLarge(`a column of ${bytes} bytes in one row group`, 'smaller row groups');
  const reader = { view: new DataView(await file.slice(start, start + bytes)), offset: 0 };
  while (reader.offset < bytes - 1) {
    const header = parquetHeader(reader);
    const { data_page_header: first, data_page_header_v2: second, dictionary_page_header: words } = header;
    const values = (first ?? second ?? words)?.num_values ?? 0;
    const { compressed_page_size: packed, uncompressed_page_size: unpacked } = header;
    if (!(values >= 0 && values <= rows)) throw new RangeError(`a page claims ${values} values of ${rows} rows`);
    if (!(packed >= 0)) throw new RangeError(`a page claims ${packed} bytes`);
    if (!(unpacked >= 0 && unpacked <= PAGE_BYTES_MAX)) throw tooLarge(`a page of ${unpacked} bytes`, 'smaller pages');
    reader.offset += packed;
  }
}

async function* windowOf(
  unpacking: ParquetColumns,
  columns: readonly Column[],
  rowStart: number,
  rowEnd: number,
): AsyncGenerator<Uint8Array> {
  const rows = rowEnd - rowStart;
  const values: ArrayLike<unknown>[] = [];
  for (const { name, flat } of columns) {
    const column = flat ? await unpacking.read(name, rowStart, rowEnd) : new Array<undefined>(rows);
    if (column.length !== rows) throw new RangeError(`column ${name} has ${column.length} values of ${rows} rows`);
    values.push(column);
  }
  for (let from = 0; from < rows; from += PIECE_ROWS) {
    let text = '';
    for (let row = from; row < Math.min(from + PIECE_ROWS, rows); row += 1) {
      text += csvLine(columns.map(({ digits }, column) => csvField(values[column]?.[row], digits)));
    }
    yield Buffer.from(text);
  }
}

function tooLarge(what: string, remedy: string): FileRefused {
  return new FileRefused('import.too_large', `The Parquet file has ${what}. Write it with ${remedy}.`);
}

/** What the disk says is not about the file; whatever else goes wrong while reading it is. */
function refusalOf(error: unknown): unknown {
  if (error instanceof FileRefused || (error instanceof Error && 'syscall' in error)) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new FileRefused(
    'import.damaged_parquet',
    `The Parquet file is damaged, cut off or of a form that is not known here (${reason.slice(0, REASON_LENGTH_MAX)}). Write it again, or send CSV.`,
    { cause: error },
  );
}

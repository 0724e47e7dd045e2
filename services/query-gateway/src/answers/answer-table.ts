import { stringify } from 'csv-stringify/sync';
import type { Options } from 'csv-stringify/sync';

export type Cell = string | number | boolean | null;

/** The rows of an answer without what stands around them, as CSV shows them. */
export interface AnswerTable {
  readonly columns: readonly string[];
  readonly rows: Iterable<readonly Cell[]>;
}

/** Between the texts of a list that has to fit into one cell. */
const LIST_SEPARATOR = '; ';

/** `columns` of `rows`, each under its own name. A list becomes one text, anything else that is no cell becomes JSON. */
export function tableOf(columns: readonly string[], rows: Iterable<object>): AnswerTable {
  return { columns, rows: cellsOf(columns, rows) };
}

function* cellsOf(columns: readonly string[], rows: Iterable<object>): Generator<Cell[]> {
  for (const row of rows) yield rowOf(columns, row);
}

/** One row of such a table. */
export function rowOf(columns: readonly string[], row: object): Cell[] {
  const values = row as Readonly<Record<string, unknown>>;
  return columns.map((column) => cellOf(values[column]));
}

function cellOf(value: unknown): Cell {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return Array.isArray(value) ? value.map(String).join(LIST_SEPARATOR) : JSON.stringify(value);
}

/**
 * As RFC 4180 has it, lines ended by CR LF, null as an empty cell. A text that a spreadsheet would take for a formula gets an
 * apostrophe before it; numbers stay numbers, also negative ones.
 */
const CSV: Options = {
  record_delimiter: '\r\n',
  // One of the two alone ends a line for many readers, too, and the library looks for both together.
  quoted_match: /[\r\n]/,
  escape_formulas: true,
  cast: { boolean: String },
};

/** The table as CSV, its header line first. */
export function csvOf({ columns, rows }: AnswerTable): string {
  return csvLines([columns, ...rows]);
}

/** Lines of CSV, a header being one of them. */
export function csvLines(rows: readonly (readonly Cell[])[]): string {
  return stringify([...rows], CSV);
}

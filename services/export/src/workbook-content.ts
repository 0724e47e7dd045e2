/**
 * What a workbook is made of, in terms of people and not of the file format. Cells hold exact numbers; what is shown of them is
 * the business of the kind.
 */
export type CellKind =
  /** Never a formula, whatever it begins with. */
  | 'text'
  /** 'YYYY-MM-DD', written as a true date without a time zone. */
  | 'date'
  | 'integer'
  /** A fraction, shown in percent with two decimals: 0.015 is shown as 1.50%. */
  | 'fraction'
  /** A fraction, shown in percent with four decimals. */
  | 'weight'
  /** Two decimals. */
  | 'level'
  /** US dollars per share, two decimals. */
  | 'price'
  /** US dollars, whole, with thousands separators. */
  | 'amount';

export type CellValue = string | number | null;

export interface ColumnContent {
  readonly header: string;
  readonly kind: CellKind;
  /** In characters of the standard font. */
  readonly width: number;
}

/** One value per column. */
export type TableRow = readonly CellValue[];

/** Rows under one header. More rows than a sheet takes go on to a further sheet, `<name> 2` and so on. */
export interface TableSheet {
  readonly name: string;
  readonly columns: readonly ColumnContent[];
  /** Batches, so that the source can be read in pieces. */
  readonly batches: AsyncIterable<readonly TableRow[]>;
}

/** One line of a summary: a heading has a label alone. */
export interface SummaryLine {
  readonly label: string;
  readonly value: CellValue;
  readonly kind: CellKind;
  readonly note: string;
}

export interface SummarySheet {
  readonly name: string;
  readonly lines: readonly (SummaryLine | { readonly heading: string })[];
}

export interface WorkbookContent {
  readonly title: string;
  /** Stands in the file as the time of its making, so that the same content gives the same file. */
  readonly time: Date;
  readonly summary: SummarySheet;
  readonly tables: readonly TableSheet[];
}

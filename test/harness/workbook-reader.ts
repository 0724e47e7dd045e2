import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface ReadCell {
  /** n number, s text, d date, f formula, - empty. */
  readonly t: string;
  readonly v: string | number | null;
  /** Number format. */
  readonly f: string;
}
export interface ReadSheet {
  readonly name: string;
  readonly frozen: string | null;
  readonly filter: string | null;
  readonly rows: ReadCell[][];
}

const OUTPUT_BYTES_MAX = 512 * 1024 * 1024;

/** Reads a workbook with openpyxl, a program that has nothing to do with the writer. */
export async function readWorkbook(bytes: Uint8Array, folder: string): Promise<Map<string, ReadSheet>> {
  const file = join(folder, 'workbook.xlsx');
  writeFileSync(file, bytes);
  const script = join(process.cwd(), 'services/export/test/read-workbook.py');
  try {
    const { stdout } = await promisify(execFile)('python3', [script, file], { maxBuffer: OUTPUT_BYTES_MAX });
    const { sheets } = JSON.parse(stdout) as { sheets: ReadSheet[] };
    return new Map(sheets.map((sheet) => [sheet.name, sheet]));
  } catch (error) {
    throw new Error(
      'The workbook could not be read. Python 3 with openpyxl is needed: python3 -m pip install openpyxl',
      {
        cause: error,
      },
    );
  }
}

/** The rows of a table as objects by column header; cell kinds are checked by the caller. */
export function tableRows(sheet: ReadSheet | undefined): Record<string, ReadCell>[] {
  if (sheet === undefined) throw new Error('The workbook lacks a sheet.');
  const [header = [], ...rows] = sheet.rows;
  const names = header.map(({ v }) => String(v));
  return rows.map((row) => Object.fromEntries(row.map((cell, at) => [names[at] ?? '', cell])));
}

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface ReadCell {
  /** n number, s text, d date, f formula, b boolean, - empty */
  readonly t: string;
  readonly v: string | number | boolean | null;
  /** Number format. */
  readonly f: string;
}

export interface ReadSheet {
  readonly name: string;
  readonly frozen: string | null;
  readonly filter: string | null;
  readonly widths: Readonly<Record<string, number>>;
  readonly rows: readonly (readonly ReadCell[])[];
}

const PYTHON = process.env['PYTHON'] ?? 'python3';
const OUTPUT_BYTES_MAX = 256 * 1024 * 1024;

/** Whether Python with openpyxl is there. In CI it has to be: a check that is left out there would be left out everywhere. */
export function hasIndependentReader(): boolean {
  try {
    execFileSync(PYTHON, ['-c', 'import openpyxl'], { stdio: 'ignore' });
    return true;
  } catch (error) {
    if (process.env['CI'] !== 'true') return false;
    throw new Error(`${PYTHON} cannot import openpyxl, which CI needs to read workbooks: pip install openpyxl`, {
      cause: error,
    });
  }
}

/** Reads a workbook with openpyxl. */
export function readWorkbook(bytes: Uint8Array): readonly ReadSheet[] {
  const directory = mkdtempSync(join(tmpdir(), 'workbook-'));
  try {
    const file = join(directory, 'workbook.xlsx');
    writeFileSync(file, bytes);
    const output = execFileSync(PYTHON, [join(import.meta.dirname, 'read-workbook.py'), file], {
      maxBuffer: OUTPUT_BYTES_MAX,
      encoding: 'utf8',
    });
    return (JSON.parse(output) as { sheets: readonly ReadSheet[] }).sheets;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

import { importFile, type ImportSteps } from '../import-file.js';
import type { ImportKind } from '../rows/import-kind.js';
import type { ImportReport } from '../store/import-report.store.js';
import type { AcquisitionParts } from './acquisition-parts.js';

export interface RowsToStore {
  readonly kind: ImportKind;
  readonly source: string;
  readonly actor: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

const NEEDS_QUOTES = /[",\r\n]/;

/**
 * Stores acquired rows by the very way of a file, so that the rules of rows, the merge, the history and the announcement are the same
 * ones. What `announce` writes is stored with them or not at all.
 */
export async function storeRows(
  parts: AcquisitionParts,
  { kind, source, actor, columns, rows }: RowsToStore,
  announce: ImportSteps['announce'] = () => Promise.resolve(),
): Promise<ImportReport> {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(`${columns.join(',')}\n${rows.map((row) => `${row.map(field).join(',')}\n`).join('')}`, 'utf8');
  }
  const report = await importFile(
    parts,
    {
      jobId: parts.createId(),
      kind,
      source,
      actor,
      gate: 'flag',
      simulated: false,
      chunks: chunks(),
      bytes: null,
    },
    { onProgress: () => Promise.resolve(), claim: () => Promise.resolve(true), announce },
  );
  if (report === null) throw new TypeError('an import that nobody else does was done by somebody else');
  return report;
}

function field(value: string | number | null): string {
  if (value === null) return '';
  const text = String(value);
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

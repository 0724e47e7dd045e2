import { FileRefused } from '../file/file-refused.error.js';
import { columnsOf, columnsOfKind } from './import-kind.js';
import type { ImportKind } from './import-kind.js';

/** Where the columns of a kind stand in a file. */
export interface Header {
  /** Number of fields that every row has. */
  readonly fields: number;
  /** The columns that are read, in the order of the file, with their positions from 0. */
  readonly positions: ReadonlyMap<string, number>;
  /** The names of the columns that are not read, as the file spells them. */
  readonly ignored: readonly string[];
  /** The line on which the header stands. */
  readonly line: number;
}

const FIELDS_MAX = 256;
const SHOWN_LENGTH_MAX = 300;
const IGNORED_NAME_LENGTH_MAX = 100;

/**
 * Understands the header line: names in any order and any case.
 * @throws FileRefused `import.wrong_header` with what is missing and what was found
 */
export function parseHeader(kind: ImportKind, names: readonly string[], line: number): Header {
  if (names.length > FIELDS_MAX) throw wrongHeader(line, `has ${names.length} columns, more than ${FIELDS_MAX}`, names);
  const known = names.map((name) => name.trim().toLowerCase());
  const { required, optional, needsOptional } = columnsOf(kind, known);
  const positions = new Map<string, number>();
  const ignored: string[] = [];
  names.forEach((given, position) => {
    const name = known[position] ?? '';
    if (!required.includes(name) && !optional.includes(name)) {
      ignored.push(given.trim().slice(0, IGNORED_NAME_LENGTH_MAX));
    } else if (positions.has(name)) {
      throw wrongHeader(line, `names the column ${name} twice`, names);
    } else {
      positions.set(name, position);
    }
  });
  const missing = required.filter((name) => !positions.has(name));
  if (missing.length > 0) {
    throw wrongHeader(line, `of a file of ${kind} lacks ${missing.join(', ')}`, names, hint(kind, names));
  }
  if (needsOptional && positions.size === required.length) {
    throw wrongHeader(line, `of a file of ${kind} has none of ${optional.join(', ')}`, names, hint(kind, names));
  }
  return { fields: names.length, positions, ignored, line };
}

function wrongHeader(line: number, problem: string, names: readonly string[], remedy = ''): FileRefused {
  const found = JSON.stringify(names.join(',').slice(0, SHOWN_LENGTH_MAX));
  const advice = remedy === '' ? 'Correct the header and send the file again.' : remedy;
  return new FileRefused('import.wrong_header', `The header in line ${line} ${problem}. Found ${found}. ${advice}`);
}

/** What the reader probably wants to know: another separator, or another kind of file. */
function hint(kind: ImportKind, names: readonly string[]): string {
  const [first = ''] = names;
  const separator = [';', '\t', '|'].find((candidate) => first.includes(candidate));
  if (names.length === 1 && separator !== undefined) {
    return `The fields seem to be separated by ${JSON.stringify(separator)}; separate them by commas.`;
  }
  const known = names.map((name) => name.trim().toLowerCase());
  const other = (Object.keys(columnsOfKind) as ImportKind[]).find((candidate) => {
    const { required, needsOptional } = columnsOfKind[candidate];
    return candidate !== kind && !needsOptional && required.every((name) => known.includes(name));
  });
  return other === undefined ? '' : `It reads like a file of ${other}: send it with kind=${other}.`;
}

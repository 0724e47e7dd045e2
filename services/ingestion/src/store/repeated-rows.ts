import { rejection } from '../rows/rejection.js';
import type { Rejections } from '../rows/rejection.js';
import type { Merge } from './merge.js';

const BATCH_ROWS = 1000;
const KEYS = ['date', 'ticker'];

/**
 * Decides on rows whose key an earlier line of the file has: one that says the same is unchanged, one that says something else is
 * rejected with the number of the line that it contradicts. The first line wins, whatever comes after it.
 */
export async function rejectContradictions({ transaction, staged }: Merge, rejections: Rejections): Promise<number> {
  const names = staged.columns.map(({ name }) => name);
  const keys = KEYS.filter((key) => names.includes(key));
  const values = names.filter((name) => !keys.includes(name));
  const differs = (name: string): string => `again.${name} is distinct from first.${name}`;
  let contradictions = 0;
  const batches = transaction.stream<{ line: number; column: string; first_line: number; said: string | null }>(
    `select again.line, first.line as first_line,
       case ${values.map((name) => `when ${differs(name)} then '${name}'`).join(' ')} end as column,
       case ${values.map((name) => `when ${differs(name)} then again.${name}::text`).join(' ')} end as said
     from ${staged.table} as again
     join ${staged.table} as first on not first.repeated and ${keys.map((key) => `first.${key} = again.${key}`).join(' and ')}
     where again.repeated and (${values.map(differs).join(' or ')})
     order by again.line`,
    [],
    BATCH_ROWS,
  );
  for await (const batch of batches) {
    contradictions += batch.length;
    for (const row of batch) {
      const value = `${row.said ?? ''} (line ${row.first_line} says otherwise)`;
      rejections.add(rejection(row.line, row.column, value, 'contradicts_line'));
    }
  }
  return contradictions;
}

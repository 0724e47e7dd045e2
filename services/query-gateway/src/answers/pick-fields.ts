/** Of each row only `fields`, in their order; the rows themselves where none are named. */
export function pickFields<Row extends object>(
  rows: readonly Row[],
  fields: readonly (keyof Row)[] | undefined,
): Partial<Row>[] {
  if (fields === undefined) return [...rows];
  return rows.map((row) => {
    const picked: Partial<Row> = {};
    for (const field of fields) picked[field] = row[field];
    return picked;
  });
}

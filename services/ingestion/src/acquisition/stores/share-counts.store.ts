import type { CountedShares, LineSplit } from '#domain/market-cap';
import type { Queryable, Transaction } from '#storage/database';

/** The share counts of all lines that were known by a day and are not older than another, by line. */
export async function loadShareCounts(
  database: Queryable,
  oldest: string,
  session: string,
): Promise<Map<string, CountedShares[]>> {
  const rows = await database.query<{
    line_id: string;
    known_on: string;
    as_of: string;
    source: string;
    shares: number;
  }>(
    `select counts.line_id, counts.known_on, counts.as_of, counts.source, counts.shares
     from share_counts counts where counts.known_on between $1 and $2`,
    [oldest, session],
  );
  const counts = new Map<string, CountedShares[]>();
  for (const { line_id, known_on: knownOn, as_of: asOf, source, shares } of rows) {
    const list = counts.get(line_id);
    const count = { knownOn, asOf, source, shares };
    if (list === undefined) counts.set(line_id, [count]);
    else list.push(count);
  }
  return counts;
}

export type LineCount = CountedShares & { readonly lineId: string };

/** A later answer about the same day of the same source stands. */
export async function storeShareCounts(transaction: Transaction, counts: readonly LineCount[]): Promise<void> {
  if (counts.length === 0) return;
  await transaction.execute(
    `insert into share_counts (line_id, known_on, as_of, source, shares)
     select distinct on (rows.line_id, rows.known_on, rows.source) rows.line_id, rows.known_on, rows.as_of, rows.source, rows.shares
     from jsonb_to_recordset($1::jsonb) as rows(line_id text, known_on date, as_of date, source text, shares float8)
     order by rows.line_id, rows.known_on, rows.source, rows.as_of desc
     on conflict (line_id, known_on, source) do update set as_of = excluded.as_of, shares = excluded.shares`,
    [
      JSON.stringify(
        counts.map(({ lineId, knownOn, asOf, source, shares }) => ({
          line_id: lineId,
          known_on: knownOn,
          as_of: asOf,
          source,
          shares,
        })),
      ),
    ],
  );
}

/** Splits with an ex-date between two days, by ticker. */
export async function loadSplits(database: Queryable, first: string, last: string): Promise<Map<string, LineSplit[]>> {
  const rows = await database.query<{ ticker: string; ex_date: string; value: number }>(
    `select actions.ticker, actions.ex_date, actions.value from corporate_actions actions
     where actions.kind = 'split' and actions.ex_date between $1 and $2 order by actions.ex_date`,
    [first, last],
  );
  const splits = new Map<string, LineSplit[]>();
  for (const { ticker, ex_date: exDate, value: factor } of rows) {
    splits.set(ticker, [...(splits.get(ticker) ?? []), { exDate, factor }]);
  }
  return splits;
}

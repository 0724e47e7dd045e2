import { offExchange } from '#domain/eligibility';
import { SESSIONS_NAMED_MAX, TICKERS_NAMED_MAX } from './merge.js';
import type { ConcernedSessions, Merge, MergeResult } from './merge.js';

const COLUMNS = ['name', 'sector', 'exchange', 'issuer', 'type', 'listed_on', 'delisted_on'];
/** What eligibility and share classes depend on, beside whether the exchange is one; the other columns are words for people. */
const DECISIVE = ['issuer', 'type', 'listed_on', 'delisted_on'];
/** What an index may be limited to. */
const FILTERED = ['sector', 'exchange'];

const isOffExchange = (row: string): string => `coalesce(${row}.exchange ~* '${offExchange.source}', false)`;
/** Whether the line went from an exchange to trading over the counter, or the reverse. */
const LEFT_OR_CAME_BACK = `${isOffExchange('stock')} <> ${isOffExchange('staged')}`;

/**
 * Merges staged stocks. A change of a decisive column concerns every session from the first price of the tickers concerned to the
 * newest of the store (a line lives on for some sessions after its last price). A change of words concerns none: it is announced
 * with the range of those tickers' prices and an empty list of sessions, so that answers are made anew and only what is limited to some
 * of these words is computed. Where both come together, the sessions begin early enough for both.
 */
export async function mergeStocks(merge: Merge): Promise<MergeResult> {
  const { transaction, staged, source, now } = merge;
  const columns = COLUMNS.filter((column) => staged.columns.some(({ name }) => name === column));
  const list = (prefix: string, names: readonly string[]): string =>
    names.map((column) => `${prefix}.${column}`).join(', ');
  const differ = (names: readonly string[]): string =>
    names.length === 0 ? 'false' : `(${list('stock', names)}) is distinct from (${list('staged', names)})`;
  const among = (names: readonly string[]): string[] => columns.filter((column) => names.includes(column));
  const decisive = `${differ(among(DECISIVE))} or ${columns.includes('exchange') ? LEFT_OR_CAME_BACK : 'false'}`;
  const changes = `${staged.table}_changes`;
  await transaction.execute(
    `create unlogged table ${changes} as
     select staged.ticker, ${list('staged', columns)}, ${decisive} as decisive,
       ${differ(among([...DECISIVE, ...FILTERED]))} as ranked_anew
     from ${staged.table} as staged left join stocks as stock on stock.ticker = staged.ticker
     where not staged.repeated and (stock.ticker is null or ${differ(columns)})`,
  );
  await transaction.execute(
    `insert into stocks (ticker, ${columns.join(', ')}, source, updated_at)
     select changed.ticker, ${list('changed', columns)}, $1, $2 from ${changes} as changed
     on conflict (ticker) do update set ${columns.map((column) => `${column} = excluded.${column}`).join(', ')},
       source = excluded.source, updated_at = excluded.updated_at`,
    [source, now],
  );
  const result = await summarize(merge, changes);
  await transaction.execute(`drop table ${changes}`);
  return result;
}

interface Summary {
  readonly stored: number;
  /** Of the prices of all changed tickers. */
  readonly first: string | null;
  readonly last: string | null;
  /** Whether a change is decisive for a ticker that has prices. */
  readonly decisive: boolean | null;
  /** Of the prices of the tickers that some index ranks anew. */
  readonly ranked_first: string | null;
  readonly newest: string | null;
}

async function summarize({ transaction }: Merge, changes: string): Promise<MergeResult> {
  const [summary] = await transaction.query<Summary>(
    `select count(*) as stored, min(prices.first) as first, max(prices.last) as last,
       bool_or(changed.decisive) filter (where prices.first is not null) as decisive,
       min(prices.first) filter (where changed.ranked_anew) as ranked_first,
       (select max(date) from ingestion_sessions) as newest
     from ${changes} as changed cross join lateral (
       select min(price.date) as first, max(price.date) as last from stock_prices as price where price.ticker = changed.ticker
     ) as prices`,
  );
  if (summary === undefined || summary.first === null || summary.last === null) {
    return { stored: summary?.stored ?? 0, concerned: null };
  }
  const names = await transaction.query<{ ticker: string }>(
    `select ticker from ${changes} order by ticker limit ${TICKERS_NAMED_MAX + 1}`,
  );
  const tickers = names.length <= TICKERS_NAMED_MAX ? names.map(({ ticker }) => ticker) : null;
  const { stored, first, last, decisive, ranked_first: rankedFirst, newest } = summary;
  if (decisive !== true || rankedFirst === null || newest === null) {
    return { stored, concerned: { first, last, count: 0, sessions: [], tickers } };
  }
  return { stored, concerned: await sessionsFrom(transaction, rankedFirst, newest, tickers) };
}

async function sessionsFrom(
  transaction: Merge['transaction'],
  first: string,
  last: string,
  tickers: readonly string[] | null,
): Promise<ConcernedSessions> {
  const rows = await transaction.query<{ date: string }>(
    'select date from ingestion_sessions where date between $1 and $2 order by date',
    [first, last],
  );
  const dates = rows.map(({ date }) => date);
  return { first, last, count: dates.length, sessions: dates.length <= SESSIONS_NAMED_MAX ? dates : null, tickers };
}

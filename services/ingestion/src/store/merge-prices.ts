import { OPERATOR_SOURCE } from '#domain/session-assembly';
import { inSlices } from './in-slices.js';
import { mergePriceActions, PRICE_ACTIONS, PRICES_SOURCE } from './merge-price-actions.js';
import { concernedSessions, TICKERS_NAMED_MAX } from './merge.js';
import type { Merge, MergeResult } from './merge.js';
import { CAP_INPUTS, KEEP_PRICES, PRICE_COLUMNS, storedPriceColumns } from './price-history.js';

/** What the reading of the file knows, so that the store need not be asked. */
export interface PriceFile {
  /** In order; the lines that each date has in the file. */
  readonly dates: readonly { readonly date: string; readonly lines: number }[];
  readonly tickers: readonly string[];
}

const NEW_SESSION = 'not exists (select from ingestion_sessions as known where known.date = staged.date)';

/**
 * Merges staged prices set by set. Ingestion alone writes prices and notes each session that has any, so the rows of a session
 * that is not noted are new without a look at the table; the others are compared, and what they replace goes to the history.
 * Columns that the file lacks stay as they are, but a cap that came by itself is no longer made of what the one before was.
 */
export async function mergePrices(merge: Merge, file: PriceFile): Promise<MergeResult> {
  const first = file.dates[0]?.date;
  const last = file.dates.at(-1)?.date;
  if (first === undefined || last === undefined) return { stored: 0, concerned: null };
  const known = await knownDates(merge, first, last);
  const added = file.dates.filter(({ date }) => !known.has(date));
  const addedTickers = await tickersOfNewSessions(merge, file, added.length);
  const inserted = added.length === 0 ? 0 : await insertNewSessions(merge);
  const changed = added.length === file.dates.length ? NO_CHANGES : await mergeKnownSessions(merge, first, last);
  await mergePriceActions(merge, changed.rows > 0);
  const dates = await noteSessions(merge, added, changed.dates);
  const tickers = [...new Set([...addedTickers, ...changed.tickers])];
  return { stored: inserted + changed.rows, concerned: concernedSessions(dates, tickers) };
}

interface ChangedRows {
  readonly rows: number;
  /** The dates with changed rows, and how many lines each of them has gained. */
  readonly dates: readonly { readonly date: string; readonly lines: number }[];
  readonly tickers: readonly string[];
}
const NO_CHANGES: ChangedRows = { rows: 0, dates: [], tickers: [] };

function presentColumns({ staged }: Merge): string[] {
  return PRICE_COLUMNS.filter((column) => staged.columns.some(({ name }) => name === column));
}

async function knownDates({ transaction }: Merge, first: string, last: string): Promise<Set<string>> {
  const rows = await transaction.query<{ date: string }>(
    'select date from ingestion_sessions where date between $1 and $2',
    [first, last],
  );
  return new Set(rows.map(({ date }) => date));
}

/** One more than can be named is enough to know that they cannot. */
async function tickersOfNewSessions(
  { transaction, staged }: Merge,
  file: PriceFile,
  added: number,
): Promise<readonly string[]> {
  if (added === 0) return [];
  if (added === file.dates.length) return file.tickers;
  const rows = await transaction.query<{ ticker: string }>(
    `select distinct staged.ticker from ${staged.table} as staged where ${NEW_SESSION} limit ${TICKERS_NAMED_MAX + 1}`,
  );
  return rows.map(({ ticker }) => ticker);
}

async function insertNewSessions(merge: Merge): Promise<number> {
  const { transaction, staged, source, revision } = merge;
  const columns = ['date', 'ticker', ...presentColumns(merge)];
  return inSlices(transaction, staged.table, (slice) =>
    transaction.execute(
      `insert into stock_prices (${columns.join(', ')}, source, revision)
       select ${columns.map((column) => `staged.${column}`).join(', ')}, $1, $2
       from ${staged.table} as staged
       where not staged.repeated and ${NEW_SESSION} and ${slice('staged')}`,
      [source, revision],
    ),
  );
}

/** The rows of sessions that were there before: found and compared in one join, then written from the few that differ. */
async function mergeKnownSessions(merge: Merge, first: string, last: string): Promise<ChangedRows> {
  const { transaction, staged, source, revision } = merge;
  const columns = presentColumns(merge);
  const changes = `${staged.table}_changes`;
  const list = (prefix: string): string => columns.map((column) => `${prefix}.${column}`).join(', ');
  const action = actionComparison(merge);
  // What an operator has set stands until he sets something else.
  const differs = `(price.source <> '${OPERATOR_SOURCE}' and (${list('price')}) is distinct from (${list('staged')}))`;
  await transaction.execute(
    `create unlogged table ${changes} as
     select staged.date, staged.ticker, ${list('staged')}, price.ticker is null as is_new,
       ${differs} as price_differs
     from ${staged.table} as staged
     join ingestion_sessions as session on session.date = staged.date
     left join stock_prices as price on price.ticker = staged.ticker and price.date = staged.date
       and price.date between '${first}' and '${last}'
     ${action.joins}
     where not staged.repeated
       and (price.ticker is null or ${differs} ${action.differs})`,
  );
  await transaction.execute(`analyze ${changes}`);
  await transaction.execute(
    `${KEEP_PRICES}
     select ${storedPriceColumns('price')}, $1
     from ${changes} as changed
     join stock_prices as price on price.ticker = changed.ticker and price.date = changed.date
       and price.date between '${first}' and '${last}'
     where not changed.is_new and changed.price_differs`,
    [revision],
  );
  await transaction.execute(
    `update stock_prices as price set ${assignments(columns)}, source = $1, revision = $2
     from ${changes} as changed
     where price.ticker = changed.ticker and price.date = changed.date and price.date between '${first}' and '${last}'
       and not changed.is_new and changed.price_differs`,
    [source, revision],
  );
  await inSlices(transaction, changes, (slice) =>
    transaction.execute(
      `insert into stock_prices (date, ticker, ${columns.join(', ')}, source, revision)
       select changed.date, changed.ticker, ${list('changed')}, $1, $2 from ${changes} as changed
       where changed.is_new and ${slice('changed')}`,
      [source, revision],
    ),
  );
  const summary = await summarize(merge, changes);
  await transaction.execute(`drop table ${changes}`);
  return summary;
}

/** Inputs that the file lacks are those of another cap as soon as the cap is another. */
function assignments(columns: readonly string[]): string {
  const outdated = columns.includes('market_cap') ? CAP_INPUTS.filter((column) => !columns.includes(column)) : [];
  return [
    ...columns.map((column) => `${column} = changed.${column}`),
    ...outdated.map(
      (column) =>
        `${column} = case when price.market_cap is distinct from changed.market_cap then null else price.${column} end`,
    ),
  ].join(', ');
}

async function summarize({ transaction }: Merge, changes: string): Promise<ChangedRows> {
  const dates = await transaction.query<{ date: string; lines: number; rows: number }>(
    `select date, count(*) filter (where is_new) as lines, count(*) as rows from ${changes} group by date`,
  );
  const tickers = await transaction.query<{ ticker: string }>(
    `select distinct ticker from ${changes} limit ${TICKERS_NAMED_MAX + 1}`,
  );
  return {
    rows: dates.reduce((total, { rows }) => total + rows, 0),
    dates,
    tickers: tickers.map(({ ticker }) => ticker),
  };
}

/** A row whose prices are the same still counts as changed when its split or dividend is not what is known. */
function actionComparison({ staged }: Merge): { joins: string; differs: string } {
  const kinds = PRICE_ACTIONS.filter(({ column }) => staged.columns.some(({ name }) => name === column));
  return {
    joins: kinds
      .map(
        ({ kind }) =>
          `left join corporate_actions as ${kind} on ${kind}.ticker = staged.ticker and ${kind}.ex_date = staged.date and ${kind}.kind = '${kind}'`,
      )
      .join('\n'),
    // What a file of its own said of the event stands against what prices say of it.
    differs: kinds
      .map(
        ({ kind, column }) =>
          `or (coalesce(${kind}.source, '${PRICES_SOURCE}') = '${PRICES_SOURCE}' and ${kind}.value is distinct from staged.${column})`,
      )
      .join(' '),
  };
}

/** Counts the lines of the sessions that gained any, marks all changed ones with their source, and returns these in order. */
async function noteSessions(
  { transaction, revision, source, simulated }: Merge,
  added: PriceFile['dates'],
  changed: ChangedRows['dates'],
): Promise<string[]> {
  const noted = [...added, ...changed];
  const rows = await transaction.query<{ date: string }>(
    `insert into ingestion_sessions as session (date, lines, simulated, revision, sources)
     select date, lines, $3, $4, array[$5] from unnest($1::date[], $2::int4[]) as noted (date, lines)
     on conflict (date) do update set lines = session.lines + excluded.lines, revision = excluded.revision,
       sources = array(select distinct name collate "C" from unnest(session.sources || excluded.sources) as name order by 1)
     returning date`,
    [noted.map(({ date }) => date), noted.map(({ lines }) => lines), simulated, revision, source],
  );
  return rows.map(({ date }) => date).sort();
}

import type { EventBody } from '#contracts/events';
import type { Topic } from '#contracts/topics';
import { movedMarketCap } from '#domain/market-cap';
import { OPERATOR_SOURCE } from '#domain/session-assembly';
import type { Queryable, SqlValue, Transaction } from '#storage/database';
import { KEEP_PRICES, storedPriceColumns } from '../store/price-history.js';

/** What an operator set in a row; what is not named stays as the source had it. */
export type OverriddenValues = NonNullable<EventBody<typeof Topic.qualityDecisionRequested>['values']>;

const COLUMNS = ['open', 'high', 'low', 'close', 'volume', 'market_cap', 'eligible'] as const;

/** The values that operators have set in rows of a session, by ticker; of several, the last for each value. */
export async function readOverrides(
  queryable: Queryable,
  session: string,
): Promise<ReadonlyMap<string, OverriddenValues>> {
  const rows = await queryable.query<{ ticker: string; overridden: OverriddenValues }>(
    `select decisions.ticker, decisions.overridden from quality_decisions decisions
     where decisions.date = $1 and decisions.action = 'override' and decisions.overridden is not null
     order by decisions.decided_at, decisions.id`,
    [session],
  );
  const overrides = new Map<string, OverriddenValues>();
  for (const { ticker, overridden } of rows) overrides.set(ticker, { ...overrides.get(ticker), ...overridden });
  return overrides;
}

interface OverriddenRow {
  readonly close: number | null;
  readonly shares: number | null;
  readonly marketCap: number | null;
  readonly capSource: string | null;
}

/**
 * Sets values in a row and keeps what was there. A close without a market cap moves the cap that was made of it and of shares. False
 * when there is no such row.
 */
export async function overrideRow(
  transaction: Transaction,
  { date, ticker, values, revision }: { date: string; ticker: string; values: OverriddenValues; revision: number },
): Promise<boolean> {
  const [row] = await transaction.query<OverriddenRow>(
    `select price.close, price.shares, price.market_cap as "marketCap", price.cap_source as "capSource"
     from stock_prices price where price.date = $1 and price.ticker = $2 for update`,
    [date, ticker],
  );
  if (row === undefined) return false;
  await transaction.execute(
    `${KEEP_PRICES}
     select ${storedPriceColumns('price')}, $3 from stock_prices price
     where price.date = $1 and price.ticker = $2`,
    [date, ticker, revision],
  );
  const parameters: SqlValue[] = [date, ticker, revision, OPERATOR_SOURCE];
  const assignments = COLUMNS.flatMap((column) => {
    const value = values[column];
    if (value === undefined) return [];
    parameters.push(value);
    return [`${column} = $${parameters.length}`];
  });
  if (values.market_cap !== undefined) {
    assignments.push('cap_source = $4');
  } else if (values.close !== undefined && row.close !== null) {
    parameters.push(movedMarketCap({ ...row, close: row.close }, values.close));
    assignments.push(`market_cap = $${parameters.length}`);
  }
  await transaction.execute(
    `update stock_prices price set ${assignments.join(', ')}, revision = $3, source = $4
     where price.date = $1 and price.ticker = $2`,
    parameters,
  );
  await transaction.execute(
    `update ingestion_sessions session set revision = $2,
       sources = array(select distinct name collate "C" from unnest(session.sources || array[$3::text]) as name order by 1)
     where session.date = $1`,
    [date, revision, OPERATOR_SOURCE],
  );
  return true;
}

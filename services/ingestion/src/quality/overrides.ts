import type { EventBody } from '#contracts/events';
import type { Topic } from '#contracts/topics';
import type { Queryable, SqlValue, Transaction } from '#storage/database';
import { KEEP_PRICES, storedPriceColumns } from '../store/price-history.js';

/** What an operator set in a row; what is not named stays as the source had it. */
export type OverriddenValues = NonNullable<EventBody<typeof Topic.qualityDecisionRequested>['values']>;

/** Where a value comes from that an operator has set. */
export const OPERATOR_SOURCE = 'operator';

const COLUMNS = ['open', 'high', 'low', 'close', 'volume', 'market_cap', 'eligible'] as const;

/** The market cap is close times shares; a vendor's own figure stands on its own. */
const CAP_OF_SHARES = 'shares';

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

/**
 * Sets values in a row and keeps what was there. A close without a market cap moves the cap that was made of it and of shares. False
 * when there is no such row.
 */
export async function overrideRow(
  transaction: Transaction,
  { date, ticker, values, revision }: { date: string; ticker: string; values: OverriddenValues; revision: number },
): Promise<boolean> {
  const kept = await transaction.execute(
    `${KEEP_PRICES}
     select ${storedPriceColumns('price')}, $3 from stock_prices price
     where price.date = $1 and price.ticker = $2`,
    [date, ticker, revision],
  );
  if (kept === 0) return false;
  const parameters: SqlValue[] = [date, ticker, revision, OPERATOR_SOURCE];
  const assignments = COLUMNS.flatMap((column) => {
    const value = values[column];
    if (value === undefined) return [];
    parameters.push(value);
    return [`${column} = $${parameters.length}`];
  });
  if (values.market_cap !== undefined) {
    assignments.push('cap_source = $4');
  } else if (values.close !== undefined) {
    parameters.push(values.close, CAP_OF_SHARES);
    assignments.push(
      `market_cap = case when price.cap_source = $${parameters.length} and price.close > 0
         then price.market_cap * $${parameters.length - 1}::float8 / price.close else price.market_cap end`,
    );
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

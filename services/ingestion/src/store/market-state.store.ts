import type { Database, Queryable, Transaction } from '#storage/database';

export interface MarketState {
  /** Of all market data. */
  readonly revision: number;
  /** Whether the store holds the simulated market. */
  readonly simulated: boolean;
  /** Whether it holds anything. */
  readonly empty: boolean;
}

const SELECT_STATE = `
  select state.revision, state.simulated,
    not exists (select from ingestion_sessions) and not exists (select from stocks)
      and not exists (select from corporate_actions) and not exists (select from ticker_changes) as empty
  from ingestion_state as state`;

async function read(queryable: Queryable, suffix: string): Promise<MarketState> {
  const [state] = await queryable.query<{ revision: number; simulated: boolean; empty: boolean }>(
    SELECT_STATE + suffix,
  );
  if (state === undefined) throw new TypeError('ingestion_state has lost its row');
  return state;
}

export function readMarketState(database: Database): Promise<MarketState> {
  return read(database, '');
}

/** Makes imports wait for each other until the transaction ends. */
export function lockMarketState(transaction: Transaction): Promise<MarketState> {
  return read(transaction, ' for update of state');
}

export async function raiseRevision(transaction: Transaction, revision: number, simulated: boolean): Promise<void> {
  await transaction.execute('update ingestion_state set revision = $1, simulated = $2', [revision, simulated]);
}

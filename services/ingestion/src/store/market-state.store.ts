import type { Queryable, Transaction } from '#storage/database';

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

export function readMarketState(queryable: Queryable): Promise<MarketState> {
  return read(queryable, '');
}

/** Makes imports wait for each other until the transaction ends. */
export function lockMarketState(transaction: Transaction): Promise<MarketState> {
  return read(transaction, ' for update of state');
}

/** A change of the market data: who made it, when, and from what. */
export interface MarketRevision {
  /** One more than before. */
  readonly revision: number;
  readonly simulated: boolean;
  readonly knownAt: Date;
  /** What was stored: a kind of file, or `session`, or `decision`. */
  readonly kind: string;
  readonly source: string;
  /** Who asked for it: `upload`, `schedule`, `simulation`, or the name of an operator. */
  readonly actor: string;
  readonly jobId: string | null;
  readonly rows: number;
}

/** In the transaction of the change, with the state locked; once, since a revision is one row. */
export async function raiseRevision(transaction: Transaction, change: MarketRevision): Promise<void> {
  const { revision, simulated, knownAt, kind, source, actor, jobId, rows } = change;
  await transaction.execute('update ingestion_state set revision = $1, simulated = $2', [revision, simulated]);
  await transaction.execute(
    `insert into market_revisions (revision, known_at, kind, source, actor, job_id, rows)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [revision, knownAt, kind, source, actor, jobId, rows],
  );
}

import type { ExplanationAnswer } from '#contracts/api/line-explanation.schema';
import type { NamedDays } from '#domain/line-names';
import type { LineState } from '#domain/line-state';
import { CAP_OF_SHARES } from '#domain/market-cap';
import type { Queryable } from '#storage/database';
import { nameOn } from './rank-path.js';

interface StoredInputs {
  readonly market_cap: number | null;
  readonly shares: number | null;
  readonly shares_source: string | null;
  readonly shares_known_on: string | null;
  readonly vendor_market_cap: number | null;
  readonly cap_source: string | null;
  readonly source: string;
}

/** What a line is worth, and what that was made of: the row of its last trade, as it is kept. */
export async function readCapInputs(
  database: Queryable,
  names: readonly NamedDays[],
  state: LineState | undefined,
): Promise<ExplanationAnswer['market_cap']> {
  if (state === undefined) return null;
  const [row] = await database.query<StoredInputs>(
    `select p.market_cap, p.shares, p.shares_source, p.shares_known_on, p.vendor_market_cap, p.cap_source, p.source
     from stock_prices p where p.ticker = $1 and p.date = $2`,
    [nameOn(names, state.priceSession), state.priceSession],
  );
  const carried = row?.market_cap === null || row?.market_cap === 0;
  return {
    market_cap: state.marketCap,
    session: state.priceSession,
    close: state.price,
    made_of: madeOf(state, carried, row?.cap_source ?? null),
    cap_source: carried ? null : (row?.cap_source ?? null),
    ...{ shares: row?.shares ?? null, shares_source: row?.shares_source ?? null },
    shares_known_on: row?.shares_known_on ?? null,
    implied_shares: state.shares,
    vendor_market_cap: row?.vendor_market_cap ?? null,
    source: row?.source ?? 'unknown',
    stale_sessions: state.staleSessions,
  };
}

function madeOf(
  { marketCap }: LineState,
  carried: boolean,
  source: string | null,
): NonNullable<ExplanationAnswer['market_cap']>['made_of'] {
  if (marketCap === null) return null;
  if (carried) return 'carried_shares';
  return source === CAP_OF_SHARES ? 'shares' : 'stated';
}

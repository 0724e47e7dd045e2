import type { Queryable } from '#storage/database';
import type { KnownMarket } from './carried-caps.js';
import { capAtRow } from './market-rows.read-model.js';
import { sessionsUpTo, visitSessions } from './ranked-sessions.js';
import type { KeptIndex } from './ranked-sessions.js';

/** Rows beyond the ranks that are wanted: some are no common stock, or further classes of a company. */
const ROWS_BEYOND = 50;

/** A market cap, in US dollars, down to which a session has at least so many ranks; 0 where it has not so many at all. */
export async function floorOfRanks(
  database: Queryable,
  index: KeptIndex,
  market: KnownMarket,
  { session, ranks }: { readonly session: string; readonly ranks: number },
): Promise<number> {
  const sessions = await sessionsUpTo(database, index.id, session, 1);
  for (let rows = ranks + ROWS_BEYOND; ; rows *= 2) {
    const floor = (await capAtRow(database, session, rows)) ?? 0;
    if (floor <= 0) return 0;
    let found = 0;
    const question = { market, sessions, floors: new Map([[session, floor]]), tickers: [] };
    await visitSessions(database, index, question, ({ ranking }) => {
      found = ranking?.lines.length ?? found;
    });
    if (found >= ranks) return floor;
  }
}

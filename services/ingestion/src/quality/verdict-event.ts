import type { NewEvent } from '#contracts/envelope';
import { Topic, US_UNIVERSE } from '#contracts/topics';
import type { MarketState } from '../store/market-state.store.js';

/** Says that the same rows may now be published, or may not. `dates` in order, at least one. */
export function verdictChanged(
  dates: readonly string[],
  { revision, simulated }: Pick<MarketState, 'revision' | 'simulated'>,
): NewEvent<typeof Topic.pricesIngested> {
  const [first = ''] = dates;
  const sessions = { first_session: first, last_session: dates.at(-1) ?? first, sessions: [...dates] };
  const body = { universe: US_UNIVERSE, ...sessions, tickers: null, rows: 0, kind: 'verdict' as const };
  return { topic: Topic.pricesIngested, key: US_UNIVERSE, body: { ...body, simulated, revision } };
}

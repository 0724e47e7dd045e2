import { isInUniverse, referenceOn, type References } from '#domain/eligibility';
import type { Queryable } from '#storage/database';
import { lastMarketCaps } from '#storage/price-rows.reader';
import { references } from '#storage/references.reader';
import { capLess, coverageGap } from './market-rows.read-model.js';

/** What is looked up once for all rankings of one answer. */
export interface KnownMarket {
  readonly references: References;
  /** The last session that is asked about. */
  readonly until: string;
  /** Whether a line without a cap had one before `until`; filled as it is asked for. */
  readonly hadCap: Map<string, boolean>;
}

export async function knownMarket(database: Queryable, until: string): Promise<KnownMarket> {
  return { references: await references(database), until, hadCap: new Map() };
}

/** Lines whose history is looked through in one statement: it goes back to the beginning for one that never had a cap. */
const STEP_LINES = 100;

/**
 * The lines that have a row without a cap on one of these sessions, and had a cap before, which may be carried. That is rare, and the
 * search for them long; so sessions are left out on which index construction counted no more lines with a cap than have one of their own.
 * @param dead lines that may be dead: whether their rows count is not known here
 */
export async function carriedCaps(
  database: Queryable,
  index: { readonly id: string; readonly base_session: string },
  market: KnownMarket,
  { sessions, dead }: { readonly sessions: readonly string[]; readonly dead: ReadonlySet<string> },
): Promise<string[]> {
  const open: string[] = [];
  for (const session of sessions) {
    const apart = [...dead, ...outsideUniverse(market.references, session)];
    if ((await coverageGap(database, index.id, session, apart)) !== 0) open.push(session);
  }
  const without = await capLess(database, open);
  const unknown = without.filter((ticker) => !market.hadCap.has(ticker));
  for (let at = 0; at < unknown.length; at += STEP_LINES) {
    const some = unknown.slice(at, at + STEP_LINES);
    const asked = some.map((ticker) => ({ ticker, until: market.until }));
    const found = await lastMarketCaps(database, { id: index.id, from: index.base_session }, asked);
    for (const ticker of some) market.hadCap.set(ticker, found.has(ticker));
  }
  return without.filter((ticker) => market.hadCap.get(ticker) === true);
}

function outsideUniverse(known: References, session: string): string[] {
  return [...known.keys()].filter((ticker) => !isInUniverse(referenceOn(known, ticker, session), session));
}

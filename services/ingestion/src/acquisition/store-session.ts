import type { Rename } from '#domain/rename';
import type { CorporateAction } from '#domain/session-return';
import type { AssembledRow } from '#domain/session-assembly';
import type { QualityFinding } from '#domain/session-quality-finding';
import type { Transaction } from '#storage/database';
import { pricesIngested } from '../import-events.js';
import { lockGateState } from '../quality/assess-pending.js';
import { storeAssessment } from '../quality/store-findings.js';
import { verdictChanged } from '../quality/verdict-event.js';
import type { ImportReport } from '../store/import-report.store.js';
import { lockMarketState, raiseRevision } from '../store/market-state.store.js';
import { concernedSessions } from '../store/merge.js';
import { removeAcquiredRows } from '../store/remove-acquired-rows.js';
import type { AcquisitionOrder, AcquisitionParts } from './acquisition-parts.js';
import type { ReferenceChanges } from './reference-changes.js';
import { storeRows } from './store-rows.js';
import { noteExpectedLines, storeAttempt, type Attempt } from './stores/acquisition.store.js';
import { noteSharesChecked, storeListings } from './stores/listings.store.js';
import { storeShareCounts, type LineCount } from './stores/share-counts.store.js';

const PRICE_COLUMNS = ['date', 'ticker', 'open', 'high', 'low', 'close', 'volume', 'market_cap', 'eligible', 'issuer'];
const INPUT_COLUMNS = ['shares', 'shares_source', 'shares_known_on', 'vendor_market_cap', 'cap_source'];

export async function storeActions(
  parts: AcquisitionParts,
  { actor }: AcquisitionOrder,
  source: string,
  actions: readonly CorporateAction[],
): Promise<void> {
  for (const [kind, action, value] of [
    ['splits', 'split', 'factor'],
    ['dividends', 'dividend', 'amount'],
  ] as const) {
    const rows = actions.filter((one) => one.kind === action).map((one) => [one.ticker, one.exDate, one.value]);
    if (rows.length > 0) await storeRows(parts, { kind, source, actor, columns: ['ticker', 'ex_date', value], rows });
  }
}

/** Stores listings and renames together: a listing that has ended as renamed is not found again. */
export async function storeReference(
  parts: AcquisitionParts,
  { actor, session }: AcquisitionOrder,
  source: string,
  changes: ReferenceChanges,
): Promise<void> {
  const announce = async (transaction: Transaction, revision: number): Promise<void> => {
    await storeListings(transaction, changes, { source, revision });
    await announceEarlierEnds(parts, transaction, { session, changes, revision });
  };
  if (changes.renames.length > 0) {
    const rows = changes.renames.map(({ ticker, effectiveOn, newTicker }: Rename) => [ticker, effectiveOn, newTicker]);
    const columns = ['ticker', 'effective_on', 'new_ticker'];
    await storeRows(parts, { kind: 'renames', source, actor, columns, rows }, (transaction, _report, revision) =>
      announce(transaction, revision),
    );
  } else if (changes.listings.length > 0) {
    await parts.database.transaction(async (transaction) => {
      const [state] = await transaction.query<{ revision: number }>('select state.revision from ingestion_state state');
      await announce(transaction, state?.revision ?? 0);
    });
  }
  await storeWords(parts, { actor, source, changes });
}

/** A line whose end is learned late concerns the sessions that were published without knowing it. */
async function announceEarlierEnds(
  parts: AcquisitionParts,
  transaction: Transaction,
  { session, changes, revision }: { session: string; changes: ReferenceChanges; revision: number },
): Promise<void> {
  const ended = changes.listings.filter(({ endReason, validTo }) => endReason === 'delisted' && validTo !== null);
  const firstEnd = ended.map(({ validTo }) => validTo ?? '').sort()[0];
  if (firstEnd === undefined) return;
  const rows = await transaction.query<{ date: string; simulated: boolean }>(
    `select sessions.date, sessions.simulated from ingestion_sessions sessions
     where sessions.date > $1 and sessions.date <> $2 order by sessions.date`,
    [firstEnd, session],
  );
  const concerned = concernedSessions(
    rows.map(({ date }) => date),
    ended.map(({ ticker }) => ticker),
  );
  if (concerned === null) return;
  const event = pricesIngested({
    jobId: parts.createId(),
    kind: 'stocks',
    simulated: rows[0]?.simulated ?? false,
    revision,
    rows: 0,
    concerned,
  });
  await parts.outbox.append(transaction, [event]);
}

/** Names and exchanges for people; nothing is decided by them. */
async function storeWords(
  parts: AcquisitionParts,
  { actor, source, changes }: { actor: string; source: string; changes: ReferenceChanges },
): Promise<void> {
  const newest = new Map(
    changes.listings.filter(({ validTo }) => validTo === null).map((listing) => [listing.ticker, listing]),
  );
  if (newest.size === 0) return;
  const withSector = [...newest.values()].some(({ sector }) => sector !== null);
  const rows = [...newest.values()].map(({ ticker, name, exchange, sector }) => [
    ticker,
    name,
    exchange,
    ...(withSector ? [sector] : []),
  ]);
  const columns = ['ticker', 'name', 'exchange', ...(withSector ? ['sector'] : [])];
  await storeRows(parts, { kind: 'stocks', source, actor, columns, rows });
}

export interface SessionToStore {
  readonly rows: readonly AssembledRow[];
  readonly counts: readonly LineCount[];
  readonly sharesChecked: readonly string[];
  readonly findings: readonly QualityFinding[];
  readonly expectedLines: number | null;
  readonly attempt: Attempt;
}

/** Rows, what their caps were made of, the gate's word and the attempt: all of it or nothing. */
export async function storeSession(
  parts: AcquisitionParts,
  { session, actor }: AcquisitionOrder,
  source: string,
  toStore: SessionToStore,
): Promise<void> {
  const rows = toStore.rows.map((row) => [
    session,
    row.ticker,
    row.open,
    ...range(row),
    row.close,
    row.volume,
    row.marketCap,
    row.eligible === null ? null : String(row.eligible),
    row.issuer,
    row.shares,
    row.sharesSource,
    row.sharesKnownOn,
    row.vendorMarketCap,
    row.capSource,
  ]);
  const columns = [...PRICE_COLUMNS, ...INPUT_COLUMNS];
  await storeRows(parts, { kind: 'prices', source, actor, columns, rows }, async (transaction, report) => {
    await removeOtherRows(parts, transaction, {
      session,
      actor,
      source,
      kept: toStore.rows,
      stored: report.rowsStored,
    });
    await storeJudgement(parts, transaction, { session, source, toStore });
    await storeShareCounts(transaction, toStore.counts);
    await noteSharesChecked(transaction, toStore.sharesChecked, session);
    await noteExpectedLines(transaction, session, toStore.expectedLines);
    await storeAttempt(transaction, withRejected(toStore.attempt, report));
  });
}

/** The gate has looked at rows that the store has not: that must not go unsaid. */
function withRejected(attempt: Attempt, { rowsRejected }: ImportReport): Attempt {
  if (rowsRejected === 0) return attempt;
  return {
    ...attempt,
    reasons: [...attempt.reasons, `rows_rejected: ${rowsRejected} rows break the rules of an import`],
  };
}

/**
 * What an earlier fetch of the session brought and this one has not was not looked at by the gate: it goes to the history. Rows of files
 * stay.
 */
async function removeOtherRows(
  parts: AcquisitionParts,
  transaction: Transaction,
  fetched: { session: string; actor: string; source: string; kept: readonly AssembledRow[]; stored: number },
): Promise<void> {
  const { session, actor, source, kept } = fetched;
  const state = await lockMarketState(transaction);
  const revision = fetched.stored > 0 ? state.revision : state.revision + 1;
  const tickers = kept.map(({ ticker }) => ticker);
  const removed = await removeAcquiredRows(transaction, { session, tickers, revision });
  if (removed.length === 0) return;
  const jobId = parts.createId();
  if (fetched.stored === 0) {
    const change = { kind: 'session', source, actor, jobId, rows: removed.length };
    await raiseRevision(transaction, { revision, simulated: false, knownAt: parts.clock.now(), ...change });
  }
  const concerned = concernedSessions([session], removed);
  if (concerned === null) return;
  const fact = { jobId, kind: 'prices' as const, simulated: false, revision, rows: removed.length, concerned };
  await parts.outbox.append(transaction, [pricesIngested(fact)]);
}

/** The rows of a session whose verdict changes count anew as a whole, also those that are the same. */
async function storeJudgement(
  parts: AcquisitionParts,
  transaction: Transaction,
  { session, source, toStore }: { session: string; source: string; toStore: SessionToStore },
): Promise<void> {
  const gate = await lockGateState(transaction, session);
  if (gate === null) throw new TypeError(`session ${session} was stored without a row`);
  const { findings, attempt } = toStore;
  const changed = await storeAssessment(transaction, {
    date: session,
    findings,
    mayBlock: true,
    source,
    now: attempt.at,
    revision: gate.revision,
  });
  if (!changed) return;
  const [state] = await transaction.query<{ revision: number; simulated: boolean }>(
    'select state.revision, state.simulated from ingestion_state state',
  );
  if (state !== undefined) await parts.outbox.append(transaction, [verdictChanged([session], state)]);
}

/** A high below the low is found by the gate and of no use to anybody; the close is. */
function range({ high, low }: AssembledRow): (number | null)[] {
  return high !== null && low !== null && high < low ? [null, null] : [high, low];
}

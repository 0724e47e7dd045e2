import { afterAttempt, type AcquisitionRecord } from '#domain/acquisition-schedule';
import { dateOfEpochDay, epochDay } from '#domain/calendar-date';
import { ApplicationError } from '#domain/errors';
import { assembleSession, withOverrides, type AssembledRow } from '#domain/session-assembly';
import { assessSession } from '#domain/session-quality';
import type { QualityFinding } from '#domain/session-quality-finding';
import { judgeSession } from '#domain/session-quality-verdict';
import { FileRefused } from '../file/file-refused.error.js';
import { simulatedMarket } from '../import-file.js';
import type { Listing, MarketDay } from '../providers/provider.js';
import { loadIndexSize, loadReview } from '../quality/load-review.js';
import { readOverrides } from '../quality/overrides.js';
import { readDecisions } from '../quality/store-findings.js';
import { UpstreamError } from '../upstream/upstream.error.js';
import type { UpstreamFailure } from '../upstream/upstream.js';
import type { AcquisitionOrder, AcquisitionParts } from './acquisition-parts.js';
import { gatherActions, gatherDay, gatherListings, refusalOf } from './gather-market.js';
import { gatherShares, oldestCount } from './gather-shares.js';
import { gatherVendorCaps } from './gather-vendor-caps.js';
import { referenceChanges } from './reference-changes.js';
import { storeActions, storeReference, storeSession } from './store-session.js';
import {
  findRecord,
  findSession,
  previousRows,
  storeAttempt,
  storedBefore,
  type Attempt,
} from './stores/acquisition.store.js';
import { findClosure } from './stores/closures.store.js';
import { loadListings, type KnownListing } from './stores/listings.store.js';

export type AttemptOutcome = Pick<Attempt, 'outcome' | 'reasons' | 'record'> & {
  /** What kept the vendors from telling what was asked of them. */
  readonly failures: readonly UpstreamFailure[];
};

/** Corporate actions are asked for again this many days back: vendors learn of some late. */
const ACTIONS_OVERLAP_DAYS = 7;
/** Where there is no session before to compare with, a market in which fewer of the listed lines traded is not whole. */
const FIRST_SESSION_SHARE = 0.8;

/**
 * Acquires one session: ask the vendors, join, judge, store and announce. Every end is noted with its reasons, and with when the session
 * is due again; until then nothing of a failed attempt is seen. A session that is published is never replaced by a fetch that the
 * gate would block.
 */
export async function acquireSession(
  parts: AcquisitionParts,
  order: AcquisitionOrder,
  signal: AbortSignal,
): Promise<AttemptOutcome> {
  const attempt = new SessionAttempt(parts, order, signal);
  const outcome = { ...(await attempt.run()), failures: attempt.failures };
  parts.logger.info(
    { session: order.session, outcome: outcome.outcome, status: outcome.record.status, reasons: outcome.reasons },
    'session acquired or not',
  );
  return outcome;
}

/** What one attempt has found out so far. */
class SessionAttempt {
  readonly failures: UpstreamFailure[] = [];
  readonly #parts: AcquisitionParts;
  readonly #order: AcquisitionOrder;
  readonly #signal: AbortSignal;
  readonly #reasons: string[] = [];
  #before: AcquisitionRecord | null = null;
  #published = false;

  constructor(parts: AcquisitionParts, order: AcquisitionOrder, signal: AbortSignal) {
    this.#parts = parts;
    this.#order = order;
    this.#signal = signal;
  }

  async run(): Promise<Attempt> {
    const { session } = this.#order;
    const { database } = this.#parts;
    this.#before = await findRecord(database, session);
    const known = await findSession(database, session);
    this.#published = known !== null && known.verdict !== 'blocked';
    const conflict = await simulatedMarket(database);
    if (conflict !== null) return this.#failed(`${conflict.code}: ${conflict.message}`, null, 0);
    let read: { readonly source: string | null; readonly rows: number } = { source: null, rows: 0 };
    try {
      const gathered = await gatherDay(this.#parts, this.#order, this.#signal);
      this.#reasons.push(...gathered.refusals);
      this.failures.push(...gathered.failures);
      if (gathered.day === null || gathered.source === null) return await this.#withoutRows(gathered.empty);
      const { day, source } = gathered;
      read = { source, rows: day.bars.length };
      return await this.#join(day, source);
    } catch (error) {
      if (error instanceof UpstreamError) this.failures.push(error.failure);
      return this.#failed(this.#reasonOf(error), read.source, read.rows);
    }
  }

  /**
   * What will be the same a moment later is noted, and must not keep other sessions waiting: rows that no import takes, and what nobody
   * foresaw. What may be gone then, a store that is away above all, goes on up.
   */
  #reasonOf(error: unknown): string {
    if (error instanceof FileRefused) return `${error.code}: ${error.message}`;
    const isPassing = error instanceof ApplicationError && error.retryable;
    if (error instanceof UpstreamError || isPassing || this.#signal.aborted) return refusalOf(error);
    this.#parts.logger.error({ session: this.#order.session, err: error }, 'a session could not be worked on');
    return `unforeseen: ${error instanceof Error ? error.message : String(error)}`;
  }

  #failed(reason: string, source: string | null, rows: number): Promise<Attempt> {
    this.#reasons.push(reason);
    return this.#end('failed', source, rows);
  }

  async #withoutRows(empty: boolean): Promise<Attempt> {
    const closure = empty ? await findClosure(this.#parts.database, this.#order.session) : null;
    if (closure === null) return this.#end(empty ? 'empty' : 'failed', null, 0);
    this.#reasons.unshift(`exchange_closed: ${closure.source} has announced ${closure.name}`);
    return this.#end('empty', null, 0, 'closed');
  }

  /** From a whole-market day to its end. Throws an `UpstreamError` when something that it cannot do without is not to be had. */
  async #join(day: MarketDay, source: string): Promise<Attempt> {
    const { database, providers } = this.#parts;
    const { session } = this.#order;
    const previous = await storedBefore(database, session);
    const listed = await gatherListings(providers, session, this.#signal);
    const listings = listed?.listings ?? null;
    await this.#learnReference(listings, listed?.source ?? source, previous);
    const stored = await loadListings(database);
    await this.#learnActions(listings === null ? null : stored, previous);
    const size = await loadIndexSize(database);
    const before = previous === null ? [] : await previousRows(database, previous);
    const previousCaps = new Map(
      before.flatMap((row) => (row.market_cap === null ? [] : [[row.ticker, row.market_cap]])),
    );
    const shares = await gatherShares(
      this.#parts,
      { session, size, bars: day.bars, listings: listings ?? new Map(), stored, previousCaps },
      this.#signal,
    );
    this.#reasons.push(...shares.reasons);
    const largest = [...previousCaps].sort((a, b) => b[1] - a[1]).map(([ticker]) => ticker);
    const bars = day.bars.filter(({ ticker }) => listings === null || listings.has(ticker));
    const market = { bars, withShares: new Set(shares.known.keys()), largest, size };
    const vendor = await gatherVendorCaps(this.#parts, this.#order, market, this.#signal);
    this.#reasons.push(...vendor.reasons);
    const assembled = assembleSession({
      session,
      bars: day.bars,
      listings,
      shares: shares.known,
      vendorCaps: vendor.caps,
      vendor: vendor.vendor ?? source,
      previousCloses: new Map(before.flatMap((row) => (row.close === null ? [] : [[row.ticker, row.close]]))),
    });
    const rows = withOverrides(assembled.rows, await readOverrides(database, session));
    return this.#judge({ day, source, rows, excluded: assembled.excluded, shares, stored, listings, previous, before });
  }

  async #learnReference(
    listings: ReadonlyMap<string, Listing> | null,
    source: string,
    previous: string | null,
  ): Promise<void> {
    if (listings === null) return;
    const { session } = this.#order;
    const stored = await loadListings(this.#parts.database);
    const changes = await referenceChanges(this.#parts, { session, previous, listings, stored }, this.#signal);
    this.#reasons.push(...changes.reasons);
    await storeReference(this.#parts, this.#order, source, changes);
  }

  /** Those since the session before; for the first one as far back as a share count may be from. */
  async #learnActions(lines: readonly KnownListing[] | null, previous: string | null): Promise<void> {
    const { session } = this.#order;
    const first = previous === null ? oldestCount(session) : dateOfEpochDay(epochDay(previous) - ACTIONS_OVERLAP_DAYS);
    const gathered = await gatherActions(this.#parts.providers, { first, last: session }, this.#signal);
    if (gathered === null) return;
    this.#reasons.push(...gathered.reasons);
    const names = lines === null ? null : new Set(lines.map(({ ticker }) => ticker));
    const ours = gathered.actions.filter(({ ticker }) => names === null || names.has(ticker));
    await storeActions(this.#parts, this.#order, gathered.source, ours);
  }

  async #judge(joined: JoinedSession): Promise<Attempt> {
    const { database } = this.#parts;
    const { session } = this.#order;
    const { rows, day, source } = joined;
    if (rows.length === 0) {
      this.#reasons.push(`empty: none of the ${day.bars.length} lines that ${source} has is of the universe`);
      return this.#end('empty', source, 0);
    }
    const review = await loadReview(database, session, { rows, sourceDate: day.date });
    const findings = assessSession(review);
    const decisions = (await readDecisions(database, [session])).get(session) ?? [];
    const standing = judgeSession(findings, decisions, true);
    const blocked = standing.verdict === 'blocked';
    const partial = this.#partialFirstSession(joined);
    this.#reasons.unshift(...(blocked ? standing.reasons : []), ...partial);
    if (partial.length > 0 || (blocked && this.#published)) return this.#end('refused', source, rows.length);
    return this.#store(joined, findings, blocked);
  }

  #partialFirstSession({ listings, previous, rows }: JoinedSession): string[] {
    if (previous !== null || listings === null || rows.length >= FIRST_SESSION_SHARE * listings.size) return [];
    return [`partial_load: ${rows.length} of ${listings.size} listed lines have prices`];
  }

  async #store(joined: JoinedSession, findings: readonly QualityFinding[], blocked: boolean): Promise<Attempt> {
    const { rows, source, excluded, shares, before, stored } = joined;
    const result = blocked ? 'incomplete' : shares.failed.length > 0 ? 'provisional' : 'complete';
    if (shares.failed.length > 0) {
      this.#reasons.push(
        `shares_unknown: ${shares.failed.length} lines could not be asked about, ${shares.failed[0]} the first`,
      );
    }
    const attempt = this.#attempt(blocked ? 'blocked' : 'stored', source, rows.length, result, excluded);
    await storeSession(this.#parts, this.#order, source, {
      rows,
      counts: shares.counts,
      sharesChecked: shares.checked,
      findings,
      expectedLines: expectedLines(before, stored, this.#order.session),
      attempt,
    });
    return attempt;
  }

  #attempt(
    outcome: Attempt['outcome'],
    source: string | null,
    rows: number,
    result: Parameters<typeof afterAttempt>[2],
    excluded: Readonly<Record<string, number>>,
  ): Attempt {
    const at = this.#parts.timing.now();
    const record = afterAttempt(this.#order.session, this.#standing(), result, at.getTime());
    return { session: this.#order.session, at, source, outcome, reasons: [...this.#reasons], rows, excluded, record };
  }

  /** A session that is published is complete, also where a file or an operator's word made it so. */
  #standing(): AcquisitionRecord | null {
    if (!this.#published || this.#before?.status === 'complete') return this.#before;
    return {
      final: false,
      nextAttemptAt: null,
      ...this.#before,
      status: 'complete',
      attempts: this.#before?.attempts ?? 0,
    };
  }

  async #end(
    outcome: 'refused' | 'failed' | 'empty',
    source: string | null,
    rows: number,
    result: Parameters<typeof afterAttempt>[2] = outcome === 'refused' ? 'incomplete' : 'nothing',
  ): Promise<Attempt> {
    const attempt = this.#attempt(outcome, source, rows, result, {});
    await this.#parts.database.transaction((transaction) => storeAttempt(transaction, attempt));
    return attempt;
  }
}

interface JoinedSession {
  readonly day: MarketDay;
  readonly source: string;
  readonly rows: readonly AssembledRow[];
  readonly excluded: Readonly<Record<string, number>>;
  readonly shares: Awaited<ReturnType<typeof gatherShares>>;
  readonly stored: readonly KnownListing[];
  readonly listings: ReadonlyMap<string, Listing> | null;
  readonly previous: string | null;
  readonly before: Awaited<ReturnType<typeof previousRows>>;
}

/** The lines of the session before, without those whose listing has ended since; null where there is none before. */
function expectedLines(
  before: JoinedSession['before'],
  listings: readonly KnownListing[],
  session: string,
): number | null {
  if (before.length === 0) return null;
  const open = new Set(
    listings.filter(({ validTo }) => validTo === null || validTo >= session).map(({ ticker }) => ticker),
  );
  const ended = new Set(
    listings
      .filter(({ ticker, endReason }) => endReason === 'delisted' && !open.has(ticker))
      .map(({ ticker }) => ticker),
  );
  return before.filter(({ ticker }) => !ended.has(ticker)).length;
}

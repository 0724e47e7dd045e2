import type { ProblemKind } from '#contracts/api/problem.schema';
import type { Event, NewEvent } from '#contracts/envelope';
import { jobFailed, jobProblem, jobSucceeded } from '#contracts/job-events';
import { Service, Topic, US_UNIVERSE } from '#contracts/topics';
import { OPERATOR_SOURCE } from '#domain/session-assembly';
import { assessSession } from '#domain/session-quality';
import type { QualityFinding } from '#domain/session-quality-finding';
import { findingKey, type SessionStanding } from '#domain/session-quality-verdict';
import type { Inbox, Outbox } from '#messaging/outbox';
import type { Clock } from '#runtime/tokens';
import type { Database, Transaction } from '#storage/database';
import { lockMarketState, raiseRevision, type MarketState } from '../store/market-state.store.js';
import { lockGateState, mayBlock, sourceOf, type GateState } from './assess-pending.js';
import { loadReview } from './load-review.js';
import { overrideRow } from './overrides.js';
import { storeAssessment } from './store-findings.js';
import { verdictChanged } from './verdict-event.js';

export type DecisionRequested = Event<typeof Topic.qualityDecisionRequested>;
type Decision = DecisionRequested['body'];

export interface DecidingParts {
  readonly database: Database;
  readonly outbox: Outbox;
  readonly inbox: Inbox;
  readonly clock: Clock;
}

/**
 * Takes an operator's word on a session: keeps it with who and when, judges the session anew and says what came of it. Delivered twice,
 * it has its effect once.
 */
export async function decideQuality({ database, ...parts }: DecidingParts, event: DecisionRequested): Promise<void> {
  await database.transaction(async (transaction) => {
    if (!(await parts.inbox.claim(transaction, Service.ingestion, event.id))) return;
    const events = await decide(transaction, parts.clock.now(), event.body);
    await parts.outbox.append(transaction, events);
  });
}

async function decide(transaction: Transaction, now: Date, decision: Decision): Promise<NewEvent[]> {
  const { job_id: jobId, date, action, ticker, values } = decision;
  // load; the state first, as imports do, so that nobody waits for each other
  const state = await lockMarketState(transaction);
  const before = await lockGateState(transaction, date);
  if (before === null) return [refused(jobId, 'quality-session-not-found', `There are no prices of ${date}.`)];
  const isOverride = action === 'override';
  if (isOverride && (ticker === null || values === null || Object.keys(values).length === 0)) {
    const detail = 'An override sets values in one row: give `ticker` and at least one of `values`.';
    return [refused(jobId, 'decision-refused', detail)];
  }
  if (ticker !== null && !(await isKnown(transaction, decision, ticker))) {
    const detail = `${date} has no row of ${ticker}${isOverride ? '' : ' and no finding about it'}.`;
    return [refused(jobId, 'quality-session-not-found', detail)];
  }
  // store, decide: the session is judged as it is now, also where nobody had looked at it yet
  const revision = isOverride ? await override(transaction, state, now, decision) : before.revision;
  const findings = assessSession(await loadReview(transaction, date));
  await storeDecision(transaction, now, decision, coveredBy(decision, findings));
  const assessed = { date, findings, mayBlock: mayBlock(before), source: sourceOf(before), now, revision };
  const changed = await storeAssessment(transaction, assessed);
  const standing = await readStanding(transaction, date);
  // announce
  const market = { simulated: state.simulated, revision: isOverride ? revision : state.revision };
  return [
    ...(isOverride && ticker !== null ? [rowOverridden(jobId, { date, ticker, ...market })] : []),
    ...(changed ? [{ ...verdictChanged([date], market), id: `${jobId}/verdict` }] : []),
    succeeded(decision, standing, before),
  ];
}

/** An override needs a row; to accept what is said of a line, a finding that it has none is enough. */
async function isKnown(transaction: Transaction, { date, action }: Decision, ticker: string): Promise<boolean> {
  const rows = await transaction.query(
    `select 1 as one from stock_prices price where price.date = $1 and price.ticker = $2
     union all
     select 1 from quality_findings finding where finding.date = $1 and finding.ticker = $2 and $3 <> 'override'`,
    [date, ticker, action],
  );
  return rows.length > 0;
}

async function override(transaction: Transaction, state: MarketState, now: Date, decision: Decision): Promise<number> {
  const { job_id: jobId, date, ticker, values, decided_by: actor } = decision;
  const revision = state.revision + 1;
  await overrideRow(transaction, { date, ticker: ticker ?? '', values: values ?? {}, revision });
  const change = { kind: 'decision', source: OPERATOR_SOURCE, actor, jobId, rows: 1 };
  await raiseRevision(transaction, { revision, simulated: state.simulated, knownAt: now, ...change });
  return revision;
}

/** What the gate says of the session, or of the row, as it stands is accepted by this decision; notes need no accepting. */
function coveredBy({ action, ticker }: Decision, findings: readonly QualityFinding[]): string[] {
  if (action === 'reject') return [];
  return findings
    .filter((finding) => finding.severity !== 'note' && (ticker === null || finding.ticker === ticker))
    .map(findingKey);
}

async function storeDecision(
  transaction: Transaction,
  now: Date,
  decision: Decision,
  covers: readonly string[],
): Promise<void> {
  const { job_id: id, date, action, ticker, values, reason, decided_by: decidedBy } = decision;
  const overridden = action === 'override' ? JSON.stringify(values) : null;
  await transaction.execute(
    `insert into quality_decisions (id, date, action, ticker, overridden, covers, reason, decided_by, decided_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [id, date, action, ticker ?? '', overridden, covers, reason, decidedBy, now],
  );
}

async function readStanding(transaction: Transaction, date: string): Promise<SessionStanding> {
  const [standing] = await transaction.query<SessionStanding>(
    `select session.verdict, session.verdict_reasons as reasons from ingestion_sessions session where session.date = $1`,
    [date],
  );
  if (standing === undefined) throw new TypeError(`the locked session ${date} has gone`);
  return standing;
}

interface OverriddenRow {
  readonly date: string;
  readonly ticker: string;
  readonly simulated: boolean;
  readonly revision: number;
}

function rowOverridden(jobId: string, row: OverriddenRow): NewEvent<typeof Topic.pricesIngested> {
  const { date, ticker, simulated, revision } = row;
  const sessions = { first_session: date, last_session: date, sessions: [date], tickers: [ticker] };
  const body = { universe: US_UNIVERSE, ...sessions, rows: 1, kind: 'prices' as const, simulated, revision };
  return { id: `${jobId}/prices-ingested`, topic: Topic.pricesIngested, key: US_UNIVERSE, body };
}

function succeeded(
  { job_id: jobId, date, action, ticker }: Decision,
  { verdict, reasons }: SessionStanding,
  before: GateState,
): NewEvent<typeof Topic.jobProgressed> {
  const result = { date, action, ticker, verdict, reasons, status_changed: verdict !== before.verdict };
  return jobSucceeded(jobId, result, `${jobId}/succeeded`);
}

function refused(jobId: string, kind: ProblemKind, detail: string): NewEvent<typeof Topic.jobProgressed> {
  return jobFailed(jobId, jobProblem(kind, detail), `${jobId}/failed`);
}

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Outbox } from '#messaging/outbox';
import type { Clock } from '#runtime/tokens';
import type { Database, Transaction } from '#storage/database';
import { exchangeDate } from './exchange-date.js';
import { decodedBytes } from './file/decoded-bytes.js';
import { FileRefused } from './file/file-refused.error.js';
import { pricesIngested } from './import-events.js';
import type { ImportKind } from './rows/import-kind.js';
import { RowIntake } from './rows/row-intake.js';
import { storeImport } from './store/import-report.store.js';
import type { ImportReport } from './store/import-report.store.js';
import { lockMarketState, raiseRevision, readMarketState } from './store/market-state.store.js';
import type { MarketState } from './store/market-state.store.js';
import { mergeActions } from './store/merge-actions.js';
import { mergePrices } from './store/merge-prices.js';
import { mergeRenames } from './store/merge-renames.js';
import { mergeStocks } from './store/merge-stocks.js';
import type { Merge, MergeResult } from './store/merge.js';
import { rejectContradictions } from './store/repeated-rows.js';
import { blockUntilAssessed } from './store/session-verdicts.store.js';
import { Staging, sweepStaging } from './store/staging.js';

export interface ImportParts {
  readonly database: Database;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly createId: () => string;
}

export interface ImportFile {
  readonly jobId: string;
  readonly kind: ImportKind;
  /** Where it comes from, as the sender calls it. */
  readonly source: string;
  /** Who asked for it: `upload`, `schedule`, `simulation`, or the name of an operator. */
  readonly actor: string;
  /** Whether the sessions that it changes wait for the quality gate, or are published while the gate looks at them. */
  readonly gate: 'flag' | 'block';
  /** Of the simulated market; real and simulated data never meet in one store. */
  readonly simulated: boolean;
  /** As it came, plain or gzip. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Size as announced, where somebody announced it. */
  readonly bytes: number | null;
}

/** What the caller does at the turns of an import. */
export interface ImportSteps {
  /** After each piece of the file; bytes as they came. Throwing ends the import without a trace. */
  onProgress(receivedBytes: number): Promise<void>;
  /** First in the transaction that stores: false when another delivery has done it already. */
  claim(transaction: Transaction): Promise<boolean>;
  /**
   * Last in it, for what is to be stored and said together with the import. `revision`: of all market data after it, the import's
   * own where it changed any.
   */
  announce(transaction: Transaction, report: ImportReport, revision: number): Promise<void>;
}

/** The merge of a large file takes its time; it must still end. */
const MERGE_TIMEOUT_MS = 60 * 60 * 1000;
/** From so many changed rows on, statistics are gathered anew. */
const ANALYZE_FROM_ROWS = 10_000;

/**
 * Imports one file: read, check and stage row by row, then store and announce in one transaction. Any end but success leaves the
 * market data as it was. Null when another delivery had done it already.
 * @throws FileRefused when the file as a whole cannot be imported
 */
export async function importFile(
  parts: ImportParts,
  file: ImportFile,
  steps: ImportSteps,
): Promise<ImportReport | null> {
  const { database } = parts;
  await sweepStaging(database);
  assertSameMarket(await readMarketState(database), file);
  const staging = new Staging(database, parts.createId());
  let stored = false;
  try {
    // load and decide, row by row
    const intake = await stageRows(parts, file, staging, steps);
    await ensurePartitions(database, intake);
    // store and announce; returning acknowledges
    const report = await database.transaction(async (transaction) => {
      if (!(await steps.claim(transaction))) return null;
      return storeRows(parts, file, intake, { transaction, staging, steps });
    });
    stored = report !== null;
    if ((report?.rowsStored ?? 0) >= ANALYZE_FROM_ROWS) await database.query('select analyze_market_data()');
    return report;
  } finally {
    if (!stored) await staging.discard();
  }
}

async function stageRows(
  parts: ImportParts,
  file: ImportFile,
  staging: Staging,
  steps: ImportSteps,
): Promise<RowIntake> {
  const intake = new RowIntake(file.kind, exchangeDate(parts.clock.now()));
  const read = { received: 0, unpacked: 0 };
  for await (const bytes of decodedBytes(file.chunks, read)) {
    intake.push(bytes);
    const batch = intake.takeBatch(false);
    if (batch !== null) await staging.add(batch, intake.columns);
    await steps.onProgress(read.received);
    // Neither the bytes nor an embedded store need wait for anything: without this, requests and timers would for the whole file.
    await nextTurn();
  }
  assertWholeUpload(file, read.received);
  intake.end();
  const last = intake.takeBatch(true);
  if (last !== null) await staging.add(last, intake.columns);
  await staging.settle();
  return intake;
}

/** In a transaction of its own, since it locks the table of prices for others. A partition that stays empty does no harm. */
async function ensurePartitions(database: Database, intake: RowIntake): Promise<void> {
  const dates = intake.linesOfDates();
  const first = dates[0]?.date;
  const last = dates.at(-1)?.date;
  if (first === undefined || last === undefined) return;
  await database.query('select ensure_stock_price_partitions($1, $2)', [first, last]);
}

async function storeRows(
  parts: ImportParts,
  file: ImportFile,
  intake: RowIntake,
  { transaction, staging, steps }: { transaction: Transaction; staging: Staging; steps: ImportSteps },
): Promise<ImportReport> {
  const { jobId, kind, source, actor, simulated } = file;
  await transaction.query("select set_config('statement_timeout', $1, true)", [String(MERGE_TIMEOUT_MS)]);
  const state = await lockMarketState(transaction);
  assertSameMarket(state, file);
  const staged = await staging.open(transaction, intake.columns);
  const revision = state.revision + 1;
  const now = parts.clock.now();
  const merge = { transaction, staged, revision, source, simulated, now };
  const contradictions = intake.rowsRepeated === 0 ? 0 : await rejectContradictions(merge, intake.rejections);
  const { stored, concerned } = await mergeKind(merge, kind, intake);
  await staging.drop(transaction);
  const rejected = intake.rejections.total;
  const report: ImportReport = {
    rowsRead: intake.rowsRead,
    rowsStored: stored,
    rowsUnchanged: intake.rowsRead - stored - rejected,
    rowsRejected: rejected,
    sessions: concerned?.count ?? 0,
    firstSession: concerned === null || concerned.count === 0 ? null : concerned.first,
    lastSession: concerned === null || concerned.count === 0 ? null : concerned.last,
    ignoredColumns: intake.header.ignored,
  };
  assertCountsFit(report, contradictions);
  await storeImport(transaction, { jobId, kind, source, report, rejections: intake.rejections.kept });
  if (stored > 0) {
    await raiseRevision(transaction, { revision, simulated, knownAt: now, kind, source, actor, jobId, rows: stored });
    if (file.gate === 'block') await blockUntilAssessed(transaction, revision);
  }
  if (concerned !== null) {
    await parts.outbox.append(transaction, [
      pricesIngested({ jobId, kind, simulated, revision, rows: stored, concerned }),
    ]);
  }
  await steps.announce(transaction, report, stored > 0 ? revision : state.revision);
  return report;
}

function mergeKind(merge: Merge, kind: ImportKind, intake: RowIntake): Promise<MergeResult> {
  switch (kind) {
    case 'prices':
      return mergePrices(merge, { dates: intake.linesOfDates(), tickers: intake.acceptedTickers() });
    case 'stocks':
      return mergeStocks(merge);
    case 'splits':
    case 'dividends':
      return mergeActions(merge, kind);
    case 'renames':
      return mergeRenames(merge);
    default:
      return kind satisfies never;
  }
}

/** Why real data must not come into the store; null: they may. */
export async function simulatedMarket(database: Database): Promise<FileRefused | null> {
  return otherMarket(await readMarketState(database), { simulated: false });
}

function assertSameMarket(state: MarketState, file: ImportFile): void {
  const conflict = otherMarket(state, file);
  if (conflict !== null) throw conflict;
}

function otherMarket(state: MarketState, { simulated }: Pick<ImportFile, 'simulated'>): FileRefused | null {
  if (state.empty || state.simulated === simulated) return null;
  return new FileRefused(
    'import.market_conflict',
    state.simulated
      ? 'The store holds the simulated market, which must not be mixed with real prices. Start with DEMO=off and another DATA_DIR, then import there.'
      : 'The store holds real market data, which must not be mixed with the simulated market. Start the simulation with another DATA_DIR.',
  );
}

function assertWholeUpload(file: ImportFile, received: number): void {
  if (file.bytes === null || file.bytes === received) return;
  throw new FileRefused(
    'import.incomplete_upload',
    `Of ${file.bytes} bytes announced ${received} are there. Upload the file again.`,
  );
}

/** A merge that loses count would be a mistake of ours; better that nothing of it stands. */
function assertCountsFit(report: ImportReport, contradictions: number): void {
  const { rowsRead, rowsStored, rowsUnchanged, rowsRejected } = report;
  if (rowsUnchanged >= 0 && rowsStored >= 0 && contradictions <= rowsRejected) return;
  throw new RangeError(`counts do not fit: ${rowsRead} read, ${rowsStored} stored, ${rowsRejected} rejected`);
}

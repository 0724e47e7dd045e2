import { nextSession } from '#domain/calendar';
import type { Queryable } from '#storage/database';
import type { ExportPlan } from './export-plan.js';
import { readChanges, readCompositions } from './export-read-model.js';
import { summaryLines } from './summary-lines.js';
import type { ColumnContent, TableRow, WorkbookContent } from './workbook-content.js';

/** Rows that are read at once; a batch is whole sessions. */
const BATCH_ROWS = 4000;
const CHANGE_SESSIONS_PER_BATCH = 250;

const PERFORMANCE_COLUMNS: readonly ColumnContent[] = [
  { header: 'Date', kind: 'date', width: 12 },
  { header: 'Daily return', kind: 'fraction', width: 14 },
  { header: 'Cumulative return', kind: 'fraction', width: 19 },
  { header: 'Level', kind: 'level', width: 12 },
  { header: 'Constituents', kind: 'integer', width: 14 },
  { header: 'Turnover', kind: 'fraction', width: 12 },
];

const COMPOSITION_COLUMNS: readonly ColumnContent[] = [
  { header: 'Date', kind: 'date', width: 12 },
  { header: 'Effective from', kind: 'date', width: 16 },
  { header: 'Rank', kind: 'integer', width: 8 },
  { header: 'Ticker', kind: 'text', width: 10 },
  { header: 'Name', kind: 'text', width: 38 },
  { header: 'Sector', kind: 'text', width: 24 },
  { header: 'Exchange', kind: 'text', width: 12 },
  { header: 'Weight', kind: 'weight', width: 11 },
  { header: 'Close', kind: 'price', width: 13 },
  { header: 'Market cap', kind: 'amount', width: 21 },
];

const CHANGE_COLUMNS: readonly ColumnContent[] = [
  { header: 'Date', kind: 'date', width: 12 },
  { header: 'Effective from', kind: 'date', width: 16 },
  { header: 'Action', kind: 'text', width: 10 },
  { header: 'Ticker', kind: 'text', width: 10 },
  { header: 'Name', kind: 'text', width: 38 },
  { header: 'Rank', kind: 'integer', width: 8 },
  { header: 'Previous rank', kind: 'integer', width: 15 },
  { header: 'Reason', kind: 'text', width: 14 },
  { header: 'New ticker', kind: 'text', width: 12 },
];

/**
 * The workbook of a plan. The long sheets are read while they are written, a few sessions per query: no transaction stays open,
 * so other readers and writers of a store with one connection get through in between.
 * @param onProgress called with the share of the sessions whose compositions are read
 */
export function exportContent(
  database: Queryable,
  plan: ExportPlan,
  onProgress: (share: number) => Promise<void>,
): WorkbookContent {
  const last = plan.sessions.at(-1) ?? plan.request.end;
  return {
    title: `${plan.definition.id} ${plan.request.start} to ${plan.request.end}`,
    // Of the data and not of the clock: the same data give the same file.
    time: new Date(`${last}T21:00:00.000Z`),
    summary: { name: 'Summary', lines: summaryLines(plan) },
    tables: [
      { name: 'Performance', columns: PERFORMANCE_COLUMNS, batches: performanceBatches(plan) },
      { name: 'Compositions', columns: COMPOSITION_COLUMNS, batches: compositionBatches(database, plan, onProgress) },
      { name: 'Changes', columns: CHANGE_COLUMNS, batches: changeBatches(database, plan) },
    ],
  };
}

async function* performanceBatches({ performance }: ExportPlan): AsyncGenerator<readonly TableRow[]> {
  yield performance.map((row) => [
    row.date,
    row.session_return,
    row.cumulative_return / 100,
    row.level,
    row.constituents,
    row.turnover,
  ]);
}

async function* compositionBatches(
  database: Queryable,
  plan: ExportPlan,
  onProgress: (share: number) => Promise<void>,
): AsyncGenerator<readonly TableRow[]> {
  const perBatch = Math.max(1, Math.floor(BATCH_ROWS / plan.definition.size));
  let done = 0;
  for (const slice of slices(plan, perBatch)) {
    const rows = await readCompositions(database, slice.request);
    yield rows.map((row) => [
      row.date,
      nextSession(row.date),
      row.rank,
      row.ticker,
      row.name,
      row.sector,
      row.exchange,
      row.weight,
      row.close,
      row.market_cap,
    ]);
    done += slice.sessions;
    await onProgress(done / plan.sessions.length);
  }
}

async function* changeBatches(database: Queryable, plan: ExportPlan): AsyncGenerator<readonly TableRow[]> {
  for (const slice of slices(plan, CHANGE_SESSIONS_PER_BATCH)) {
    const rows = await readChanges(database, slice.request);
    yield rows.map((row) => [
      row.date,
      nextSession(row.date),
      row.action,
      row.ticker,
      row.name,
      row.rank,
      row.previous_rank,
      row.reason,
      row.new_ticker,
    ]);
  }
}

function* slices(
  { request, sessions }: ExportPlan,
  size: number,
): Generator<{ request: ExportPlan['request']; sessions: number }> {
  for (let first = 0; first < sessions.length; first += size) {
    const slice = sessions.slice(first, first + size);
    const [start, end] = [slice[0] ?? request.start, slice.at(-1) ?? request.end];
    yield { request: { ...request, start, end }, sessions: slice.length };
  }
}

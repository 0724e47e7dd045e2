import { SIMULATED_DATA_SOURCE } from '#contracts/api/data-source.schema';
import type { IndexDefinition } from '#domain/index-definition';
import { performanceMetrics } from '#domain/metrics';
import type { PerformanceMetrics } from '#domain/metrics';
import type { ExportPlan } from './export-plan.js';
import type { PerformanceRow } from './export-read-model.js';
import type { CellKind, CellValue, SummaryLine, SummarySheet } from './workbook-content.js';

type Line = SummarySheet['lines'][number];

const line = (label: string, value: CellValue, kind: CellKind, note = ''): SummaryLine => ({
  label,
  value,
  kind,
  note,
});

/** The first sheet: what the workbook is about, from when to when, and what came of it. */
export function summaryLines(plan: ExportPlan): Line[] {
  return [
    { heading: `Index ${plan.definition.id}` },
    ...(plan.state.simulated
      ? [line('Data source', SIMULATED_DATA_SOURCE, 'text', 'None of the companies exist.')]
      : []),
    ...definitionLines(plan.definition, plan.state.base_session),
    { heading: 'Range' },
    ...rangeLines(plan),
    { heading: 'Key figures of the range' },
    ...keyFigures(plan),
    { heading: 'Units' },
    ...UNITS,
    { heading: `Gaps: ${plan.gaps.length === 0 ? 'none' : 'sessions without a published composition'}` },
    ...plan.gaps.map(({ date, status, reasons }) => line(status, date, 'date', reasons.join('; '))),
  ];
}

function definitionLines(definition: IndexDefinition, baseSession: string | null): Line[] {
  const { size, schedule, lag, buffer } = definition;
  const classes = { company: 'one line per company as far as issuers are known', line: 'every line by itself' }[
    definition.share_classes
  ];
  const returns = { price: 'price return, without dividends', total: 'total return, dividends reinvested' };
  const gap = { bridge: 'the next published session spans it', hold: 'the index stops there' }[definition.on_gap];
  return [
    line('Constituents', size, 'integer', `The largest by market cap, ${classes}, each with the same weight.`),
    line('Rebalancing', schedule, 'text', 'When members and weights are chosen anew.'),
    line('Lag', lag, 'integer', 'Sessions from the ranking to the close at which it is traded.'),
    line('Buffer', buffer, 'integer', 'Ranks within which members stay and others do not enter.'),
    line('Return', definition.return, 'text', `Level: ${returns[definition.return]}.`),
    line('Base session', baseSession, 'date', `The level starts there at ${definition.base_level}.`),
    line('Base level', definition.base_level, 'level'),
    line('Trading cost (bps)', definition.cost_bps, 'integer', 'Per unit traded; it concerns the net level only.'),
    line('Unpublished session', definition.on_gap, 'text', `After a session that is not published: ${gap}.`),
  ];
}

function rangeLines({ request, sessions, gaps, state }: ExportPlan): Line[] {
  const revisions = `data ${state.data_revision}, index ${state.index_revision ?? 0}, performance ${state.performance_revision ?? 0}`;
  return [
    line('Asked from', request.start, 'date'),
    line('Asked to', request.end, 'date'),
    line('First session', sessions[0] ?? null, 'date', 'The first published session of the range.'),
    line('Last session', sessions.at(-1) ?? null, 'date', 'The last published session of the range.'),
    line('Sessions', sessions.length, 'integer', 'Published sessions of the range.'),
    line('Gaps', gaps.length, 'integer', 'Sessions of the range that are not published; they are listed below.'),
    line('Data revision', revisions, 'text', 'The same revisions give the same workbook.'),
  ];
}

function keyFigures({ performance, before, changes }: ExportPlan): Line[] {
  const points = before === null ? performance : [before, ...performance];
  const metrics = performanceMetrics(
    points.map(({ date, level, session_return, turnover }) => ({
      session: date,
      level,
      sessionReturn: session_return,
      turnover,
    })),
  );
  const start = points[0];
  const end = points.at(-1);
  const earned = points.slice(1);
  const startNote = `Close of ${start?.date ?? ''}, ${before === null ? 'the first session' : 'the last session before the range'}.`;
  return [
    line('Level at start', start?.level ?? null, 'level', startNote),
    line('Level at end', end?.level ?? null, 'level', `Close of ${end?.date ?? ''}.`),
    line('Period return', metrics.total_return, 'fraction', 'Level at end / level at start - 1.'),
    line('Annualised return', metrics.annualised_return, 'fraction', annualNote(metrics)),
    line(
      'Annualised volatility',
      metrics.annualised_volatility,
      'fraction',
      'Standard deviation of the daily returns x √252.',
    ),
    line('Maximum drawdown', metrics.max_drawdown, 'fraction', drawdownNote(metrics)),
    line('Best session', metrics.best_day, 'fraction', sessionWith(earned, metrics.best_day)),
    line('Worst session', metrics.worst_day, 'fraction', sessionWith(earned, metrics.worst_day)),
    line('Additions', changes.entered, 'integer', `On ${changes.sessions} sessions with a change.`),
    line('Deletions', changes.exited, 'integer'),
    line('Renames', changes.renamed, 'integer', 'Members with another ticker: neither additions nor deletions.'),
    line('Turnover', sum(earned), 'fraction', 'One-way, summed over the sessions after the start.'),
    line('Turnover a year', metrics.annualised_turnover_one_way, 'fraction', 'One-way, the mean of a session x 252.'),
  ];
}

function annualNote({ observations }: PerformanceMetrics): string {
  return `By 252 sessions a year, from ${observations} daily returns.`;
}

function drawdownNote(metrics: PerformanceMetrics): string {
  const { max_drawdown_peak: peak, max_drawdown_trough: trough, max_drawdown_recovery: recovery } = metrics;
  if (peak === null || trough === null) return 'The level never fell.';
  return `From ${peak} to ${trough}, ${recovery === null ? 'not made good within the range' : `made good on ${recovery}`}.`;
}

function sessionWith(rows: readonly PerformanceRow[], sessionReturn: number | null): string {
  return rows.find((row) => sessionReturn !== null && row.session_return === sessionReturn)?.date ?? '';
}

function sum(rows: readonly PerformanceRow[]): number {
  return rows.reduce((total, { turnover }) => total + (turnover ?? 0), 0);
}

const UNITS: readonly Line[] = [
  line('Dates', 'sessions of XNYS', 'text', 'Days of the New York Stock Exchange, without a time of day or time zone.'),
  line('Returns, weights, turnover', 'fractions', 'text', 'Shown in percent: a cell that shows 1.50% holds 0.015.'),
  line('Close', 'USD per share', 'text', 'As traded: neither splits nor dividends are folded in.'),
  line('Market cap', 'USD', 'text', 'Of the whole company where the source says so.'),
  line(
    'Effective from',
    'next session',
    'text',
    'A composition is chosen at the close of its date and held from the next session on.',
  ),
];

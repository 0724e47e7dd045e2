import { sessionsBetween } from '../src/calendar.js';
import type { LineReference, Verdict } from '../src/eligibility.js';
import { defaultIndex, type IndexDefinition } from '../src/index-definition.js';
import type { PriceRow } from '../src/line-state.js';
import type { CorporateAction } from '../src/session-return.js';
import type { IndexRun, Market, Published } from './run-index.js';

/** Lines of the crowd: with them, two or three lines without a row do not make a session a partial load. */
const CROWD = 60;

export interface TableOptions {
  readonly actions?: readonly CorporateAction[];
  readonly references?: Readonly<Record<string, Partial<LineReference>>>;
  readonly renames?: readonly (readonly [ticker: string, effectiveOn: string, newTicker: string])[];
  readonly verdicts?: Readonly<Record<string, Verdict>>;
  /** Fills every session that has a row with small lines (F01, F02, ...) that never move and rank behind all others. */
  readonly crowd?: boolean;
}

/**
 * A market written as a table: a header of tickers, then one line per session with a cell per ticker.
 *
 *     10/300  a close of 10 and a market cap of 300     10    the close alone
 *     !10/300 the same, marked as not eligible          -     no row
 *     x-0.4   delisted with a return of -40 %
 *
 * Sessions that the table leaves out have no rows.
 */
export function marketTable(text: string, options: TableOptions = {}): Market {
  const [header = '', ...body] = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const tickers = header.split(/\s+/);
  const rows = new Map<string, readonly PriceRow[]>();
  for (const line of body) {
    const [session = '', ...cells] = line.split(/\s+/);
    if (cells.length !== tickers.length)
      throw new Error(`${session} has ${cells.length} cells for ${tickers.length} lines`);
    const priced = tickers.flatMap((ticker, column) => cellRow(ticker, cells[column] as string));
    rows.set(session, options.crowd === true && priced.length > 0 ? [...priced, ...crowd()] : priced);
  }
  const sessions = [...rows.keys()];
  return {
    first: sessions[0] as string,
    last: sessions.at(-1) as string,
    rows,
    actions: options.actions ?? [],
    renames: (options.renames ?? []).map(([ticker, effectiveOn, newTicker]) => ({ ticker, effectiveOn, newTicker })),
    verdicts: new Map(Object.entries(options.verdicts ?? {})),
    references: new Map(Object.entries(options.references ?? {}).map(([ticker, said]) => [ticker, reference(said)])),
  };
}

/** What reference data says of a line; what is not given was not said. */
export function reference(said: Partial<LineReference> = {}): LineReference {
  return { issuer: null, type: null, exchange: null, sector: null, listedOn: null, delistedOn: null, ...said };
}

/** A row with a close and a market cap, and nothing else said. */
export function priceRow(ticker: string, said: Partial<PriceRow> = {}): PriceRow {
  return { ticker, close: 10, marketCap: 100, eligible: null, issuer: null, delistingReturn: null, ...said };
}

export function split(ticker: string, exDate: string, value: number): CorporateAction {
  return { ticker, exDate, kind: 'split', value };
}

export function dividend(ticker: string, exDate: string, value: number): CorporateAction {
  return { ticker, exDate, kind: 'dividend', value };
}

/** The default index, every line by itself, with fewer seats. */
export function smallIndex(size: number, changes: Partial<IndexDefinition> = {}): IndexDefinition {
  return { ...defaultIndex, share_classes: 'line', size, ...changes };
}

/** A table body in which the same cells repeat over the sessions from `first` to `last`. */
export function repeated(first: string, last: string, cells: string): string {
  return sessionsBetween(first, last)
    .map((session) => `${session} ${cells}`)
    .join('\n');
}

export function publishedOn(run: IndexRun, session: string): Published {
  const step = run.steps.find(({ outcome }) => outcome.session === session);
  if (step === undefined) throw new Error(`${session} is not published`);
  return step.outcome;
}

/** Members in rank order, as 'A B C'. */
export function membersOn(run: IndexRun, session: string): string {
  return publishedOn(run, session)
    .constituents.map(({ ticker }) => ticker)
    .join(' ');
}

/** Weights by ticker. */
export function weightsOn(run: IndexRun, session: string): Record<string, number> {
  return Object.fromEntries(publishedOn(run, session).constituents.map(({ ticker, weight }) => [ticker, weight]));
}

export function levelOn(run: IndexRun, session: string): number {
  const level = run.levels.find((candidate) => candidate.session === session);
  if (level === undefined) throw new Error(`${session} has no level`);
  return level.level;
}

/** The change of a session as '+A (1, was 3) -B (3, was 1, rank)'; a dash is no rank. */
export function changeOn(run: IndexRun, session: string): string {
  const { change } = publishedOn(run, session);
  if (change === null) return 'initialized';
  const rank = (value: number | null): string => (value === null ? '-' : String(value));
  return [
    ...change.entered.map((line) => `+${line.ticker} (${rank(line.rank)}, was ${rank(line.previous_rank)})`),
    ...change.exited.map(
      (line) => `-${line.ticker} (${rank(line.rank)}, was ${rank(line.previous_rank)}, ${line.reason})`,
    ),
    ...change.renamed.map((line) => `${line.ticker}=${line.new_ticker}`),
  ].join(' ');
}

function cellRow(ticker: string, cell: string): PriceRow[] {
  if (cell === '-') return [];
  if (cell.startsWith('x')) {
    return [priceRow(ticker, { close: null, marketCap: null, delistingReturn: Number(cell.slice(1)) })];
  }
  const marked = cell.startsWith('!');
  const [close, cap] = cell.replace('!', '').split('/');
  return [
    priceRow(ticker, {
      close: Number(close),
      marketCap: cap === undefined ? null : Number(cap),
      eligible: marked ? false : null,
    }),
  ];
}

function crowd(): PriceRow[] {
  return Array.from({ length: CROWD }, (_, position) =>
    priceRow(`F${String(position + 1).padStart(2, '0')}`, { close: 1, marketCap: 1 }),
  );
}

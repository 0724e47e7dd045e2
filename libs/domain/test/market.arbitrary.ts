import fc from 'fast-check';
import { sessionsBetween } from '../src/calendar.js';
import type { LineReference } from '../src/eligibility.js';
import { defaultIndex, type IndexDefinition } from '../src/index-definition.js';
import type { PriceRow } from '../src/line-state.js';
import type { CorporateAction } from '../src/session-return.js';
import { priceRow, reference } from './market-table.js';
import type { Market } from './run-index.js';

/** From the middle of a quarter's last month into the second month of the next: two month ends, one of them a quarter's. */
const SESSIONS = sessionsBetween('2023-12-20', '2024-02-06');
const LINES_MAX = 7;
/** The crowd keeps a session complete when some of the other lines have no row. Its prices never move. */
const CROWD = 45;
const CELL_MAX = 999_999;
const SILENT_SESSIONS = 7;
const MIN_PRICE = 0.5;

export interface MarketOptions {
  /**
   * tied: caps lie on a coarse grid, so many are equal, and splits are by powers of two, which divide prices exactly.
   * distinct: no two caps are equal, nor nearly, so that rounding decides no rank.
   */
  readonly caps: 'tied' | 'distinct';
  /** Every line stays eligible and every session complete: no delistings, marks, gaps or long silences. */
  readonly calm: boolean;
}

/** What a number from the generator means for one line on one session. The smallest numbers, to which a failure shrinks, are quiet. */
type Happening =
  'row' | 'no row' | 'no cap' | 'split' | 'silent split' | 'dividend' | 'ineligible' | 'silence' | 'delisting';
const PER_MILLE: readonly (readonly [Happening, number])[] = [
  ['row', 760],
  ['no row', 70],
  ['no cap', 80],
  ['split', 20],
  ['silent split', 10],
  ['dividend', 25],
  ['ineligible', 15],
  ['silence', 12],
  ['delisting', 8],
];
const CALM: ReadonlySet<Happening> = new Set(['row', 'no row', 'no cap', 'split', 'silent split', 'dividend']);

/** One line's history as numbers, one for each session; decoding is plain arithmetic, so markets are cheap to make and to shrink. */
interface LineSeed {
  readonly cells: readonly number[];
  readonly issuer: number;
}

/** Small markets of up to seven lively lines and a crowd of dull ones, over 32 sessions. */
export function marketArbitrary(options: MarketOptions): fc.Arbitrary<Market> {
  const cell = fc.nat({ max: CELL_MAX });
  const line: fc.Arbitrary<LineSeed> = fc.record({
    cells: fc.array(cell, { minLength: SESSIONS.length, maxLength: SESSIONS.length }),
    issuer: fc.nat({ max: 4 }),
  });
  const gaps = fc.array(fc.tuple(fc.nat({ max: SESSIONS.length - 1 }), fc.constantFrom('missing', 'partial')), {
    maxLength: options.calm ? 0 : 4,
  });
  return fc
    .tuple(fc.array(line, { minLength: 2, maxLength: LINES_MAX }), gaps)
    .map(([lines, gapList]) => buildMarket(lines, new Map(gapList), options));
}

/** Indices of up to six seats with every schedule, lag, buffer and way to treat share classes and dividends. */
export const definitionArbitrary: fc.Arbitrary<IndexDefinition> = fc.record({
  id: fc.constant('generated'),
  size: fc.integer({ min: 1, max: 6 }),
  weighting: fc.constant('equal'),
  rank_by: fc.constant('market_cap'),
  schedule: fc.constantFrom('daily', 'daily', 'monthly', 'quarterly'),
  lag: fc.constantFrom(0, 0, 1, 2),
  buffer: fc.constantFrom(0, 0, 1, 3),
  share_classes: fc.constantFrom('line', 'company'),
  sectors: fc.constantFrom(null, null, null, ['Energy'], ['Energy', 'Tools']),
  exchanges: fc.constantFrom(null, null, null, ['XNYS']),
  return: fc.constantFrom('price', 'total'),
  base_date: fc.constant(null),
  base_level: fc.constant(defaultIndex.base_level),
  cost_bps: fc.constantFrom(0, 5),
  on_gap: fc.constantFrom('bridge', 'bridge', 'bridge', 'hold'),
});

/** How many lines the market has in all, crowd included. */
export function universeSize(market: Market): number {
  return new Set([...market.rows.values()].flat().map((row) => row.ticker)).size;
}

function buildMarket(lines: readonly LineSeed[], gaps: ReadonlyMap<number, string>, options: MarketOptions): Market {
  const rows = new Map<string, PriceRow[]>(SESSIONS.map((session) => [session, []]));
  const actions: CorporateAction[] = [];
  const references = new Map<string, LineReference>();
  lines.forEach((seed, position) => {
    const ticker = tickerOf(position);
    references.set(
      ticker,
      reference({
        issuer: seed.issuer < 3 ? `issuer ${seed.issuer}` : null,
        sector: [null, 'Energy', 'Tools', 'Energy'][position % 4] ?? null,
        exchange: position % 3 === 0 ? 'XNAS' : 'XNYS',
      }),
    );
    addLine(ticker, position, seed.cells, { rows, actions, options });
  });
  SESSIONS.forEach((session, position) => {
    if (gaps.get(position) === 'missing') rows.set(session, []);
    else if (gaps.get(position) !== 'partial') rows.get(session)?.push(...crowd(options));
  });
  const rank = { split: 0, dividend: 1 };
  actions.sort((a, b) => (a.exDate < b.exDate ? -1 : a.exDate > b.exDate ? 1 : rank[a.kind] - rank[b.kind]));
  return {
    first: SESSIONS[0] as string,
    last: SESSIONS.at(-1) as string,
    rows,
    actions,
    references,
    renames: [],
    verdicts: new Map(),
  };
}

/** B, B.A, BA, C, C.A, CA, D: neighbours whose order a locale would change. */
function tickerOf(position: number): string {
  const letter = String.fromCharCode('B'.charCodeAt(0) + Math.floor(position / 3));
  return `${letter}${['', '.A', 'A'][position % 3] ?? ''}`;
}

interface Building {
  readonly rows: ReadonlyMap<string, PriceRow[]>;
  readonly actions: CorporateAction[];
  readonly options: MarketOptions;
}

function addLine(ticker: string, position: number, cells: readonly number[], building: Building): void {
  const { rows, actions, options } = building;
  let price = 20 + 7 * position;
  let units = 6;
  let silent = 0;
  SESSIONS.forEach((session, day) => {
    const cell = readCell(cells[day] as number, options);
    price = Math.max(MIN_PRICE, Math.round(100 * price * (1 + cell.move)) / 100);
    units = Math.min(12, Math.max(2, units + cell.capSteps));
    const happening = silent > 0 || (day === 0 && cell.happening !== 'ineligible') ? 'row' : cell.happening;
    if (happening === 'split' || happening === 'silent split') {
      price = Math.max(MIN_PRICE, price / cell.factor);
      actions.push({ ticker, exDate: session, kind: 'split', value: cell.factor });
    }
    if (happening === 'dividend') actions.push({ ticker, exDate: session, kind: 'dividend', value: price / 50 });
    if (happening === 'silence') silent = SILENT_SESSIONS;
    if (silent > 0 || happening === 'no row' || happening === 'silent split') {
      silent = Math.max(0, silent - 1);
      return;
    }
    const marketCap = happening === 'no cap' ? null : capOf(units, position, day, options);
    const dies = happening === 'delisting';
    rows.get(session)?.push(
      priceRow(ticker, {
        close: dies && cell.move > 0 ? null : price,
        marketCap: dies ? null : marketCap,
        eligible: happening === 'ineligible' ? false : null,
        delistingReturn: dies ? cell.delistingReturn : null,
      }),
    );
    // Long enough for the ticker to come back as a new line.
    if (dies) silent = SILENT_SESSIONS;
  });
}

function capOf(units: number, position: number, day: number, options: MarketOptions): number {
  const cap = 100 * units;
  return options.caps === 'tied' ? cap : cap * (1 + Math.SQRT2 * 1e-3 * (position + 1) + Math.E * 1e-5 * day);
}

interface Cell {
  readonly happening: Happening;
  /** Fraction. */
  readonly move: number;
  readonly capSteps: number;
  readonly factor: number;
  readonly delistingReturn: number;
}

function readCell(cell: number, options: MarketOptions): Cell {
  const happening = happeningOf(cell % 1000);
  const rest = Math.floor(cell / 1000);
  const factors = options.caps === 'tied' ? [2, 4, 0.5] : [2, 3, 1.5, 0.1];
  return {
    happening: options.calm && !CALM.has(happening) ? 'row' : happening,
    move: [0, 0.05, -0.05, 0.12, -0.11, 0.3, -0.25][rest % 7] as number,
    capSteps: [0, 0, 1, -1, 2, -2, 4, -4][rest % 8] as number,
    factor: factors[rest % factors.length] as number,
    delistingReturn: [-1, 0.4, -0.3, 0][rest % 4] as number,
  };
}

function happeningOf(perMille: number): Happening {
  let bound = 0;
  for (const [happening, share] of PER_MILLE) {
    bound += share;
    if (perMille < bound) return happening;
  }
  return 'row';
}

function crowd(options: MarketOptions): PriceRow[] {
  return Array.from({ length: CROWD }, (_, position) =>
    priceRow(`Z${String(position + 1).padStart(2, '0')}`, {
      close: 5,
      marketCap: options.caps === 'tied' ? 50 : 50 + Math.sqrt(2 + 3 * position) / 10,
    }),
  );
}

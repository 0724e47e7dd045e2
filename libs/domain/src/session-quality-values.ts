import { compensatedSum } from './summation.js';
import {
  groupedBy,
  isTradeRow,
  priceMove,
  totalMove,
  type Review,
  type ReviewedLine,
} from './session-quality-review.js';
import { dollarsText, percentText, severityNear, type QualityFinding } from './session-quality-finding.js';

/**
 * Checks of what a row says. A value that is null is not looked at; a line without a row before is not compared. "Near the index" is a
 * rank within 2 N in this or the previous session, or membership. Sizes of moves are of logarithms, so that up and down count alike.
 *
 * - not_positive: a price or market cap of zero or below: block for a member, else flag.
 * - high_below_low: flag; the index uses neither. close_outside_range: the close more than 1 % above the high or below the low: note.
 * - split_shaped_move: a price move (splits and dividends that are known taken out) beyond ln 1.4 within 3 % of a common split ratio:
 *   block near the index, else flag. It finds splits not known as well as closes that a vendor has adjusted for a known one. A move in
 *   which at least 3 times the shares and 3 times the money of the session before changed hands is news rather than arithmetic: flag.
 * - price_jump: any other move beyond a factor of 3: the same severities.
 * - cap_jump: |ln(M(t) / M(t-1)) - ln(1 + r)| > ln 1.2, r being the price return with known splits: the same severities. A share count
 *   that became known since excuses up to a factor of 2, the most that a merger of equals does. A known split of a common ratio leaves
 *   a market cap as it is and excuses nothing; any other factor is a spin-off, which takes value out of the company, and excuses it.
 * - sources_apart: the market cap and the vendor's more than 2 % apart: flag for ranks N +- N / 10, where it decides on membership,
 *   else note; beyond a factor of 1.5 near the index: block, unless they were as far apart in the previous session, which makes it a
 *   difference of definition. Where an issuer has several lines the vendor may mean the whole company: the sum of them is as good.
 */
const SPLIT_RATIOS = [1.5, 2, 3, 4, 5, 6, 7, 8, 10, 15, 20, 25, 30, 50, 100];
const SPLIT_MOVE_MIN = Math.log(1.4);
const SPLIT_TOLERANCE = 0.03;
/** Of a split that is known its factor is exact. */
const KNOWN_SPLIT_RATIOS = [1.25, ...SPLIT_RATIOS];
const KNOWN_SPLIT_TOLERANCE = 0.001;
const NEWS_TURNOVER_MIN = 3;
const PRICE_JUMP_MIN = Math.log(3);
const CAP_JUMP_MIN = Math.log(1.2);
const CAP_JUMP_WITH_SHARES_MIN = Math.log(2);
const RANGE_TOLERANCE = 0.01;
const APART_MIN = 0.02;
const FAR_APART_MIN = Math.log(1.5);
/** Two days' differences that are this close are one and the same. */
const SAME_DIFFERENCE = Math.log(1.2);
const BOUNDARY_SHARE = 0.1;

export function valueFindings(review: Review): QualityFinding[] {
  return [
    ...[...review.rowOf.values()].flatMap((row) => notPositive(review, row)),
    ...review.lines.flatMap((line) => [...range(line), ...move(line), ...capJump(line)]),
    ...sourcesApart(review),
  ];
}

function notPositive({ seats }: Review, row: Review['rows'][number]): QualityFinding[] {
  const values = [
    { what: 'close', value: row.close },
    { what: 'market cap', value: row.marketCap },
    { what: 'open', value: row.open },
    { what: 'high', value: row.high },
    { what: 'low', value: row.low },
  ];
  const bad = values.find(({ value }) => value !== null && !(value > 0));
  if (bad === undefined || row.delistingReturn !== null) return [];
  const { ticker } = row;
  const detail = `${ticker} has a ${bad.what} of ${bad.value}`;
  const severity = seats.has(ticker) ? 'block' : 'flag';
  return [{ check: 'not_positive', severity, ticker, detail, observed: bad.value, expected: null }];
}

function range({ row }: ReviewedLine): QualityFinding[] {
  const { ticker, high, low, close } = row;
  if (high !== null && low !== null && high < low) {
    const detail = `${ticker} has a high of ${high} below its low of ${low}`;
    return [{ check: 'high_below_low', severity: 'flag', ticker, detail, observed: high, expected: low }];
  }
  const above = high !== null && high > 0 && close > high * (1 + RANGE_TOLERANCE);
  const below = low !== null && close < low * (1 - RANGE_TOLERANCE);
  if (!above && !below) return [];
  const detail = `${ticker} closed at ${close}, ${above ? `above its high of ${high}` : `below its low of ${low}`}`;
  const expected = above ? high : low;
  return [{ check: 'close_outside_range', severity: 'note', ticker, detail, observed: close, expected }];
}

function move(line: ReviewedLine): QualityFinding[] {
  const { row, previous, nearIndex } = line;
  if (previous === null) return [];
  const { ticker } = row;
  const moved = totalMove(line, previous.close);
  const size = Math.abs(Math.log(moved));
  if (!(size > SPLIT_MOVE_MIN)) return [];
  const said = `${ticker} went from ${previous.close} to ${row.close}, ${percentText(moved - 1)} after splits and dividends that are known`;
  const found = { ticker, observed: moved } as const;
  const ratio = ratioNear(moved, SPLIT_RATIOS, SPLIT_TOLERANCE);
  if (ratio !== null) {
    const detail = `${said}: the shape of a split of ${moved < 1 ? `${ratio}:1` : `1:${ratio}`}; if it is one, import it as a split`;
    const severity = severityNear(nearIndex && !isNews(line));
    return [{ ...found, check: 'split_shaped_move', severity, detail, expected: moved < 1 ? 1 / ratio : ratio }];
  }
  if (!(size > PRICE_JUMP_MIN)) return [];
  return [{ ...found, check: 'price_jump', severity: severityNear(nearIndex), detail: said, expected: 1 }];
}

function isNews({ row, previous }: ReviewedLine): boolean {
  const volume = row.volume ?? 0;
  const before = previous?.volume ?? 0;
  if (previous === null || !(before > 0)) return false;
  return Math.min(volume / before, (volume * row.close) / (before * previous.close)) >= NEWS_TURNOVER_MIN;
}

/** The ratio (or its inverse) that a factor is, within a relative tolerance. */
function ratioNear(factor: number, ratios: readonly number[], tolerance: number): number | null {
  const size = factor < 1 ? 1 / factor : factor;
  return ratios.find((ratio) => Math.abs(size / ratio - 1) <= tolerance) ?? null;
}

function capJump(line: ReviewedLine): QualityFinding[] {
  const { row, previous, actions, nearIndex } = line;
  const cap = row.marketCap ?? 0;
  const before = previous?.marketCap ?? 0;
  if (previous === null || !(cap > 0) || !(before > 0)) return [];
  const moved = priceMove(line, previous.close);
  const jump = Math.abs(Math.log(cap / before / moved));
  const spinOff = actions.some(
    ({ kind, value }) => kind === 'split' && ratioNear(value, KNOWN_SPLIT_RATIOS, KNOWN_SPLIT_TOLERANCE) === null,
  );
  const counted = row.sharesKnownOn !== null && row.sharesKnownOn !== previous.sharesKnownOn;
  if (spinOff || !(jump > (counted ? CAP_JUMP_WITH_SHARES_MIN : CAP_JUMP_MIN))) return [];
  const { ticker } = row;
  const detail = `${ticker} has a market cap of ${dollarsText(cap)} after ${dollarsText(before)} (x ${(cap / before).toPrecision(4)}), its price moved by x ${moved.toPrecision(4)}`;
  const severity = severityNear(nearIndex);
  return [{ check: 'cap_jump', severity, ticker, detail, observed: cap, expected: before * moved }];
}

function sourcesApart(review: Review): QualityFinding[] {
  const own = review.lines.filter(({ row }) => (row.vendorMarketCap ?? 0) > 0 && (row.marketCap ?? 0) > 0);
  if (own.length === 0) return [];
  const classes = groupedBy(
    [...review.rowOf.values()].filter((row) => row.issuer !== null && isTradeRow(row)),
    ({ issuer }) => issuer,
  );
  return own.flatMap((line) => {
    const { ticker, issuer } = line.row;
    const cap = line.row.marketCap ?? 0;
    const vendor = line.row.vendorMarketCap ?? 0;
    const company = compensatedSum((classes.get(issuer) ?? []).map(({ marketCap }) => marketCap ?? 0));
    const apart = nearest(vendor, [cap, company]);
    if (!(Math.abs(Math.expm1(apart)) > APART_MIN)) return [];
    const detail = `${ticker} has a market cap of ${dollarsText(cap)}, the vendor says ${dollarsText(vendor)} (${percentText(vendor / cap - 1)})`;
    const severity = apartSeverity(review, line, apart);
    return [{ check: 'sources_apart', severity, ticker, detail, observed: cap, expected: vendor } as const];
  });
}

/** The difference of logarithms to the one that comes nearest. */
function nearest(value: number, others: readonly number[]): number {
  const differences = others.filter((other) => other > 0).map((other) => Math.log(value / other));
  return differences.reduce((best, one) => (Math.abs(one) < Math.abs(best) ? one : best));
}

function apartSeverity({ indexSize }: Review, line: ReviewedLine, apart: number): QualityFinding['severity'] {
  if (Math.abs(apart) > FAR_APART_MIN && line.nearIndex) return hadSameDifference(line) ? 'flag' : 'block';
  if (line.rank === null) return 'note';
  return Math.abs(line.rank - indexSize) <= BOUNDARY_SHARE * indexSize ? 'flag' : 'note';
}

function hadSameDifference({ row, previous }: ReviewedLine): boolean {
  const cap = previous?.marketCap ?? 0;
  const vendor = previous?.vendorMarketCap ?? 0;
  if (!(cap > 0) || !(vendor > 0)) return false;
  const now = Math.log((row.vendorMarketCap ?? 0) / (row.marketCap ?? 0));
  return Math.abs(now - Math.log(vendor / cap)) <= SAME_DIFFERENCE;
}

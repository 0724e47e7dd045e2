import { COVERAGE_MIN } from './eligibility.js';
import { groupedBy, isTradeRow, type QualityRow, type Review } from './session-quality-review.js';
import { percentText, severityNear, type QualityFinding } from './session-quality-finding.js';

/**
 * Checks of what is there at all. Those that compare need a previous session; without one they find nothing.
 *
 * - missing_member: a member without a trade, its absence not known about. Block when at least 2 % of the members (and at least two)
 *   lack one, since halts do not come in groups, or when it is among the N / 5 largest; else flag.
 * - missing_mega_cap: among the N / 5 largest of the previous session, and now without a trade or a market cap: block.
 * - universe_shrunk: fewer than 95 % of the previous session's lines, or of its eligible ones: block, it is a partial load.
 * - universe_grown: more than 120 % of its lines: flag.
 * - stale_feed: more than half of the lines with a volume in both sessions have exactly the same close and volume: block. Needs 20.
 * - wrong_day: the source says that its rows are of another session: block.
 * - duplicate: one ticker twice: block near the index or flag elsewhere when the two differ, else note; two lines of different
 *   issuers with the same open, high, low, close and volume: note, on the later ticker.
 */
const MISSING_MEMBERS_SHARE = 0.02;
const MISSING_MEMBERS_MIN = 2;
const GROWN_ABOVE = 1.2;
const STALE_SHARE = 0.5;
const STALE_LINES_MIN = 20;

export function presenceFindings(review: Review): QualityFinding[] {
  return [
    ...wrongDay(review),
    ...universeSize(review),
    ...staleFeed(review),
    ...missingMembers(review),
    ...missingMegaCaps(review),
    ...repeatedTickers(review),
    ...identicalBars(review),
  ];
}

function wrongDay({ session, sourceDate }: Review): QualityFinding[] {
  if (sourceDate === null || sourceDate === session) return [];
  const detail = `the source says that its rows are of ${sourceDate}, asked for was ${session}`;
  return [{ check: 'wrong_day', severity: 'block', ticker: null, detail, observed: null, expected: null }];
}

function universeSize({ previous, rowOf, previousOf, lines, rows }: Review): QualityFinding[] {
  if (previous === null || previousOf.size === 0) return [];
  const before = [...previousOf.values()];
  const sizes = [
    { what: 'lines', now: lines.length, then: before.length },
    {
      what: 'eligible lines',
      now: lines.filter(({ row }) => row.eligible).length,
      then: before.filter(({ eligible }) => eligible).length,
    },
  ];
  const shrunk = sizes
    .filter(({ now, then }) => now < COVERAGE_MIN * then)
    .sort((a, b) => a.now / a.then - b.now / b.then)[0];
  if (shrunk !== undefined) {
    const { what, now, then } = shrunk;
    const detail = `${now} ${what} have a price, ${then} had on ${previous.session} (${percentText(now / then)}, at least ${percentText(COVERAGE_MIN)} are needed)`;
    return [{ check: 'universe_shrunk', severity: 'block', ticker: null, detail, observed: now, expected: then }];
  }
  const now = rowOf.size;
  const then = before.length;
  if (rows.length === 0 || now <= GROWN_ABOVE * then) return [];
  const detail = `${now} lines have a row, ${then} had on ${previous.session} (${percentText(now / then)})`;
  return [{ check: 'universe_grown', severity: 'flag', ticker: null, detail, observed: now, expected: then }];
}

function staleFeed({ previous, lines }: Review): QualityFinding[] {
  if (previous === null) return [];
  const traded = lines.filter((line) => (line.row.volume ?? 0) > 0 && (line.previous?.volume ?? 0) > 0);
  if (traded.length < STALE_LINES_MIN) return [];
  const same = traded.filter(
    (line) => line.row.close === line.previous?.close && line.row.volume === line.previous.volume,
  ).length;
  if (same <= STALE_SHARE * traded.length) return [];
  const detail = `${same} of ${traded.length} lines have exactly the close and volume of ${previous.session}: the source repeats an old day`;
  return [
    { check: 'stale_feed', severity: 'block', ticker: null, detail, observed: same / traded.length, expected: 0 },
  ];
}

function missingMembers(review: Review): QualityFinding[] {
  const { previous, seats, previousOf, previousRanks, megaCaps } = review;
  if (previous === null) return [];
  const missing = [...seats].filter((ticker) => previousOf.has(ticker) && !isPresent(review, ticker));
  const limit = Math.max(MISSING_MEMBERS_MIN, MISSING_MEMBERS_SHARE * seats.size);
  return missing.map((ticker) => {
    const rank = previousRanks.get(ticker) ?? Number.POSITIVE_INFINITY;
    const blocks = missing.length >= limit || rank <= megaCaps;
    const detail = `${ticker} is a member and has no price, as ${missing.length} of ${seats.size} members; it had one on ${previous.session}`;
    const counts = { observed: missing.length, expected: 0 };
    return { check: 'missing_member', severity: blocks ? 'block' : 'flag', ticker, detail, ...counts };
  });
}

function missingMegaCaps(review: Review): QualityFinding[] {
  const { previous, previousRanks, previousOf, megaCaps, rowOf } = review;
  if (previous === null) return [];
  return [...previousRanks].slice(0, megaCaps).flatMap(([ticker, rank]) => {
    const cap = rowOf.get(ticker)?.marketCap ?? 0;
    const present = isPresent(review, ticker);
    const left = review.absent.has(ticker) || (rowOf.get(ticker)?.delistingReturn ?? null) !== null;
    if (left || (present && cap > 0)) return [];
    const detail = `${ticker} was number ${rank} on ${previous.session} and has no ${present ? 'market cap' : 'price'}`;
    const expected = previousOf.get(ticker)?.marketCap ?? null;
    return [{ check: 'missing_mega_cap', severity: 'block', ticker, detail, observed: null, expected } as const];
  });
}

/** Whether the line has a trade, or it is known why it has none. */
function isPresent({ rowOf, absent }: Review, ticker: string): boolean {
  const row = rowOf.get(ticker);
  if (row === undefined) return absent.has(ticker);
  return isTradeRow(row) || row.delistingReturn !== null;
}

function repeatedTickers({ rows, rowOf, lines }: Review): QualityFinding[] {
  if (rows.length === rowOf.size) return [];
  const near = new Set(lines.flatMap((line) => (line.nearIndex ? [line.row.ticker] : [])));
  return [...groupedBy(rows, ({ ticker }) => ticker)].flatMap(([ticker, same]) => {
    if (same.length === 1) return [];
    const differ = new Set(same.map((row) => JSON.stringify([row.close, row.volume, row.marketCap]))).size > 1;
    const severity = differ ? severityNear(near.has(ticker)) : 'note';
    const detail = `${ticker} has ${same.length} rows, which say ${differ ? 'different things' : 'the same'}`;
    return [{ check: 'duplicate', severity, ticker, detail, observed: same.length, expected: 1 } as const];
  });
}

function identicalBars({ lines }: Review): QualityFinding[] {
  const barOf = (row: QualityRow): string => [row.open, row.high, row.low, row.close, row.volume].join();
  const complete = lines
    .map(({ row }) => row)
    .filter((row) => row.open !== null && row.high !== null && row.low !== null && (row.volume ?? 0) > 0);
  return [...groupedBy(complete, barOf).values()].flatMap((same) => {
    const [first, ...others] = [...same].sort((a, b) => (a.ticker < b.ticker ? -1 : 1));
    return others
      .filter((row) => row.issuer === null || row.issuer !== first?.issuer)
      .map(({ ticker, close }): QualityFinding => {
        const detail = `${ticker} has the very prices and volume of ${first?.ticker}, another company`;
        return { check: 'duplicate', severity: 'note', ticker, detail, observed: close, expected: null };
      });
  });
}

import {
  isEligible,
  passesFilter,
  referenceOn,
  type LineReference,
  type References,
  type UniverseFilter,
} from './eligibility.js';
import type { LineState, LineStates } from './line-state.js';
import type { Names } from './rename.js';

export interface RankedLine {
  readonly ticker: string;
  /** 1 is the largest; dense over what is ranked (lines, or companies by their representative line). */
  readonly rank: number;
  /** US dollars; the company's where companies are ranked. */
  readonly marketCap: number;
  /** The company that the line stands for; null where lines are ranked, or when its issuer is not known. */
  readonly issuer: string | null;
}

/** Best first, and by ticker. */
export interface Ranking {
  readonly session: string;
  readonly lines: readonly RankedLine[];
  readonly byTicker: ReadonlyMap<string, RankedLine>;
}

export interface RankingOptions {
  readonly shareClasses: 'company' | 'line';
  /** The members before this session: a company stays represented by the line that is a member. */
  readonly members: ReadonlySet<string>;
  /** Lines that do not pass are not ranked, and no class of a company. */
  readonly filter: UniverseFilter;
}

interface Candidate {
  readonly ticker: string;
  readonly issuer: string | null;
  /** What it is ranked by; for a company the largest of its lines' caps. */
  readonly marketCap: number;
  /** The representative line's own. */
  readonly lineCap: number;
  readonly fresh: boolean;
}

/**
 * Ranks every eligible line after the close of `session`: those that traded on it, and members that did not (they may stay, others
 * may not enter), as far as they pass the filter of the index. Market cap descending; equal caps by ticker ascending, code unit by
 * code unit ("B" < "B.A" < "BA"), which is also PostgreSQL's order under COLLATE "C".
 */
export function rankLines(
  lines: LineStates,
  session: string,
  references: References,
  options: RankingOptions,
): Ranking {
  const candidates: Candidate[] = [];
  const companies = new Map<string, Candidate>();
  for (const line of lines.values()) {
    const reference = referenceOn(references, line.ticker, session);
    if (!isEligible(line, reference, session) || !passesFilter(options.filter, reference)) continue;
    if (line.staleSessions > 0 && !options.members.has(line.ticker)) continue;
    const issuer = options.shareClasses === 'company' ? issuerOf(line, reference) : null;
    const candidate: Candidate = {
      ticker: line.ticker,
      issuer,
      marketCap: line.marketCap as number,
      lineCap: line.marketCap as number,
      fresh: line.priceSession === session,
    };
    if (issuer === null) {
      candidates.push(candidate);
    } else {
      const rival = companies.get(issuer);
      companies.set(issuer, rival === undefined ? candidate : mergeClasses(rival, candidate, options.members));
    }
  }
  for (const company of companies.values()) candidates.push(company);
  candidates.sort((a, b) => largerFirst(a.marketCap, b.marketCap) || byTicker(a, b));
  return rankingOf(
    session,
    candidates.map(({ ticker, marketCap, issuer }, position) => ({ ticker, marketCap, issuer, rank: position + 1 })),
  );
}

/** An older ranking with each company named by the line that represents it now, which is the one that can be traded. */
export function representedAsIn(older: Ranking, now: Ranking): Ranking {
  const representatives = new Map(now.lines.map((line) => [line.issuer, line.ticker]));
  const lines = older.lines.map((line) => {
    if (line.issuer === null || now.byTicker.has(line.ticker)) return line;
    const ticker = representatives.get(line.issuer);
    return ticker === undefined || older.byTicker.has(ticker) ? line : { ...line, ticker };
  });
  return rankingOf(older.session, lines);
}

/** An older ranking under the names that its lines have now; a line whose name another one took is out. */
export function rankingUnder(names: Names, older: Ranking): Ranking {
  if (names.unchanged) return older;
  const carried = names.carried(older.lines.map((line) => line.ticker));
  const lines = older.lines.flatMap((line) => {
    const ticker = carried.get(line.ticker);
    return ticker === undefined ? [] : [{ ...line, ticker }];
  });
  return rankingOf(older.session, lines);
}

function rankingOf(session: string, lines: readonly RankedLine[]): Ranking {
  return { session, lines, byTicker: new Map(lines.map((line) => [line.ticker, line])) };
}

/** The issuer of a line: what its last row said, else what reference data says, else unknown. */
function issuerOf(line: LineState, reference: LineReference | undefined): string | null {
  return line.issuer ?? reference?.issuer ?? null;
}

/**
 * Two lines of one company are one candidate with the larger cap (vendors give the whole company's cap on each line),
 * represented by the member among them, else by one that traded, else by the larger cap, else by ticker.
 */
function mergeClasses(a: Candidate, b: Candidate, members: ReadonlySet<string>): Candidate {
  const representative = representsBefore(a, b, members) ? a : b;
  return { ...representative, marketCap: Math.max(a.marketCap, b.marketCap) };
}

function representsBefore(a: Candidate, b: Candidate, members: ReadonlySet<string>): boolean {
  if (members.has(a.ticker) !== members.has(b.ticker)) return members.has(a.ticker);
  if (a.fresh !== b.fresh) return a.fresh;
  return (largerFirst(a.lineCap, b.lineCap) || byTicker(a, b)) < 0;
}

function largerFirst(a: number, b: number): number {
  return a === b ? 0 : b - a;
}

function byTicker(a: Candidate, b: Candidate): number {
  return a.ticker < b.ticker ? -1 : 1;
}

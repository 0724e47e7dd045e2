import { nextSession } from '#domain/calendar';
import { sectors } from '../market-simulator/fictional-companies.js';
import { planMarket } from '../market-simulator/market-plan.js';
import type { CompanyPlan, MarketPlan } from '../market-simulator/market-plan.js';
import { simulateSessions } from '../market-simulator/market-sessions.js';
import type { SimulatedBar, SimulatedSession } from '../market-simulator/market-sessions.js';
import { createRandom } from '../market-simulator/random.js';
import { scriptMarket } from '../market-simulator/scripted-events.js';
import { addExcludedLines } from './excluded-lines.js';
import { addDays } from './new-york-time.js';
import { shareFilings, sharesKnownOn } from './share-filings.js';
import { emptyPrices, figi, nameOn } from './vendor-line.js';
import type { LineName, VendorCompany, VendorLine } from './vendor-line.js';
import type { VendorMarketOptions } from './vendor-market-options.js';

const FIRST_CIK = 9_000_000;
const FILING_STREAM = 500_000;
const LISTED_BEFORE_STREAM = 5;
const LONGEST_KNOWN_LISTING_DAYS = 12_000;

/** A whole simulated market, held in arrays: every session of a range, with what vendors and filings say about its lines. */
export class VendorMarket {
  readonly sessions: readonly string[];
  readonly companies: readonly VendorCompany[];
  /** Common stock first, in the order of companies and classes; then what is excluded. */
  readonly lines: readonly VendorLine[];
  private readonly positions: ReadonlyMap<string, number>;
  private readonly linesByTicker = new Map<string, VendorLine[]>();

  constructor(readonly options: VendorMarketOptions) {
    const plan = scriptMarket(
      planMarket({
        ...options,
        rates: { ...options.rates, missingCaps: 0 },
        missingSessions: [],
        partialSessions: [],
      }),
      options.events,
    );
    this.sessions = plan.sessions;
    this.positions = new Map(plan.sessions.map((session, position) => [session, position]));
    const { companies, lines } = commonStock(plan);
    this.companies = companies;
    this.lines = [...lines, ...addExcludedLines(options, plan.sessions, companies)];
    for (const line of this.lines) {
      for (const { ticker } of line.names) {
        this.linesByTicker.set(ticker, [...(this.linesByTicker.get(ticker) ?? []), line]);
      }
    }
  }

  /** Of a session in `sessions`; undefined for any other day. */
  positionOf(session: string): number | undefined {
    return this.positions.get(session);
  }

  /** The line that is called `ticker` on a day; undefined when none is. */
  lineOf(ticker: string, date: string): VendorLine | undefined {
    return this.linesByTicker.get(ticker)?.find((line) => nameOn(line, date)?.ticker === ticker);
  }

  /** The line that was ever called `ticker`, the latest if there were several. */
  lineEverCalled(ticker: string): VendorLine | undefined {
    return this.linesByTicker.get(ticker)?.at(-1);
  }

  /** Whether reference data list the line on a day: lines that left in silence stay listed for ever. */
  isListed(line: VendorLine, date: string): boolean {
    if (date < line.listedOn) return false;
    return line.leftAfter === null || !line.leavingAnnounced || date <= line.leftAfter;
  }

  /** Shares of one class known on a day; null: none. */
  sharesOn(line: VendorLine, date: string): number | null {
    if (line.filings.length === 0) return line.fixedShares;
    return sharesKnownOn(line.filings, line.splits, date);
  }

  /**
   * The truth: as-traded close times shares known on the session, for a company with several classes the sum over them, in their
   * order, of those that traded. US dollars, not rounded. Null where the line did not trade or has no count.
   */
  marketCap(line: VendorLine, position: number): number | null {
    const session = this.sessions[position];
    if (session === undefined || Number.isNaN(line.prices.close[position])) return null;
    const classes = line.type === 'CS' && line.company !== null ? line.company.lines : [line];
    let cap = 0;
    for (const one of classes) {
      const cents = one.prices.close[position] ?? Number.NaN;
      const shares = this.sharesOn(one, session);
      if (!Number.isNaN(cents) && shares !== null) cap += (cents / 100) * shares;
    }
    return cap > 0 ? cap : null;
  }

  /** Lines of common stock that traded, the largest company first; ties as in `lines`. */
  largest(position: number, count: number): VendorLine[] {
    return this.lines
      .filter((line) => line.type === 'CS')
      .map((line) => ({ line, cap: this.marketCap(line, position) ?? 0 }))
      .filter(({ cap }) => cap > 0)
      .sort((left, right) => right.cap - left.cap)
      .slice(0, count)
      .map(({ line }) => line);
  }
}

interface GrownLine {
  readonly line: VendorLine;
  initialShares: number | null;
}

function commonStock(plan: MarketPlan): { companies: VendorCompany[]; lines: VendorLine[] } {
  const listedBefore = createRandom(plan.options.seed, LISTED_BEFORE_STREAM);
  const grown: GrownLine[] = [];
  const byTicker = new Map<string, GrownLine>();
  const companies = plan.companies.map((company, number): VendorCompany => {
    const first = plan.sessions[company.traded.from] ?? '';
    const listedOn =
      company.traded.from === 0 ? addDays(first, -1 - listedBefore.below(LONGEST_KNOWN_LISTING_DAYS)) : first;
    const owner: VendorCompany = {
      cik: String(FIRST_CIK + number).padStart(10, '0'),
      sector: sectors[company.sector]?.name ?? '',
      lines: [],
    };
    for (const letter of company.classes) {
      const line = openLine(plan, company, owner, { letter, listedOn, number: grown.length });
      owner.lines.push(line);
      const entry = { line, initialShares: null };
      grown.push(entry);
      for (const { ticker } of line.names) byTicker.set(ticker, entry);
    }
    return owner;
  });
  for (const [position, session] of [...simulateSessions(plan)].entries()) recordSession(byTicker, session, position);
  for (const [number, company] of companies.entries()) {
    for (const line of company.lines)
      fileShares(
        plan,
        company,
        number,
        grown.find((one) => one.line === line),
      );
  }
  return { companies, lines: grown.map(({ line }) => line) };
}

function openLine(
  { sessions }: MarketPlan,
  company: CompanyPlan,
  owner: VendorCompany,
  { letter, listedOn, number }: { letter: string; listedOn: string; number: number },
): VendorLine {
  const named = (name: string, ticker: string): Pick<LineName, 'name' | 'ticker'> => ({
    name: letter === '' ? `${name} Common Stock` : `${name} Class ${letter} Common Stock`,
    ticker: letter === '' ? ticker : `${ticker}.${letter}`,
  });
  const { rename, delisting, traded } = company;
  const renamedOn = rename === null ? null : (sessions[rename.session] ?? null);
  const first: LineName = {
    ...named(company.name, company.ticker),
    from: listedOn,
    to: renamedOn === null ? null : addDays(renamedOn, -1),
  };
  const left = delisting !== null && traded.to < sessions.length - 1;
  return {
    type: 'CS',
    exchange: company.exchange,
    company: owner,
    compositeFigi: figi('composite', number),
    shareClassFigi: figi('class', number),
    names:
      rename === null || renamedOn === null
        ? [first]
        : [first, { ...named(rename.name, rename.ticker), from: renamedOn, to: null }],
    listedOn,
    leftAfter: left ? (sessions[traded.to] ?? null) : null,
    leavingAnnounced: delisting?.kind !== 'silent',
    prices: emptyPrices(sessions.length),
    splits: [],
    dividends: [],
    filings: [],
    fixedShares: null,
  };
}

function recordSession(byTicker: ReadonlyMap<string, GrownLine>, session: SimulatedSession, position: number): void {
  for (const bar of session.bars) {
    const entry = byTicker.get(bar.ticker);
    if (entry !== undefined && bar.closeCents !== null) recordBar(entry, bar, position);
  }
  for (const { ticker, value } of session.splits) {
    byTicker.get(ticker)?.line.splits.push({ exDate: session.date, factor: value });
  }
  for (const { ticker, value } of session.dividends) {
    byTicker.get(ticker)?.line.dividends.push({ exDate: session.date, amount: value / 100 });
  }
}

function recordBar(entry: GrownLine, bar: SimulatedBar, position: number): void {
  const { prices } = entry.line;
  prices.open[position] = bar.openCents ?? Number.NaN;
  prices.high[position] = bar.highCents ?? Number.NaN;
  prices.low[position] = bar.lowCents ?? Number.NaN;
  prices.close[position] = bar.closeCents ?? Number.NaN;
  prices.volume[position] = bar.volume ?? Number.NaN;
  entry.initialShares ??= bar.shares;
}

/**
 * Counts of companies with two classes change by splits alone: no filing of the SEC says them (`companyconcept` has none), so that a
 * back-fill has nothing but reference data to take them from, and those look ahead.
 */
function fileShares(plan: MarketPlan, company: VendorCompany, number: number, entry: GrownLine | undefined): void {
  if (entry === undefined || entry.initialShares === null) return;
  const { line } = entry;
  const from = plan.companies[number]?.traded.from ?? 0;
  line.filings = shareFilings(
    {
      shares: entry.initialShares,
      listedFrom: plan.sessions[from] ?? '',
      lastDay: line.leftAfter ?? nextSession(plan.sessions.at(-1) ?? ''),
      splits: line.splits,
      changes: company.lines.length === 1,
      oddities: { placeholder: number % 11 === 10, amendments: number % 7 === 6 },
    },
    // Both classes of a company are counted in one report.
    createRandom(plan.options.seed, FILING_STREAM + number),
  );
}

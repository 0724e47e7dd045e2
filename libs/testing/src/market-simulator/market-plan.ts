import { sessionsBetween } from '#domain/calendar';
import { CompanyRegister } from './fictional-companies.js';
import type { CompanyIdentity } from './fictional-companies.js';
import type { MarketOptions } from './market-options.js';
import { createRandom } from './random.js';
import type { Random } from './random.js';

/** A spell of sessions, both ends included; numbers are positions in the plan's `sessions`. */
export interface Spell {
  readonly from: number;
  readonly to: number;
}

/** One company and what will happen to it. Prices are not planned: they come out session by session. */
export interface CompanyPlan extends CompanyIdentity {
  /** Number of its stream of random numbers. */
  readonly stream: number;
  readonly issuer: string;
  readonly classes: readonly string[];
  /** At its first session: US dollars, and US dollars per share. */
  readonly initialCap: number;
  readonly initialPrice: number;
  /** Of the company's own returns, per session. */
  readonly volatility: number;
  readonly marketBeta: number;
  readonly dividendYield: number;
  readonly dividendMonth: number;
  readonly traded: Spell;
  /** What the holder got at the session after the last trade; null where the source does not say. */
  readonly delisting: { readonly kind: 'takeover' | 'bankruptcy' | 'silent'; readonly return: number | null } | null;
  readonly splits: ReadonlySet<number>;
  /** Splits whose factor is given (new shares per old share) and not drawn, by session. */
  readonly givenSplits?: ReadonlyMap<number, number>;
  readonly rename: { readonly session: number; readonly name: string; readonly ticker: string } | null;
  readonly halts: readonly Spell[];
  readonly missingCaps: readonly Spell[];
}

/** One ticker of one company, for as long as it is used. */
export interface LinePlan {
  readonly ticker: string;
  readonly name: string;
  readonly company: number;
  readonly shareClass: number;
  readonly traded: Spell;
}

export interface MarketPlan {
  readonly options: MarketOptions;
  readonly sessions: readonly string[];
  readonly companies: readonly CompanyPlan[];
  /** In the order of tickers by code unit. */
  readonly lines: readonly LinePlan[];
  readonly missingSessions: ReadonlySet<number>;
  readonly partialSessions: ReadonlySet<number>;
}

export const SESSIONS_PER_YEAR = 252;
export const MARKET_STREAM = 1;
export const SECTOR_STREAM = 2;
const PLAN_STREAM = 3;
const NAME_STREAM = 4;
const COMPANY_STREAM = 1000;
const AWKWARD_EVERY = 150;

/** Decides who is listed, when, and what happens to whom. */
export function planMarket(options: MarketOptions): MarketPlan {
  if (!Number.isInteger(options.lines) || options.lines < 1) {
    throw new RangeError(`lines is ${options.lines}: give a whole number from 1`);
  }
  const sessions = sessionsBetween(options.firstDate, options.lastDate);
  if (sessions.length === 0) {
    throw new RangeError(`no session between ${options.firstDate} and ${options.lastDate}: give a longer range`);
  }
  const positions = (dates: readonly string[]): ReadonlySet<number> =>
    new Set(dates.map((date) => sessions.indexOf(date)).filter((position) => position >= 0));
  const missingSessions = positions(options.missingSessions);
  const partialSessions = positions(options.partialSessions);
  const badSessions = new Set([...missingSessions, ...partialSessions]);
  const companies = planCompanies(options, sessions.length, badSessions);
  return { options, sessions, companies, lines: planLines(companies), missingSessions, partialSessions };
}

function planCompanies(options: MarketOptions, sessionCount: number, badSessions: ReadonlySet<number>): CompanyPlan[] {
  const random = createRandom(options.seed, PLAN_STREAM);
  const register = new CompanyRegister(createRandom(options.seed, NAME_STREAM));
  const companies: CompanyPlan[] = [];
  const add = (firstSession: number, rank: number, room: number): number => {
    const awkward = companies.length % AWKWARD_EVERY === AWKWARD_EVERY - 1 ? register.inventAwkward() : null;
    const identity = awkward ?? register.invent();
    const company = planCompany({ options, random, register, identity, sessionCount, badSessions }, companies.length, {
      firstSession,
      rank,
      twoClasses: room > 1 && awkward === null && random.uniform() < options.twoClassShare,
    });
    companies.push(company);
    return company.classes.length;
  };

  for (let lines = 0; lines < options.lines;) lines += add(0, companies.length + 1, options.lines - lines);
  const listings = Math.round((options.lines * options.rates.listings * sessionCount) / SESSIONS_PER_YEAR);
  for (let listing = 0; listing < listings && sessionCount > 1; listing += 1) {
    // Most newcomers are small; now and then a giant is floated or spun off.
    const rank = 1 + Math.floor(options.lines * random.uniform() ** 0.7);
    add(1 + random.below(sessionCount - 1), rank, 1);
  }
  return companies;
}

interface PlanContext {
  readonly options: MarketOptions;
  readonly random: Random;
  readonly register: CompanyRegister;
  readonly identity: CompanyIdentity;
  readonly sessionCount: number;
  readonly badSessions: ReadonlySet<number>;
}

function planCompany(
  context: PlanContext,
  number: number,
  start: { firstSession: number; rank: number; twoClasses: boolean },
): CompanyPlan {
  const { options, random, register, identity, sessionCount } = context;
  const { rates } = options;
  const spell = planListing(context, start);
  const { from, to } = spell.traded;
  const halts = drawSpells(random, rates.halts, spell.traded, 4);
  return {
    ...identity,
    ...spell,
    stream: COMPANY_STREAM + number,
    issuer: `SIM${String(number + 1).padStart(6, '0')}`,
    classes: start.twoClasses ? ['A', 'B'] : [''],
    initialCap: capOfRank(start.rank) * Math.exp(0.05 * random.normal()),
    initialPrice: Math.min(900, Math.max(6, Math.exp(4.4 + 0.75 * random.normal()))),
    volatility: (0.13 + 0.14 * random.uniform() + (0.06 * start.rank) / options.lines) / Math.sqrt(SESSIONS_PER_YEAR),
    marketBeta: Math.max(0.3, 1 + 0.25 * random.normal()),
    dividendYield: random.uniform() < options.dividendShare ? 0.005 + 0.035 * random.uniform() : 0,
    dividendMonth: random.below(3),
    splits: new Set(drawSpells(random, rates.splits, spell.traded, 1).map((split) => split.from)),
    rename:
      to - from > 1 && random.uniform() < (rates.renames * sessionCount) / SESSIONS_PER_YEAR
        ? { session: from + 1 + random.below(to - from), ...register.inventName(identity.sector) }
        : null,
    halts,
    missingCaps: drawSpells(random, rates.missingCaps, spell.traded, 5),
  };
}

function planListing(
  { options, random, sessionCount, badSessions }: PlanContext,
  { firstSession, rank }: { firstSession: number; rank: number },
): Pick<CompanyPlan, 'traded' | 'delisting'> {
  const last = sessionCount - 1;
  const staysListed = { traded: { from: firstSession, to: last }, delisting: null };
  const years = (sessionCount - firstSession) / SESSIONS_PER_YEAR;
  if (random.uniform() >= options.rates.delistings * years) return staysListed;
  let lastTraded = firstSession + random.below(sessionCount - firstSession);
  // The delisting value comes with the session after the last trade, which must be one that arrives.
  while (badSessions.has(lastTraded + 1)) lastTraded += 1;
  if (lastTraded >= last) return staysListed;
  const traded = { from: firstSession, to: lastTraded };
  const fate = random.uniform();
  if (fate < 0.2 && rank > options.lines * 0.35) return { traded, delisting: { kind: 'bankruptcy', return: -1 } };
  if (fate < 0.35) return { traded, delisting: { kind: 'silent', return: null } };
  return { traded, delisting: { kind: 'takeover', return: Math.round(1e4 * (0.002 + 0.02 * random.uniform())) / 1e4 } };
}

/** Spells that start by chance at `rate` per year within `bounds`, each of 1 to `longest` sessions. */
function drawSpells(random: Random, rate: number, bounds: Spell, longest: number): Spell[] {
  const spells: Spell[] = [];
  if (rate <= 0) return spells;
  // The first session of a line is left alone: it has nothing before it that could be missing, split or carried.
  for (let session = bounds.from + 1; ; session += longest) {
    session += Math.floor((-Math.log(1 - random.uniform()) * SESSIONS_PER_YEAR) / rate);
    if (session > bounds.to) return spells;
    spells.push({ from: session, to: Math.min(bounds.to, session + random.below(longest)) });
  }
}

/** US dollars of the company at `rank` (from 1): 3 trillion at the top, about 70 billion at 100, a long thin tail. */
export function capOfRank(rank: number): number {
  return Math.max(5e7, 3e12 * rank ** -0.785 * Math.exp(-(rank - 1) / 700));
}

/** The tickers that these companies use, in the order of tickers by code unit. */
export function planLines(companies: readonly CompanyPlan[]): LinePlan[] {
  const lines = companies.flatMap((company, position) =>
    company.classes.flatMap((letter, shareClass) => {
      const line = (name: string, ticker: string, traded: Spell): LinePlan => ({
        ticker: letter === '' ? ticker : `${ticker}.${letter}`,
        name: letter === '' ? name : `${name} Class ${letter}`,
        company: position,
        shareClass,
        traded,
      });
      const { name, ticker, traded, rename } = company;
      if (rename === null) return [line(name, ticker, traded)];
      return [
        line(name, ticker, { from: traded.from, to: rename.session - 1 }),
        line(rename.name, rename.ticker, { from: rename.session, to: traded.to }),
      ];
    }),
  );
  return lines.sort((left, right) => (left.ticker < right.ticker ? -1 : 1));
}

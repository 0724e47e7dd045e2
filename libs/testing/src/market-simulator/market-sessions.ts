import { sectors } from './fictional-companies.js';
import { MARKET_STREAM, SECTOR_STREAM, SESSIONS_PER_YEAR } from './market-plan.js';
import type { CompanyPlan, LinePlan, MarketPlan, Spell } from './market-plan.js';
import { createRandom } from './random.js';
import type { Random } from './random.js';

/** A row of prices as the source would send it. Prices are as traded, in US cents; null where the source has none. */
export interface SimulatedBar {
  readonly ticker: string;
  readonly issuer: string;
  readonly openCents: number | null;
  readonly highCents: number | null;
  readonly lowCents: number | null;
  readonly closeCents: number | null;
  readonly volume: number | null;
  /** US dollars, of the whole company: the same on the lines of all its classes. */
  readonly marketCap: number | null;
  /** Fraction; on the session after the last trade of a line that left. */
  readonly delistingReturn: number | null;
  /** Of this class, after a split of this session. */
  readonly shares: number;
}

export interface SimulatedAction {
  readonly ticker: string;
  /** Split: new shares per old share. Dividend: US cents per share, after a split of the same session. */
  readonly value: number;
}

export interface SimulatedSession {
  readonly date: string;
  /** By ticker. Empty where the source lost the session. */
  readonly bars: readonly SimulatedBar[];
  readonly splits: readonly SimulatedAction[];
  readonly dividends: readonly SimulatedAction[];
}

interface ClassState {
  price: number;
  shares: number;
  openCents: number;
  highCents: number;
  lowCents: number;
  closeCents: number;
  volume: number;
  premium: number;
}

interface CompanyState {
  readonly plan: CompanyPlan;
  readonly random: Random;
  readonly classes: ClassState[];
  cap: number;
  splitFactor: number | null;
  dividendCents: number;
}

const MARKET_DRIFT = 0.07 / SESSIONS_PER_YEAR;
const MARKET_VOLATILITY = 0.15 / Math.sqrt(SESSIONS_PER_YEAR);
const SECTOR_VOLATILITY = 0.07 / Math.sqrt(SESSIONS_PER_YEAR);
const DISTRESS_SESSIONS = 60;
const DISTRESS_DRIFT = -0.035;
const PARTIAL_SHARE = 0.6;

/** Plays the plan session by session. One session is held at a time; running it again gives the same sessions. */
export function* simulateSessions(plan: MarketPlan): Generator<SimulatedSession> {
  const { options, sessions } = plan;
  const marketRandom = createRandom(options.seed, MARKET_STREAM);
  const sectorRandom = createRandom(options.seed, SECTOR_STREAM);
  const states: (CompanyState | null)[] = plan.companies.map(() => null);
  const sectorReturns = new Float64Array(sectors.length);
  let turbulence = 0;

  for (const [session, date] of sessions.entries()) {
    // Turbulence wanders around zero, so that calm and stormy months follow each other.
    turbulence = 0.98 * turbulence + 0.08 * marketRandom.normal();
    const marketReturn = MARKET_DRIFT + MARKET_VOLATILITY * Math.exp(turbulence) * marketRandom.normal();
    for (let sector = 0; sector < sectors.length; sector += 1) {
      sectorReturns[sector] = SECTOR_VOLATILITY * sectorRandom.normal();
    }
    for (const [position, company] of plan.companies.entries()) {
      if (session < company.traded.from || session > company.traded.to) continue;
      const known = states[position];
      const state = known ?? openCompany(company, options.seed);
      states[position] = state;
      if (known === null) tradeSession(state, 0);
      else advanceCompany(state, session, date, sessions[session - 1] ?? date, marketReturn, sectorReturns);
    }
    yield collectSession(plan, states, session, date);
  }
}

function openCompany(plan: CompanyPlan, seed: number): CompanyState {
  const random = createRandom(seed, plan.stream);
  const part = 1 / plan.classes.length;
  const classes = plan.classes.map((_, position) => ({
    price: plan.initialPrice * (1 + 0.02 * position),
    shares: Math.max(1, Math.round((plan.initialCap * part) / (plan.initialPrice * (1 + 0.02 * position)))),
    openCents: 0,
    highCents: 0,
    lowCents: 0,
    closeCents: 0,
    volume: 0,
    premium: 0,
  }));
  return { plan, random, classes, cap: 0, splitFactor: null, dividendCents: 0 };
}

function advanceCompany(
  state: CompanyState,
  session: number,
  date: string,
  previousDate: string,
  marketReturn: number,
  sectorReturns: Float64Array,
): void {
  const { plan, random } = state;
  const doomed = plan.delisting?.kind === 'bankruptcy' && session > plan.traded.to - DISTRESS_SESSIONS;
  const ownReturn = plan.volatility * random.normal() - plan.volatility ** 2 / 2 + (doomed ? DISTRESS_DRIFT : 0);
  const logReturn = plan.marketBeta * marketReturn + (sectorReturns[plan.sector] ?? 0) + ownReturn;
  state.splitFactor = plan.givenSplits?.get(session) ?? (plan.splits.has(session) ? chooseSplit(state) : null);
  state.dividendCents = 0;
  const factor = state.splitFactor ?? 1;
  for (const shareClass of state.classes) {
    shareClass.price /= factor;
    shareClass.closeCents /= factor;
    shareClass.shares = Math.max(1, Math.round(shareClass.shares * factor));
  }
  if (plan.dividendYield > 0 && isDividendSession(plan, date, previousDate)) {
    state.dividendCents = Math.round((25 * plan.dividendYield * (state.classes[0]?.closeCents ?? 0)) / 100);
  }
  tradeSession(state, logReturn);
}

/** The first session after the 9th of every third month. */
function isDividendSession(plan: CompanyPlan, date: string, previousDate: string): boolean {
  const month = Number(date.slice(5, 7));
  return month % 3 === plan.dividendMonth && date.slice(8) > '09' && previousDate < `${date.slice(0, 8)}10`;
}

/** High prices are split into small ones, very low ones are joined. */
function chooseSplit({ classes, random }: CompanyState): number {
  const price = classes[0]?.price ?? 0;
  if (price < 10) return 0.1;
  if (price < 60) return random.uniform() < 0.7 ? 1.5 : 1.25;
  return [2, 2, 3, 4, 5, 10, 20][random.below(price > 250 ? 7 : 3)] ?? 2;
}

function tradeSession(state: CompanyState, logReturn: number): void {
  const { random, plan } = state;
  state.cap = 0;
  for (const [position, shareClass] of state.classes.entries()) {
    const previousCents = shareClass.closeCents === 0 ? shareClass.price * 100 : shareClass.closeCents;
    const before = shareClass.premium;
    // Classes of one company move together but for a small premium that comes and goes.
    if (position > 0) shareClass.premium = 0.95 * before + 0.002 * random.normal();
    const moved = shareClass.price * Math.exp(logReturn + shareClass.premium - before);
    shareClass.price = Math.max(0.02, moved - state.dividendCents / 100);
    const close = Math.max(1, Math.round(shareClass.price * 100));
    const gap = plan.volatility * (random.uniform() - 0.5);
    const open = Math.max(1, Math.round((previousCents - state.dividendCents) * Math.exp(0.3 * logReturn + gap)));
    const reach = 1 + 0.8 * plan.volatility * random.uniform();
    shareClass.openCents = open;
    shareClass.closeCents = close;
    shareClass.highCents = Math.round(Math.max(open, close) * reach);
    shareClass.lowCents = Math.max(
      1,
      Math.round(Math.min(open, close) / (1 + 0.8 * plan.volatility * random.uniform())),
    );
    const activity = 0.004 * Math.exp(0.5 * (random.uniform() - 0.5) + 12 * Math.abs(logReturn));
    shareClass.volume = Math.round(shareClass.shares * Math.min(0.5, activity));
    state.cap += (shareClass.shares * close) / 100;
  }
  state.cap = Math.round(state.cap);
}

function collectSession(
  plan: MarketPlan,
  states: readonly (CompanyState | null)[],
  session: number,
  date: string,
): SimulatedSession {
  const missing = plan.missingSessions.has(session);
  const partial = plan.partialSessions.has(session);
  const bars: SimulatedBar[] = [];
  const splits: SimulatedAction[] = [];
  const dividends: SimulatedAction[] = [];
  for (const [position, line] of plan.lines.entries()) {
    const state = states[line.company];
    if (state === undefined || state === null) continue;
    if (session === line.traded.to + 1) pushDelisting(bars, line, state);
    if (!within(line.traded, session)) continue;
    if (state.splitFactor !== null) splits.push({ ticker: line.ticker, value: state.splitFactor });
    if (state.dividendCents > 0) dividends.push({ ticker: line.ticker, value: state.dividendCents });
    const lost = missing || (partial && ((position * 7919) % 100) / 100 >= PARTIAL_SHARE);
    if (!lost && !state.plan.halts.some((halt) => within(halt, session))) bars.push(barOf(line, state, session));
  }
  return { date, bars, splits, dividends };
}

function within(spell: Spell, session: number): boolean {
  return session >= spell.from && session <= spell.to;
}

function barOf(line: LinePlan, state: CompanyState, session: number): SimulatedBar {
  const shareClass = state.classes[line.shareClass];
  if (shareClass === undefined) throw new RangeError(`company of ${line.ticker} has no class ${line.shareClass}`);
  const { openCents, highCents, lowCents, closeCents, volume, shares } = shareClass;
  return {
    ticker: line.ticker,
    issuer: state.plan.issuer,
    openCents,
    highCents,
    lowCents,
    closeCents,
    volume,
    marketCap: state.plan.missingCaps.some((spell) => within(spell, session)) ? null : state.cap,
    delistingReturn: null,
    shares,
  };
}

/** What the holders of a line got after its last trade; a line that was only renamed has no such row. */
function pushDelisting(bars: SimulatedBar[], line: LinePlan, { plan }: CompanyState): void {
  if (plan.delisting === null || plan.delisting.return === null || line.traded.to !== plan.traded.to) return;
  bars.push({
    ticker: line.ticker,
    issuer: plan.issuer,
    openCents: null,
    highCents: null,
    lowCents: null,
    closeCents: null,
    volume: null,
    marketCap: null,
    delistingReturn: plan.delisting.return,
    shares: 0,
  });
}

import type { DrawnFault, NamedFault, Vendor } from './vendor-script.js';
import { addDays, newYorkDate, newestPublished, publishedAt } from './new-york-time.js';
import { splitFactor } from './share-filings.js';
import { nameOn } from './vendor-line.js';
import type { VendorLine } from './vendor-line.js';
import type { VendorMarket } from './vendor-market.js';

/** Splits and dividends are known so long before their ex-date. */
const ANNOUNCED_DAYS = 10;
const HALF_LOADED_SHARE = 0.6;
const POISON_FACTOR = 10;
const MEGA_CAPS = 5;
const DUPLICATED_EVERY = 10;

/** A row of a session; US dollars. */
export interface ServedBar {
  readonly line: VendorLine;
  readonly ticker: string;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
  marketCap: number | null;
}

export interface ServedDay {
  /** The session that the rows are of, which need not be the one asked for. */
  readonly session: string;
  readonly bars: ServedBar[];
}

/** The market as one vendor tells it in one answer: what can be known at `now`, with what the script does to it. */
export class ServedMarket {
  readonly today: string;

  constructor(
    readonly market: VendorMarket,
    readonly vendor: Vendor,
    readonly now: Date,
    private readonly fault: DrawnFault | null,
    private readonly named: readonly NamedFault[],
  ) {
    this.today = newYorkDate(now);
  }

  /** The newest session whose rows are out; null before the first. */
  newestSession(): string | null {
    const newest = newestPublished(this.now);
    const last = this.market.sessions.at(-1) ?? '';
    const known = newest !== null && newest > last ? last : newest;
    return known === null || this.market.positionOf(known) === undefined ? null : known;
  }

  /** Actions up to this day are known. */
  get announcedUntil(): string {
    return addDays(this.today, ANNOUNCED_DAYS);
  }

  /** The rows of a session; empty when it is none, or not over. `adjusted` as some vendors do it: by every split since. */
  day(session: string, adjusted: boolean): ServedDay {
    const position = this.market.positionOf(session);
    if (position === undefined || publishedAt(session) > this.now) return { session, bars: [] };
    const served = this.fault?.kind === 'wrong-day' ? Math.max(0, position - 1) : position;
    const servedSession = this.market.sessions[served] ?? session;
    let bars = this.market.lines.flatMap((line) => this.barOf(line, served, servedSession) ?? []);
    bars.sort((left, right) => (left.ticker < right.ticker ? -1 : 1));
    if (this.fault?.kind === 'half-loaded') {
      const { random } = this.fault;
      bars = bars.filter(() => random.uniform() < HALF_LOADED_SHARE);
    }
    if (this.fault?.kind === 'poisoned-row') this.poison(bars);
    if (adjusted) for (const bar of bars) adjust(bar, splitFactor(bar.line.splits, servedSession, this.today));
    // The vendor has already worked in what is only announced.
    if (this.fault?.kind === 'adjusted') {
      for (const bar of bars) adjust(bar, splitFactor(bar.line.splits, servedSession, this.announcedUntil));
    }
    return { session: servedSession, bars: this.rows(bars) };
  }

  /** The cap that the vendor says of a line on a session; null: none. Of the company where it has several classes. */
  cap(line: VendorLine, session: string): number | null {
    const position = this.market.positionOf(session);
    if (position === undefined || publishedAt(session) > this.now) return null;
    const cap = this.barOf(line, position, session)?.marketCap ?? null;
    if (cap === null || this.fault?.kind !== 'poisoned-row') return cap;
    return this.fault.random.uniform() < 0.5 ? null : cap * POISON_FACTOR;
  }

  /** The rows of a list, some of them twice where the script says so. */
  rows<Row>(rows: Row[]): Row[] {
    if (this.fault?.kind !== 'duplicated') return rows;
    return rows.flatMap((row, position) => (position % DUPLICATED_EVERY === 0 ? [row, row] : [row]));
  }

  private barOf(line: VendorLine, position: number, session: string): ServedBar | null {
    const { open, high, low, close, volume } = line.prices;
    const dollars = (cents: Float64Array): number => (cents[position] ?? Number.NaN) / 100;
    const ticker = nameOn(line, session)?.ticker;
    if (ticker === undefined || Number.isNaN(dollars(close))) return null;
    const bar: ServedBar = {
      line,
      ticker,
      open: dollars(open),
      high: dollars(high),
      low: dollars(low),
      close: dollars(close),
      volume: volume[position] ?? 0,
      marketCap: this.market.marketCap(line, position),
    };
    let present = true;
    for (const fault of this.named) {
      if (fault.vendor !== this.vendor || fault.session !== session || fault.ticker !== ticker) continue;
      if (this.now < fault.until) present = distort(bar, fault) && present;
    }
    return present ? bar : null;
  }

  /** One of the largest companies gets a close or a cap that is ten times too big, or no cap. */
  private poison(bars: readonly ServedBar[]): void {
    const { random } = this.fault ?? {};
    if (random === undefined) return;
    const stock = bars.filter(({ line }) => line.type === 'CS');
    const largest = [...stock].sort((left, right) => (right.marketCap ?? 0) - (left.marketCap ?? 0));
    const victim = largest[random.below(Math.min(MEGA_CAPS, Math.max(1, largest.length)))];
    if (victim === undefined) return;
    victim.close *= POISON_FACTOR;
    victim.high = Math.max(victim.high, victim.close);
    if (victim.marketCap !== null) victim.marketCap = random.uniform() < 0.5 ? null : victim.marketCap * POISON_FACTOR;
  }
}

function adjust(bar: ServedBar, factor: number): void {
  bar.open /= factor;
  bar.high /= factor;
  bar.low /= factor;
  bar.close /= factor;
  bar.volume *= factor;
}

/** False where nothing is left of the row. */
function distort(bar: ServedBar, { field, factor }: NamedFault): boolean {
  if (field === 'marketCap') {
    bar.marketCap = factor === null || bar.marketCap === null ? null : bar.marketCap * factor;
    return true;
  }
  if (factor === null) return false;
  const scale = field === 'volume' ? 1 : 100;
  bar[field] = Math.round(bar[field] * factor * scale) / scale;
  bar.high = Math.max(bar.high, bar.close);
  bar.low = Math.min(bar.low, bar.close);
  return true;
}

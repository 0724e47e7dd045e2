import type { NameTable } from './name-table.js';

/** Rows of one line that have the issuer and the marking in common; the three lists belong together, one entry per row. */
export interface LineRows {
  readonly ticker: string;
  readonly issuer: string | null;
  /** False: marked as not eligible. */
  readonly eligible: boolean;
  /** Positions among the block's sessions. */
  readonly days: ArrayLike<number>;
  /** US dollars; NaN where there is none. */
  readonly closes: ArrayLike<number>;
  readonly caps: ArrayLike<number>;
}

/** A row with a delisting return. */
export interface DelistingRow {
  readonly ticker: string;
  readonly day: number;
  readonly close: number | null;
  readonly marketCap: number | null;
  readonly issuer: string | null;
  readonly eligible: boolean | null;
  readonly delistingReturn: number;
}

/** A row with a delisting return lies apart; its cell says so and holds no price. */
const ROW = 1;
const MARKED = 2;
const DELISTING = 4;

/** Bytes of one cell: close, cap, flags, and its place in the order. */
const CELL_BYTES = 8 + 8 + 1 + 4;

/**
 * The rows of the whole market over a few sessions as tables of numbers: one cell for each line and session, whether it has a row or
 * not. For each session the lines that traded with a market cap are kept in the order of their caps.
 */
export class MarketBlock {
  /** By ticker, code unit by code unit: numbers of the name table. */
  readonly lines: Uint32Array;
  readonly delistings: readonly DelistingRow[];
  /** Lines that traded without a market cap on some session: their caps follow from earlier ones. */
  readonly capless: Uint32Array;
  /** By place: 1 for a line that traded with a market cap on some session. */
  readonly capped: Uint8Array;
  /** Each line with each issuer that its rows name: pairs of numbers. */
  readonly issuers: Uint32Array;
  private readonly closes: Float64Array;
  private readonly caps: Float64Array;
  private readonly flags: Uint8Array;
  /** One more than the number of the issuer, 0 where the row names none; null when no row names any. */
  private readonly rowIssuers: Uint32Array | null;
  private readonly orders: Uint32Array[];

  constructor(
    readonly sessions: readonly string[],
    rows: readonly LineRows[],
    delistings: readonly DelistingRow[],
    names: { readonly lines: NameTable; readonly issuers: NameTable },
  ) {
    const tickers = [...new Set([...rows, ...delistings].map(({ ticker }) => ticker))].sort(byCodeUnit);
    const places = new Map(tickers.map((ticker, place) => [ticker, place]));
    this.lines = Uint32Array.from(tickers, (ticker) => names.lines.numberOf(ticker));
    this.delistings = delistings;
    const cells = tickers.length * sessions.length;
    this.closes = new Float64Array(cells).fill(NaN);
    this.caps = new Float64Array(cells).fill(NaN);
    this.flags = new Uint8Array(cells);
    this.rowIssuers = rows.some(({ issuer }) => issuer !== null) ? new Uint32Array(cells) : null;
    const pairs: number[] = [];
    for (const line of rows) {
      const place = places.get(line.ticker) as number;
      const issuer = line.issuer === null ? 0 : names.issuers.numberOf(line.issuer) + 1;
      if (issuer > 0) pairs.push(this.lines[place] as number, issuer - 1);
      this.setRows(place * sessions.length, line, issuer);
    }
    for (const { ticker, day } of delistings) {
      this.flags[(places.get(ticker) as number) * sessions.length + day] = ROW | DELISTING;
    }
    this.issuers = Uint32Array.from(pairs);
    this.capless = this.findCapless();
    this.orders = sessions.map((_session, day) => this.orderOf(day));
    this.capped = new Uint8Array(tickers.length);
    for (const order of this.orders) for (const place of order) this.capped[place] = 1;
  }

  /** Of memory, about. */
  get bytes(): number {
    return this.closes.length * (CELL_BYTES + (this.rowIssuers === null ? 0 : 4));
  }

  /** Places of the lines that traded on the day with a market cap: the largest first, equal ones by ticker. */
  order(day: number): Uint32Array {
    return this.orders[day] as Uint32Array;
  }

  capAt(place: number, day: number): number {
    return this.caps[place * this.sessions.length + day] as number;
  }

  closeAt(place: number, day: number): number {
    return this.closes[place * this.sessions.length + day] as number;
  }

  /** Whether the line has a row of the day, other than one with a delisting return. */
  hasRow(place: number, day: number): boolean {
    return ((this.flags[place * this.sessions.length + day] as number) & (ROW | DELISTING)) === ROW;
  }

  isMarked(place: number, day: number): boolean {
    return ((this.flags[place * this.sessions.length + day] as number) & MARKED) !== 0;
  }

  /** Number of the issuer that the row names; null when it names none. */
  issuerAt(place: number, day: number): number | null {
    const issuer = this.rowIssuers?.[place * this.sessions.length + day] ?? 0;
    return issuer === 0 ? null : issuer - 1;
  }

  private setRows(start: number, { days, closes, caps, eligible }: LineRows, issuer: number): void {
    for (let at = 0; at < days.length; at += 1) {
      const cell = start + (days[at] as number);
      this.closes[cell] = closes[at] as number;
      this.caps[cell] = caps[at] as number;
      this.flags[cell] = eligible ? ROW : ROW | MARKED;
      if (this.rowIssuers !== null) this.rowIssuers[cell] = issuer;
    }
  }

  private findCapless(): Uint32Array {
    const days = this.sessions.length;
    const isCapless = (place: number): boolean => {
      for (let cell = place * days; cell < (place + 1) * days; cell += 1) {
        if ((this.closes[cell] as number) > 0 && !((this.caps[cell] as number) > 0)) return true;
      }
      return false;
    };
    return this.lines.filter((_line, place) => isCapless(place));
  }

  /** Sorting numbers alone is much faster than sorting lines by them; each line then finds its place by its cap. */
  private orderOf(day: number): Uint32Array {
    const days = this.sessions.length;
    const ranked: number[] = [];
    for (let place = 0; place < this.lines.length; place += 1) {
      const cell = place * days + day;
      if ((this.closes[cell] as number) > 0 && (this.caps[cell] as number) > 0) ranked.push(place);
    }
    const falling = Float64Array.from(ranked, (place) => -(this.caps[place * days + day] as number)).sort();
    const order = new Uint32Array(ranked.length);
    const equals = new Uint32Array(ranked.length);
    for (const place of ranked) {
      const larger = firstNotBelow(falling, -(this.caps[place * days + day] as number));
      order[larger + (equals[larger] as number)] = place;
      equals[larger] = (equals[larger] as number) + 1;
    }
    return order;
  }
}

function firstNotBelow(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

import type { LineSplit, ShareFiling } from './share-filings.js';

/** As Massive writes it. */
export type InstrumentType = 'CS' | 'ADRC' | 'ETF' | 'WARRANT' | 'UNIT' | 'PFD';
export type Exchange = 'NYSE' | 'NASDAQ' | 'NYSE Arca';

export interface VendorCompany {
  /** Central index key, ten digits. */
  readonly cik: string;
  readonly sector: string;
  /** Its lines of common stock, in the order of classes. */
  readonly lines: VendorLine[];
}

/** A ticker of a line; days of the calendar, both included. */
export interface LineName {
  readonly ticker: string;
  readonly name: string;
  readonly from: string;
  /** Null: to the end of the line. */
  readonly to: string | null;
}

/** Prices of one line, US cents as traded, by position of the session; NaN where it did not trade. */
export interface LinePrices {
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

/** One line for as long as it lives, whatever it is called. */
export interface VendorLine {
  readonly type: InstrumentType;
  readonly exchange: Exchange;
  /** Null for funds, which have no company. */
  readonly company: VendorCompany | null;
  readonly compositeFigi: string;
  readonly shareClassFigi: string;
  /** Oldest first. */
  readonly names: readonly LineName[];
  readonly listedOn: string;
  /** The last session on which it was listed; null while it is. */
  readonly leftAfter: string | null;
  /** Whether reference data say that it left. */
  readonly leavingAnnounced: boolean;
  readonly prices: LinePrices;
  /** By ex-date. */
  readonly splits: LineSplit[];
  /** US dollars per share, by ex-date. */
  readonly dividends: { readonly exDate: string; readonly amount: number }[];
  /** Of this class. A line without filings has a fixed count, or no cap at all where that is null as well. */
  filings: readonly ShareFiling[];
  readonly fixedShares: number | null;
}

/** What a line is called on a day, also after it left; null before it was listed. */
export function nameOn({ names }: VendorLine, date: string): LineName | null {
  return names.filter(({ from }) => from <= date).at(-1) ?? null;
}

export function emptyPrices(sessions: number): LinePrices {
  const column = (): Float64Array => new Float64Array(sessions).fill(Number.NaN);
  return { open: column(), high: column(), low: column(), close: column(), volume: column() };
}

export function figi(kind: 'composite' | 'class', number: number): string {
  return `${kind === 'composite' ? 'BBG000C' : 'BBG001S'}${number.toString(36).toUpperCase().padStart(5, '0')}`;
}

import { z } from 'zod';
import { malformed } from '../vendor-json.js';
import { dateField, marketCapField, readRows, tickerField } from '../vendor-rows.js';
import { FMP } from './fmp-answer.js';

const row = z.object({ symbol: tickerField, date: dateField, marketCap: marketCapField.or(z.literal(0)).nullable() });

/** A cap that is 0 or null is one the vendor does not have. Two that contradict each other are none. */
function putCap(caps: Map<string, number>, contradicted: Set<string>, key: string, cap: number | null): void {
  if (cap === null || cap === 0) return;
  const earlier = caps.get(key);
  if (earlier !== undefined && earlier !== cap) contradicted.add(key);
  caps.set(key, cap);
}

/**
 * The history of one line: caps by day. Only the days `first` to `last` are taken.
 * @throws UpstreamError `malformed` when the rows are of another line
 */
export function readFmpCapHistory(
  values: readonly unknown[],
  { ticker, first, last }: { readonly ticker: string; readonly first: string; readonly last: string },
): ReadonlyMap<string, number> {
  const { rows } = readRows(FMP, values, row, 'symbol');
  const caps = new Map<string, number>();
  const contradicted = new Set<string>();
  for (const { symbol, date, marketCap } of rows) {
    if (symbol !== ticker) throw malformed(FMP, `the history of ${ticker} has rows of ${symbol}`);
    if (date >= first && date <= last) putCap(caps, contradicted, date, marketCap);
  }
  for (const date of contradicted) caps.delete(date);
  return caps;
}

/** The caps of many lines on `session`; rows of other days, and of lines that were not asked for, are left out. */
export function readFmpCapBatch(
  values: readonly unknown[],
  { tickers, session }: { readonly tickers: readonly string[]; readonly session: string },
): ReadonlyMap<string, number> {
  const { rows } = readRows(FMP, values, row, 'symbol');
  const asked = new Set(tickers);
  const caps = new Map<string, number>();
  const contradicted = new Set<string>();
  for (const { symbol, date, marketCap } of rows) {
    if (date === session && asked.has(symbol)) putCap(caps, contradicted, symbol, marketCap);
  }
  for (const ticker of contradicted) caps.delete(ticker);
  return caps;
}

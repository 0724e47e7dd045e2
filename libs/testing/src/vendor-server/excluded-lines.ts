import { sectors } from '../market-simulator/fictional-companies.js';
import { createRandom } from '../market-simulator/random.js';
import type { Random } from '../market-simulator/random.js';
import { addDays } from './new-york-time.js';
import { emptyPrices, figi } from './vendor-line.js';
import type { InstrumentType, VendorCompany, VendorLine } from './vendor-line.js';
import type { VendorMarketOptions } from './vendor-market-options.js';

const EXCLUDED_STREAM = 900_000;
const FIRST_RECEIPT_CIK = 9_900_000;
const FIRST_FIGI = 1_000_000;

interface Kind {
  readonly type: InstrumentType;
  /** Whether it belongs to a company that has common stock as well. */
  readonly hosted: boolean;
  readonly count: number;
  readonly exchange: VendorLine['exchange'];
  readonly price: number;
  /** Of the largest; US dollars. Null: nobody says a cap. */
  readonly cap: number | null;
  readonly ticker: (number: number, host: string) => string;
  readonly name: (number: number, host: string) => string;
}

/** Invented funds, receipts and what else is quoted beside common stock, with prices of their own. */
export function addExcludedLines(
  { seed, excluded }: Pick<VendorMarketOptions, 'seed' | 'excluded'>,
  sessions: readonly string[],
  companies: readonly VendorCompany[],
): VendorLine[] {
  // prettier-ignore
  const kinds: readonly Kind[] = [
    { type: 'ETF', hosted: false, count: excluded.funds, exchange: 'NYSE Arca', price: 450, cap: 4.5e12, ticker: (n) => `ZQF${letter(n)}X`, name: (n) => `Zanquor Broad Market ${n + 1} ETF` },
    { type: 'ADRC', hosted: false, count: excluded.receipts, exchange: 'NYSE', price: 160, cap: 9e11, ticker: (n) => `ZQA${letter(n)}Y`, name: (n) => `Zanquor Overseas ${n + 1} American Depositary Shares` },
    { type: 'WARRANT', hosted: true, count: excluded.warrants, exchange: 'NYSE', price: 4, cap: 2e11, ticker: (_, host) => `${host}.WS`, name: (_, host) => `${host} Warrant` },
    { type: 'UNIT', hosted: true, count: excluded.units, exchange: 'NYSE', price: 11, cap: null, ticker: (_, host) => `${host}.U`, name: (_, host) => `${host} Units` },
    { type: 'PFD', hosted: true, count: excluded.preferred, exchange: 'NYSE', price: 24, cap: null, ticker: (_, host) => `${host}pA`, name: (_, host) => `${host} Series A Preferred Stock` },
  ];
  const hosts = companies
    .flatMap(({ lines }) => (lines.length === 1 ? lines : []))
    .filter((line) => line.names.length === 1 && line.leftAfter === null && line.listedOn < (sessions[0] ?? ''));
  const result: VendorLine[] = [];
  for (const kind of kinds) {
    for (let number = 0; number < kind.count; number += 1) {
      // Small companies host them, so that a leaking line is a wrong one and not merely a second one.
      const host = hosts.at(-1 - ((result.length * 7) % Math.max(1, hosts.length)));
      if (kind.hosted && host === undefined) continue;
      result.push(
        excludedLine(kind, number, host, sessions, createRandom(seed, EXCLUDED_STREAM + result.length), result.length),
      );
    }
  }
  return result;
}

function excludedLine(
  kind: Kind,
  number: number,
  host: VendorLine | undefined,
  sessions: readonly string[],
  random: Random,
  position: number,
): VendorLine {
  const { hosted } = kind;
  const hostTicker = host?.names[0]?.ticker ?? '';
  const listedOn = addDays(sessions[0] ?? '', -100 - random.below(2000));
  const price = kind.price * Math.exp(0.3 * random.normal());
  const cap = kind.cap === null ? null : kind.cap / (number + 1);
  const receiptCompany = {
    cik: String(FIRST_RECEIPT_CIK + number).padStart(10, '0'),
    sector: sectors[0].name,
    lines: [],
  };
  const line: VendorLine = {
    type: kind.type,
    exchange: hosted ? (host?.exchange ?? kind.exchange) : kind.exchange,
    company: hosted ? (host?.company ?? null) : kind.type === 'ADRC' ? receiptCompany : null,
    compositeFigi: figi('composite', FIRST_FIGI + position),
    shareClassFigi: figi('class', FIRST_FIGI + position),
    names: [{ ticker: kind.ticker(number, hostTicker), name: kind.name(number, hostTicker), from: listedOn, to: null }],
    listedOn,
    leftAfter: null,
    leavingAnnounced: true,
    prices: emptyPrices(sessions.length),
    splits: [],
    dividends: [],
    filings: [],
    fixedShares: cap === null ? null : Math.round(cap / price),
  };
  walk(line, price, cap, random);
  if (kind.type === 'ETF') payDividends(line, sessions);
  return line;
}

function walk({ prices }: VendorLine, first: number, cap: number | null, random: Random): void {
  let close = Math.max(1, Math.round(first * 100));
  const traded = cap === null ? 20_000 : Math.max(20_000, Math.round((cap / first) * 0.02));
  for (let position = 0; position < prices.close.length; position += 1) {
    const open = close;
    close = Math.max(1, Math.round(close * Math.exp(0.009 * random.normal())));
    prices.open[position] = open;
    prices.close[position] = close;
    prices.high[position] = Math.max(open, close) + random.below(3);
    prices.low[position] = Math.max(1, Math.min(open, close) - random.below(3));
    prices.volume[position] = Math.round(traded * (0.5 + random.uniform()));
  }
}

/** In the first session of every quarter. */
function payDividends(line: VendorLine, sessions: readonly string[]): void {
  const quarter = (date: string): number => Math.floor((Number(date.slice(5, 7)) - 1) / 3);
  for (const [position, session] of sessions.entries()) {
    const before = sessions[position - 1];
    if (before === undefined || quarter(before) === quarter(session)) continue;
    line.dividends.push({ exDate: session, amount: 1.25 });
  }
}

function letter(number: number): string {
  return String.fromCharCode(65 + (number % 26)) + (number >= 26 ? String(Math.floor(number / 26)) : '');
}

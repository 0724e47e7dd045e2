import { nameOn } from './vendor-line.js';
import type { VendorLine } from './vendor-line.js';
import type { VendorMarket } from './vendor-market.js';

/** The files of the import that say the same as vendors do once they say the truth, in the order in which they are best loaded. */
export const truthKinds = ['stocks', 'splits', 'dividends', 'renames', 'prices'] as const;
export type TruthKind = (typeof truthKinds)[number];

const HEADERS: Readonly<Record<TruthKind, string>> = {
  stocks: 'ticker,name,sector,exchange,issuer,type,listed_on,delisted_on',
  splits: 'ticker,ex_date,factor',
  dividends: 'ticker,ex_date,amount',
  renames: 'ticker,effective_on,new_ticker',
  prices: 'date,ticker,open,high,low,close,volume,market_cap,eligible,issuer',
};

/** The market as CSV files (UTF-8, `\n`) of common stock alone. Market caps are `VendorMarket.marketCap`, with every bit. */
export function truthFiles(market: VendorMarket): Readonly<Record<TruthKind, () => Generator<Uint8Array>>> {
  const stock = market.lines.filter(({ type }) => type === 'CS');
  return {
    stocks: () => encode('stocks', stockRows(stock)),
    splits: () =>
      encode(
        'splits',
        actionRows(stock, (line) => line.splits.map(({ exDate, factor }) => [exDate, factor])),
      ),
    dividends: () =>
      encode(
        'dividends',
        actionRows(stock, (line) => line.dividends.map(({ exDate, amount }) => [exDate, amount])),
      ),
    renames: () => encode('renames', renameRows(stock)),
    prices: () => encode('prices', priceRows(market, stock)),
  };
}

/** One row for each ticker. A ticker that its line gave up has no last day: nothing was delisted. */
function* stockRows(stock: readonly VendorLine[]): Generator<string> {
  for (const line of stock) {
    for (const name of line.names) {
      const current = name === line.names.at(-1);
      const delistedOn = current && line.leavingAnnounced ? (line.leftAfter ?? '') : '';
      const listing = `${line.exchange},${line.company?.cik ?? ''},${line.type},${line.listedOn},${delistedOn}`;
      yield `${name.ticker},${name.name},${line.company?.sector ?? ''},${listing}\n`;
    }
  }
}

function* actionRows(
  stock: readonly VendorLine[],
  actionsOf: (line: VendorLine) => readonly (readonly [exDate: string, value: number])[],
): Generator<string> {
  for (const line of stock) {
    for (const [exDate, value] of actionsOf(line)) yield `${nameOn(line, exDate)?.ticker},${exDate},${value}\n`;
  }
}

function* renameRows(stock: readonly VendorLine[]): Generator<string> {
  for (const { names } of stock) {
    for (const [position, { ticker, from }] of names.entries()) {
      const before = names[position - 1];
      if (before !== undefined) yield `${before.ticker},${from},${ticker}\n`;
    }
  }
}

function* priceRows(market: VendorMarket, stock: readonly VendorLine[]): Generator<string> {
  for (const [position, session] of market.sessions.entries()) {
    let text = '';
    for (const line of stock) {
      const { open, high, low, close, volume } = line.prices;
      if (Number.isNaN(close[position])) continue;
      const prices = [open, high, low, close].map((cents) => String((cents[position] ?? Number.NaN) / 100)).join(',');
      const size = `${volume[position]},${market.marketCap(line, position) ?? ''}`;
      text += `${session},${nameOn(line, session)?.ticker},${prices},${size},true,${line.company?.cik ?? ''}\n`;
    }
    yield text;
  }
}

function* encode(kind: TruthKind, rows: Iterable<string>): Generator<Uint8Array> {
  let text = `${HEADERS[kind]}\n`;
  for (const row of rows) {
    text += row;
    if (text.length < 64 * 1024) continue;
    yield Buffer.from(text, 'utf8');
    text = '';
  }
  if (text !== '') yield Buffer.from(text, 'utf8');
}

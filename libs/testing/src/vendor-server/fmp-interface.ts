import { isCalendarDate } from '#domain/calendar-date';
import { ratioOf } from './massive-interface.js';
import type { ServedMarket } from './served-market.js';
import { splitFactor } from './share-filings.js';
import { spelledFor } from './ticker-spelling.js';
import { nameOn } from './vendor-line.js';
import type { VendorLine } from './vendor-line.js';
import { json, numberOf } from './vendor-route.js';
import type { VendorAnswer, VendorInterface, VendorQuestion } from './vendor-route.js';

const LARGEST_HISTORY = 5000;
const LARGEST_LIST_PAGE = 100;
const LONGEST_QUERY_YEARS = 5;

/** Of lines of other exchanges, of which the bulk file is full. */
const ELSEWHERE = ['ZQONE.L', 'ZQTWO.TO', 'ZQTHREE.DE'];

function failure(status: number, text: string): VendorAnswer {
  return json({ 'Error Message': text }, status);
}

function symbolOn(line: VendorLine, date: string): string {
  return spelledFor('fmp', nameOn(line, date)?.ticker ?? '');
}

/** The vendor knows a line by its present symbol alone. */
function lineOfSymbol(symbol: string, served: ServedMarket): VendorLine | undefined {
  return served.market.lines.find((line) => line.listedOn <= served.today && symbolOn(line, served.today) === symbol);
}

function capRow(line: VendorLine, session: string, served: ServedMarket): { [field: string]: unknown } | null {
  const marketCap = served.cap(line, session);
  return marketCap === null ? null : { symbol: symbolOn(line, served.today), date: session, marketCap };
}

function historicalCaps({ query }: VendorQuestion, served: ServedMarket): VendorAnswer {
  const line = lineOfSymbol(query.get('symbol') ?? '', served);
  if (line === undefined) return json([]);
  const to = query.get('to') ?? served.today;
  const from = query.get('from') ?? '0001-01-01';
  const limit = numberOf(query, 'limit', 100, LARGEST_HISTORY);
  const longest = `${Number(to.slice(0, 4)) - LONGEST_QUERY_YEARS}${to.slice(4)}`;
  const rows = [];
  for (let position = served.market.sessions.length - 1; position >= 0 && rows.length < limit; position -= 1) {
    const session = served.market.sessions[position] ?? '';
    if (session > to || session < from || session < longest) continue;
    const row = capRow(line, session, served);
    if (row !== null) rows.push(row);
  }
  return json(served.rows(rows));
}

function newestCaps(symbols: readonly string[], served: ServedMarket): VendorAnswer {
  const session = served.newestSession();
  if (session === null) return json([]);
  const rows = symbols.flatMap((symbol) => {
    const line = lineOfSymbol(symbol, served);
    return line === undefined ? [] : (capRow(line, session, served) ?? []);
  });
  return json(served.rows(rows));
}

/** Prices as traded beside adjusted ones; low stands before high here and large volumes are in powers of ten. */
function bulkDay({ query }: VendorQuestion, served: ServedMarket): VendorAnswer {
  const date = query.get('date') ?? '';
  if (!isCalendarDate(date)) return failure(400, "Invalid or missing query parameter 'date'");
  const { session, bars } = served.day(date, false);
  const lines = ['"symbol","date","open","low","high","close","adjClose","volume"'];
  for (const bar of bars) {
    const adjusted = bar.close / splitFactor(bar.line.splits, session, served.today);
    const volume = bar.volume >= 1e7 ? bar.volume.toExponential() : String(bar.volume);
    const numbers = [bar.open, bar.low, bar.high, bar.close, adjusted, volume];
    lines.push([spelledFor('fmp', bar.ticker), session, ...numbers].map((field) => `"${field}"`).join(','));
  }
  if (bars.length > 0)
    for (const symbol of ELSEWHERE) lines.push(`"${symbol}","${session}","10","9.5","10.5","10.1","10.1","1000"`);
  const answer = json(query.get('datatype') === 'json' ? bulkRows(lines) : []);
  return query.get('datatype') === 'json'
    ? answer
    : { ...answer, contentType: 'text/csv', body: `${lines.join('\n')}\n` };
}

function bulkRows([header = '', ...lines]: readonly string[]): unknown {
  const fieldsOf = (line: string): string[] => line.split(',').map((field) => field.slice(1, -1));
  const names = fieldsOf(header);
  return lines.map((line) =>
    Object.fromEntries(fieldsOf(line).map((field, at) => [names[at], at < 2 ? field : Number(field)])),
  );
}

function sharesFloat({ query }: VendorQuestion, served: ServedMarket): VendorAnswer {
  const limit = Math.max(1, numberOf(query, 'limit', 1000, LARGEST_HISTORY));
  const from = numberOf(query, 'page', 0, 1e6) * limit;
  const rows = served.market.lines.flatMap((line) => {
    const outstandingShares = served.market.sharesOn(line, served.today);
    if (outstandingShares === null || line.listedOn > served.today) return [];
    const floatShares = Math.round(outstandingShares * 0.93);
    const date = `${served.today} 06:00:00`;
    return [{ symbol: symbolOn(line, served.today), date, freeFloat: 93, floatShares, outstandingShares }];
  });
  return json(served.rows(rows.slice(from, from + limit)));
}

function splitsCalendar({ query }: VendorQuestion, served: ServedMarket): VendorAnswer {
  const from = query.get('from') ?? served.today;
  const to = query.get('to') ?? served.announcedUntil;
  const rows = served.market.lines.flatMap((line) =>
    line.splits
      .filter(({ exDate }) => exDate >= from && exDate <= to && exDate <= served.announcedUntil)
      .map(({ exDate, factor }) => {
        const [numerator, denominator] = ratioOf(factor);
        return { symbol: symbolOn(line, exDate), date: exDate, numerator, denominator };
      }),
  );
  return json(served.rows(rows.sort((left, right) => (left.date > right.date ? -1 : 1))));
}

function delistedCompanies({ query }: VendorQuestion, served: ServedMarket): VendorAnswer {
  const limit = Math.max(1, numberOf(query, 'limit', LARGEST_LIST_PAGE, LARGEST_LIST_PAGE));
  const from = numberOf(query, 'page', 0, 1e6) * limit;
  const rows = served.market.lines
    .filter((line) => line.leftAfter !== null && !served.market.isListed(line, served.today))
    .map((line) => ({
      symbol: symbolOn(line, served.today),
      companyName: nameOn(line, served.today)?.name,
      exchange: line.exchange,
      ipoDate: line.listedOn,
      delistedDate: line.leftAfter ?? '',
    }))
    .sort((left, right) => (left.delistedDate > right.delistedDate ? -1 : 1));
  return json(served.rows(rows.slice(from, from + limit)));
}

function symbolChanges({ query }: VendorQuestion, served: ServedMarket): VendorAnswer {
  const rows = served.market.lines.flatMap((line) =>
    line.names.slice(1).flatMap(({ name, ticker, from }, position) => {
      const before = line.names[position]?.ticker ?? '';
      const change = { oldSymbol: spelledFor('fmp', before), newSymbol: spelledFor('fmp', ticker) };
      return from > served.today ? [] : [{ date: from, companyName: name, ...change }];
    }),
  );
  rows.sort((left, right) => (left.date > right.date ? -1 : 1));
  return json(served.rows(rows.slice(0, numberOf(query, 'limit', LARGEST_LIST_PAGE, LARGEST_HISTORY))));
}

export const fmp: VendorInterface = {
  vendor: 'fmp',
  routes: [
    { pattern: /^\/historical-market-capitalization$/, subject: 'caps', answer: historicalCaps },
    {
      pattern: /^\/market-capitalization-batch$/,
      subject: 'caps',
      answer: ({ query }, served) => newestCaps((query.get('symbols') ?? '').split(','), served),
    },
    {
      pattern: /^\/market-capitalization$/,
      subject: 'caps',
      answer: ({ query }, served) => newestCaps([query.get('symbol') ?? ''], served),
    },
    { pattern: /^\/eod-bulk$/, subject: 'market-day', answer: bulkDay },
    { pattern: /^\/shares-float-all$/, subject: 'list', answer: sharesFloat },
    { pattern: /^\/splits-calendar$/, subject: 'list', answer: splitsCalendar },
    { pattern: /^\/delisted-companies$/, subject: 'list', answer: delistedCompanies },
    { pattern: /^\/symbol-change$/, subject: 'list', answer: symbolChanges },
  ],
  keyOf: (query, headers) => query.get('apikey') ?? headers['apikey'] ?? null,
  unknownKey: () =>
    failure(401, 'Invalid API KEY. Feel free to create a Free API Key or visit the documentation for details.'),
  tooMany: () => failure(429, 'Limit Reach . Please upgrade your plan or visit the documentation for details.'),
  errorObject: () => failure(200, 'Limit Reach . Please upgrade your plan or visit the documentation for details.'),
  notFound: () => failure(404, 'Endpoint not found'),
};

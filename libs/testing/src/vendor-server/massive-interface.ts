import { isEarlyClose, isSession } from '#domain/calendar';
import { epochDay, isCalendarDate, weekday } from '#domain/calendar-date';
import { addDays, newYorkInstant, sessionClose } from './new-york-time.js';
import type { ServedMarket } from './served-market.js';
import { nameOn } from './vendor-line.js';
import type { VendorLine } from './vendor-line.js';
import { json, numberOf } from './vendor-route.js';
import type { VendorAnswer, VendorInterface, VendorQuestion, VendorRoute } from './vendor-route.js';

/** Where next pages are said to be, whatever address the first one was asked at. */
const OWN_ORIGIN = 'https://api.massive.com';
const LARGEST_PAGE = 1000;
const HOLIDAYS_AHEAD_DAYS = 400;
const EXCHANGE_CODES = { NYSE: 'XNYS', NASDAQ: 'XNAS', 'NYSE Arca': 'ARCX' } as const;

type Row = Readonly<Record<string, unknown>>;

function refusal(status: number, requestId: string, text: string): VendorAnswer {
  return status === 403
    ? json({ status: 'NOT_AUTHORIZED', request_id: requestId, message: text }, status)
    : json({ status: status === 404 ? 'NOT_FOUND' : 'ERROR', request_id: requestId, error: text }, status);
}

function badDate({ requestId }: VendorQuestion, name: string): VendorAnswer {
  return refusal(400, requestId, `Could not parse the time parameter: '${name}'. Use YYYY-MM-DD.`);
}

function groupedDaily(question: VendorQuestion, served: ServedMarket): VendorAnswer {
  const date = question.parts[0] ?? '';
  if (!isCalendarDate(date)) return badDate(question, 'date');
  if (date > served.today) {
    return refusal(
      403,
      question.requestId,
      'Attempted to request data for a future date. You are not entitled to this.',
    );
  }
  // The trap: who does not say `adjusted=false` gets closes that are rewritten at every later split.
  const adjusted = question.query.get('adjusted') !== 'false';
  const { session, bars } = served.day(date, adjusted);
  const results = bars.map((bar, position) => ({
    T: bar.ticker,
    // Some venues trade parts of shares.
    v: position % 17 === 3 ? bar.volume + 0.25 : bar.volume,
    vw: Math.round(((bar.high + bar.low + bar.close) / 3) * 1e4) / 1e4,
    o: bar.open,
    c: bar.close,
    h: bar.high,
    l: bar.low,
    t: sessionClose(session).getTime(),
    n: Math.max(1, Math.round(bar.volume / 90)),
  }));
  const count = results.length;
  const head = { queryCount: count, resultsCount: count, adjusted };
  return json(
    count === 0
      ? { ...head, status: 'OK', request_id: question.requestId }
      : { ...head, results, status: 'OK', request_id: question.requestId, count },
  );
}

function referenceRow(line: VendorLine, served: ServedMarket, date: string): Row {
  const name = nameOn(line, date);
  const gone = line.leftAfter !== null && !served.market.isListed(line, date);
  return {
    ticker: name?.ticker,
    name: name?.name,
    market: 'stocks',
    locale: 'us',
    primary_exchange: EXCHANGE_CODES[line.exchange],
    type: line.type,
    active: !gone,
    currency_name: 'usd',
    ...(line.company === null ? {} : { cik: line.company.cik }),
    composite_figi: line.compositeFigi,
    share_class_figi: line.shareClassFigi,
    last_updated_utc: `${date}T00:00:00Z`,
    ...(gone ? { delisted_utc: `${line.leftAfter}T00:00:00Z` } : {}),
  };
}

function referenceTickers(question: VendorQuestion, served: ServedMarket): VendorAnswer {
  return paged(question, served, 100, (query) => {
    const date = query.get('date') ?? served.today;
    if (!isCalendarDate(date)) return badDate(question, 'date');
    const asOf = date > served.today ? served.today : date;
    const active = query.get('active') !== 'false';
    const type = query.get('type');
    const ticker = query.get('ticker');
    const market = query.get('market');
    if (market !== null && market !== 'stocks') return [];
    return served.market.lines
      .filter((line) => line.listedOn <= asOf && (type === null || line.type === type))
      .filter((line) => served.market.isListed(line, asOf) === active)
      .map((line) => referenceRow(line, served, asOf))
      .filter((row) => ticker === null || row['ticker'] === ticker)
      .sort((left, right) => (String(left['ticker']) < String(right['ticker']) ? -1 : 1));
  });
}

/**
 * Traps of the original: counts are chosen by the day counted, not by the day of filing, and `market_cap` is the close times one
 * count that never changes. `share_class_shares_outstanding` has the splits up to the day in it.
 */
function tickerDetails(question: VendorQuestion, served: ServedMarket): VendorAnswer {
  const date = question.query.get('date') ?? served.today;
  if (!isCalendarDate(date)) return badDate(question, 'date');
  const { market } = served;
  const line = market.lineOf(question.parts[0] ?? '', date);
  if (line === undefined || date > served.today || !market.isListed(line, date)) return notFound(question.requestId);
  const name = nameOn(line, date);
  const counted = line.filings
    .filter(({ filed, end }) => filed <= served.today && end <= date)
    .map((filing) => ({ ...filing, filed: filing.end }));
  const shares = market.sharesOn({ ...line, filings: counted }, date);
  const fixed = line.filings.at(-1)?.shares ?? line.fixedShares;
  const position = market.sessions.filter((session) => session <= date).length - 1;
  const close = (line.prices.close[position] ?? Number.NaN) / 100;
  const hasCap = line.type === 'CS' && fixed !== null && !Number.isNaN(close);
  const [root, suffix] = (name?.ticker ?? '').split('.');
  const { last_updated_utc: _, ...reference } = referenceRow(line, served, date);
  return json({
    results: {
      ...reference,
      ...(hasCap ? { market_cap: close * fixed } : {}),
      sic_code: '3571',
      sic_description: line.company?.sector ?? 'Funds',
      ticker_root: root,
      ...(suffix === undefined ? {} : { ticker_suffix: suffix }),
      list_date: line.listedOn,
      ...(shares === null || line.type === 'ETF'
        ? {}
        : { share_class_shares_outstanding: shares, weighted_shares_outstanding: fixed ?? shares }),
      round_lot: 100,
    },
    status: 'OK',
    request_id: question.requestId,
  });
}

function splits(question: VendorQuestion, served: ServedMarket): VendorAnswer {
  return paged(question, served, 10, (query) =>
    actionRows(served, query, 'execution_date', (line, ticker) =>
      line.splits.map(({ exDate, factor }) => {
        const [to, from] = ratioOf(factor);
        return {
          id: `S${line.shareClassFigi}${exDate}`,
          ticker: ticker(exDate),
          execution_date: exDate,
          split_from: from,
          split_to: to,
        };
      }),
    ),
  );
}

function dividends(question: VendorQuestion, served: ServedMarket): VendorAnswer {
  return paged(question, served, 10, (query) =>
    actionRows(served, query, 'ex_dividend_date', (line, ticker) =>
      line.dividends.map(({ exDate, amount }) => ({
        cash_amount: amount,
        declaration_date: addDays(exDate, -21),
        dividend_type: 'CD',
        ex_dividend_date: exDate,
        frequency: 4,
        pay_date: addDays(exDate, 14),
        record_date: addDays(exDate, 1),
        ticker: ticker(exDate),
      })),
    ),
  );
}

function actionRows(
  served: ServedMarket,
  query: URLSearchParams,
  dateField: string,
  rowsOf: (line: VendorLine, ticker: (exDate: string) => string | undefined) => Row[],
): Row[] {
  const ticker = query.get('ticker');
  return served.market.lines
    .flatMap((line) => rowsOf(line, (exDate) => nameOn(line, exDate)?.ticker))
    .filter(
      (row) =>
        String(row[dateField]) <= served.announcedUntil && withinBounds(String(row[dateField]), query, dateField),
    )
    .filter((row) => ticker === null || row['ticker'] === ticker)
    .sort((left, right) => order(right, left, dateField) || order(left, right, 'ticker'));
}

function order(left: Row, right: Row, field: string): number {
  const [one, other] = [String(left[field]), String(right[field])];
  return one < other ? -1 : one > other ? 1 : 0;
}

function withinBounds(date: string, query: URLSearchParams, field: string): boolean {
  const bound = (suffix: string, holds: (limit: string) => boolean): boolean => {
    const limit = query.get(`${field}${suffix}`);
    return limit === null || holds(limit);
  };
  return (
    bound('', (limit) => date === limit) &&
    bound('.gte', (limit) => date >= limit) &&
    bound('.gt', (limit) => date > limit) &&
    bound('.lte', (limit) => date <= limit) &&
    bound('.lt', (limit) => date < limit)
  );
}

/** New and old shares as whole numbers without a common divisor. */
export function ratioOf(factor: number): [to: number, from: number] {
  for (let from = 1; from <= 1000; from += 1) {
    const to = Math.round(factor * from);
    if (to > 0 && to / from === factor) return [to, from];
  }
  throw new RangeError(`split factor is ${factor}: give a ratio of whole numbers up to 1000`);
}

function tickerEvents(question: VendorQuestion, served: ServedMarket): VendorAnswer {
  const id = question.parts[0] ?? '';
  const { market, today } = served;
  const line =
    market.lineOf(id, today) ??
    market.lineEverCalled(id) ??
    market.lines.find(({ compositeFigi, shareClassFigi }) => compositeFigi === id || shareClassFigi === id);
  const names = line?.names.filter(({ from }) => from <= today) ?? [];
  if (line === undefined || names.length === 0) return notFound(question.requestId);
  return json({
    results: {
      name: names.at(-1)?.name,
      composite_figi: line.compositeFigi,
      ...(line.company === null ? {} : { cik: line.company.cik }),
      events: served.rows(
        [...names]
          .reverse()
          .map(({ ticker, from }) => ({ ticker_change: { ticker }, type: 'ticker_change', date: from })),
      ),
    },
    status: 'OK',
    request_id: question.requestId,
  });
}

function upcomingHolidays(_: VendorQuestion, served: ServedMarket): VendorAnswer {
  const days = Array.from({ length: HOLIDAYS_AHEAD_DAYS }, (__, offset) => addDays(served.today, offset));
  const rows = days.flatMap((date) => {
    const closed = weekday(epochDay(date)) <= 4 && !isSession(date);
    if (!closed && !isEarlyClose(date)) return [];
    const early = { open: newYorkInstant(date, '09:30').toISOString(), close: sessionClose(date).toISOString() };
    return ['NYSE', 'NASDAQ'].map((exchange) => ({
      exchange,
      name: 'Market Holiday',
      date,
      status: closed ? 'closed' : 'early-close',
      ...(closed ? {} : early),
    }));
  });
  return json(served.rows(rows));
}

/** One page of rows, and where the next one is: on the vendor's own address, with all filters but the key in the cursor. */
function paged(
  question: VendorQuestion,
  served: ServedMarket,
  usualLimit: number,
  rowsOf: (query: URLSearchParams) => Row[] | VendorAnswer,
): VendorAnswer {
  const cursor = question.query.get('cursor');
  const continued = cursor === null ? { query: question.query.toString(), offset: 0 } : readCursor(cursor);
  if (continued === null) return refusal(400, question.requestId, 'The cursor is not valid.');
  const query = new URLSearchParams(continued.query);
  const rows = rowsOf(query);
  if (!Array.isArray(rows)) return rows;
  const limit = Math.max(1, numberOf(query, 'limit', usualLimit, LARGEST_PAGE));
  const end = continued.offset + limit;
  const page = served.rows(rows.slice(continued.offset, end));
  const next = Buffer.from(JSON.stringify({ query: continued.query, offset: end })).toString('base64url');
  return json({
    results: page,
    status: 'OK',
    request_id: question.requestId,
    count: page.length,
    ...(end < rows.length ? { next_url: `${OWN_ORIGIN}${question.path}?cursor=${next}` } : {}),
  });
}

function readCursor(text: string): { query: string; offset: number } | null {
  try {
    const cursor: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (typeof cursor !== 'object' || cursor === null || !('query' in cursor) || !('offset' in cursor)) return null;
    const { query, offset } = cursor;
    return typeof query === 'string' && Number.isSafeInteger(offset) ? { query, offset: Number(offset) } : null;
  } catch (cause) {
    if (cause instanceof SyntaxError) return null;
    throw cause;
  }
}

function notFound(requestId: string): VendorAnswer {
  return refusal(404, requestId, 'Ticker not found.');
}

const routes: readonly VendorRoute[] = [
  {
    pattern: /^\/v2\/aggs\/grouped\/locale\/us\/market\/stocks\/([^/]+)$/,
    subject: 'market-day',
    answer: groupedDaily,
  },
  { pattern: /^\/v3\/reference\/tickers$/, subject: 'list', answer: referenceTickers },
  { pattern: /^\/v3\/reference\/tickers\/([^/]+)$/, subject: 'single', answer: tickerDetails },
  { pattern: /^\/v3\/reference\/splits$/, subject: 'list', answer: splits },
  { pattern: /^\/v3\/reference\/dividends$/, subject: 'list', answer: dividends },
  { pattern: /^\/vX\/reference\/tickers\/([^/]+)\/events$/, subject: 'list', answer: tickerEvents },
  { pattern: /^\/v1\/marketstatus\/upcoming$/, subject: 'list', answer: upcomingHolidays },
];

export const massive: VendorInterface = {
  vendor: 'massive',
  routes,
  keyOf: (query, headers) => query.get('apiKey') ?? headers['authorization']?.replace(/^Bearer /, '') ?? null,
  unknownKey: (requestId) => refusal(401, requestId, 'Unknown API Key'),
  tooMany: (requestId) =>
    refusal(
      429,
      requestId,
      "You've exceeded the maximum requests per minute, please wait or upgrade your subscription.",
    ),
  errorObject: (requestId) => json({ status: 'ERROR', request_id: requestId, error: 'Something went wrong.' }),
  notFound: (requestId) => refusal(404, requestId, 'The requested resource was not found'),
};

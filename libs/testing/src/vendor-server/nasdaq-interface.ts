import type { ServedBar, ServedMarket } from './served-market.js';
import { spelledFor } from './ticker-spelling.js';
import { nameOn } from './vendor-line.js';
import { json, numberOf } from './vendor-route.js';
import type { VendorAnswer, VendorInterface, VendorQuestion } from './vendor-route.js';

const HEADERS = {
  symbol: 'Symbol',
  name: 'Name',
  lastsale: 'Last Sale',
  netchange: 'Net Change',
  pctchange: '% Change',
};
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

interface Row {
  readonly symbol: string;
  readonly name: string;
  readonly lastsale: string;
  readonly netchange: string;
  readonly pctchange: string;
  readonly marketCap: string;
  readonly url: string;
}

const status = { rCode: 200, bCodeMessage: null, developerMessage: null };

/** The newest session alone, whatever day is meant; caps are of the whole company on the line of each class. */
function screener({ query }: VendorQuestion, served: ServedMarket): VendorAnswer {
  const newest = served.newestSession();
  const download = query.get('download') === 'true';
  const { session, bars } = newest === null ? { session: '', bars: [] } : served.day(newest, false);
  const rows = bars.map((bar) => rowOf(bar, session, served, download));
  if (download) {
    const more = bars.map(({ volume, line }) => ({
      volume: String(Math.round(volume)),
      country: 'United States',
      ipoyear: line.listedOn.slice(0, 4),
      industry: '',
      sector: line.type === 'CS' ? (line.company?.sector ?? '') : '',
    }));
    const data = { headers: HEADERS, rows: rows.map((row, position) => ({ ...row, ...more[position] })) };
    return json({ data, message: null, status });
  }
  const offset = numberOf(query, 'offset', 0, 1e6);
  const page = rows.slice(offset, offset + numberOf(query, 'limit', 25, 10_000));
  return json({
    data: {
      filters: null,
      table: { asOf: null, headers: { ...HEADERS, marketCap: 'Market Cap' }, rows: page },
      totalrecords: rows.length,
      asof: newest === null ? null : `Last price as of ${longDate(session)}`,
    },
    message: null,
    status,
  });
}

function rowOf(bar: ServedBar, session: string, { market }: ServedMarket, download: boolean): Row {
  const symbol = spelledFor('nasdaq', bar.ticker);
  const position = market.positionOf(session) ?? 0;
  const before = (bar.line.prices.close[position - 1] ?? Number.NaN) / 100;
  const change = Number.isNaN(before) ? 0 : bar.close - before;
  const cap = bar.marketCap === null ? null : Math.round(bar.marketCap);
  const unsaid = bar.line.type === 'UNIT' || bar.line.type === 'PFD' ? '' : '0.00';
  return {
    symbol,
    name: nameOn(bar.line, session)?.name ?? '',
    lastsale: `$${download ? bar.close.toFixed(2) : bar.close.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 4 })}`,
    netchange: change.toFixed(2),
    pctchange: `${((100 * change) / (bar.close - change)).toFixed(3)}%`,
    marketCap: download ? (cap === null ? unsaid : cap.toFixed(2)) : cap === null ? 'NA' : cap.toLocaleString('en-US'),
    url: `/market-activity/stocks/${symbol.toLowerCase()}`,
  };
}

function longDate(session: string): string {
  const [year, month, day] = session.split('-');
  return `${MONTHS[Number(month) - 1]} ${Number(day)}, ${year}`;
}

export const nasdaq: VendorInterface = {
  vendor: 'nasdaq',
  routes: [{ pattern: /^\/api\/screener\/stocks$/, subject: 'market-day', answer: screener }],
  refuse: (headers) =>
    headers['user-agent'] === undefined
      ? { status: 403, contentType: 'text/html', body: '<html><body>Access Denied</body></html>' }
      : null,
  unknownKey: () => json({ data: null, message: null, status: { ...status, rCode: 403 } }, 403),
  tooMany: () => ({ status: 429, contentType: 'text/html', body: '<html><body>Too Many Requests</body></html>' }),
  errorObject: () =>
    json({
      data: null,
      message: null,
      status: {
        rCode: 400,
        bCodeMessage: [{ code: 1001, errorMessage: 'Something went wrong.' }],
        developerMessage: null,
      },
    }),
  notFound: () => json({ data: null, message: null, status: { ...status, rCode: 404 } }, 404),
};

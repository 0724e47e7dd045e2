import type { ServedMarket } from './served-market.js';
import { spelledFor } from './ticker-spelling.js';
import { nameOn } from './vendor-line.js';
import { json } from './vendor-route.js';
import type { VendorAnswer, VendorInterface, VendorQuestion } from './vendor-route.js';

const CONCEPT = 'EntityCommonStockSharesOutstanding';

function html(status: number, text: string): VendorAnswer {
  return { status, contentType: 'text/html', body: `<!DOCTYPE html><html><body><h1>${text}</h1></body></html>` };
}

function missing(): VendorAnswer {
  const body = '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NoSuchKey</Code></Error>';
  return { status: 404, contentType: 'application/xml', body };
}

/** Counts as filed. Companies with several classes file them per class, which this interface leaves out altogether. */
function sharesOutstanding({ parts }: VendorQuestion, served: ServedMarket): VendorAnswer {
  const company = served.market.companies.find(({ cik }) => cik === parts[0]);
  const [line, second] = company?.lines ?? [];
  const filings = line?.filings.filter(({ filed }) => filed <= served.today) ?? [];
  if (company === undefined || line === undefined || second !== undefined || filings.length === 0) return missing();
  const shares = filings.map((filing, position) => {
    const { end, filed, form } = filing;
    const later = filings.some((other, at) => at > position && other.end === end);
    const quarter = 1 + Math.floor((Number(end.slice(5, 7)) - 1) / 3);
    return {
      end,
      val: filing.shares,
      accn: `${company.cik}-${filed.slice(2, 4)}-${String(position + 1).padStart(6, '0')}`,
      fy: filing.fiscalYear,
      fp: filing.fiscalPeriod,
      form,
      filed,
      // Of reports that say the same, the last one names the quarter.
      ...(later ? {} : { frame: `CY${end.slice(0, 4)}Q${quarter}I` }),
    };
  });
  return json({
    cik: Number(company.cik),
    taxonomy: 'dei',
    tag: CONCEPT,
    label: 'Entity Common Stock, Shares Outstanding',
    description:
      "Indicate number of shares or other units outstanding of each of registrant's classes of capital or common stock.",
    entityName: nameOn(line, served.today)?.name ?? '',
    units: { shares: served.rows(shares) },
  });
}

function companyTickers(_: VendorQuestion, served: ServedMarket): VendorAnswer {
  const rows = served.market.lines.flatMap((line) => {
    const name = nameOn(line, served.today);
    if (line.company === null || name === null || !served.market.isListed(line, served.today)) return [];
    return [{ cik_str: Number(line.company.cik), ticker: spelledFor('sec', name.ticker), title: name.name }];
  });
  return json(Object.fromEntries(served.rows(rows).map((row, position) => [String(position), row])));
}

export const sec: VendorInterface = {
  vendor: 'sec',
  routes: [
    {
      pattern: new RegExp(`^/api/xbrl/companyconcept/CIK(\\d{10})/dei/${CONCEPT}\\.json$`),
      subject: 'list',
      answer: sharesOutstanding,
    },
    { pattern: /^\/files\/company_tickers\.json$/, subject: 'list', answer: companyTickers },
  ],
  refuse: (headers) =>
    /\S+@\S+/.test(headers['user-agent'] ?? '') ? null : html(403, 'Undeclared Automated Tool: name a contact'),
  unknownKey: () => html(403, 'Forbidden'),
  tooMany: () => html(429, 'Request Rate Threshold Exceeded'),
  errorObject: () => html(200, 'SEC.gov | Your request could not be processed'),
  notFound: missing,
};

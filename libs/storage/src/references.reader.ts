import type { LineReference, Listing, References } from '#domain/eligibility';
import type { Queryable } from './database.js';

interface StoredReference {
  readonly ticker: string;
  readonly issuer: string | null;
  readonly type: string | null;
  readonly exchange: string | null;
  readonly sector: string | null;
  readonly listed_on: string | null;
}

/**
 * What is said of every ticker, whatever the day and on each day. Index construction and the quality gate both read it here, because
 * they must agree on who belongs to the universe.
 */
export async function references(database: Queryable): Promise<References> {
  const stocks = await database.query<StoredReference & { delisted_on: string | null }>(
    `select stocks.ticker, stocks.issuer, stocks.type, stocks.exchange, stocks.sector, stocks.listed_on, stocks.delisted_on from stocks`,
  );
  const known = new Map<string, LineReference & { listings?: readonly Listing[] }>(
    stocks.map((row) => [row.ticker, lineReference(row, row.delisted_on)]),
  );
  for (const [ticker, listings] of await listingsByTicker(database, known)) {
    known.set(ticker, { ...(known.get(ticker) ?? nothingSaid), listings });
  }
  return known;
}

const nothingSaid: LineReference = { issuer: null, type: null, exchange: null, listedOn: null, delistedOn: null };

/** Oldest first. What a listing leaves open is taken from `timeless`, unless the ticker named several lines: then nobody knows of which it is. */
async function listingsByTicker(
  database: Queryable,
  timeless: ReadonlyMap<string, LineReference>,
): Promise<Map<string, Listing[]>> {
  const rows = await database.query<
    StoredReference & { valid_from: string; valid_to: string | null; end_reason: string | null; lines: number }
  >(
    `select listings.ticker, listings.issuer, listings.type, listings.exchange, listings.sector, listings.listed_on,
       listings.valid_from, listings.valid_to, listings.end_reason, lines.lines
     from listings
     join (select named.ticker, count(distinct named.line_id) as lines from listings named group by named.ticker) lines
       on lines.ticker = listings.ticker
     order by listings.ticker, listings.valid_from, listings.line_id`,
  );
  const listings = new Map<string, Listing[]>();
  for (const row of rows) {
    const said = lineReference(row, row.end_reason === 'delisted' ? row.valid_to : null);
    const other = (row.lines === 1 ? timeless.get(row.ticker) : undefined) ?? nothingSaid;
    const listing = {
      issuer: said.issuer ?? other.issuer,
      type: said.type ?? other.type,
      exchange: said.exchange ?? other.exchange,
      sector: said.sector ?? other.sector ?? null,
      listedOn: said.listedOn ?? other.listedOn,
      ...{ delistedOn: said.delistedOn, validFrom: row.valid_from, validTo: row.valid_to },
    };
    const known = listings.get(row.ticker);
    if (known === undefined) listings.set(row.ticker, [listing]);
    else known.push(listing);
  }
  return listings;
}

function lineReference(row: StoredReference, delistedOn: string | null): LineReference {
  const { issuer, type, exchange, sector } = row;
  return { issuer, type, exchange, sector, listedOn: row.listed_on, delistedOn };
}

import type { Queryable, Transaction } from '#storage/database';
import type { ListingChanges, StoredListing } from '#domain/listing-changes';

interface ListingRow {
  readonly line_id: string;
  readonly ticker: string;
  readonly valid_from: string;
  readonly valid_to: string | null;
  readonly name: string | null;
  readonly sector: string | null;
  readonly exchange: string | null;
  readonly issuer: string | null;
  readonly type: string | null;
  readonly listed_on: string | null;
  readonly end_reason: 'delisted' | 'renamed' | null;
  readonly shares_checked_on: string | null;
}

export type KnownListing = StoredListing & { readonly sharesCheckedOn: string | null };

export async function loadListings(database: Queryable): Promise<KnownListing[]> {
  const rows = await database.query<ListingRow>(
    `select listings.line_id, listings.ticker, listings.valid_from, listings.valid_to, listings.name, listings.sector,
       listings.exchange, listings.issuer, listings.type, listings.listed_on, listings.end_reason, listings.shares_checked_on
     from listings`,
  );
  return rows.map((row) => ({
    lineId: row.line_id,
    ticker: row.ticker,
    validFrom: row.valid_from,
    validTo: row.valid_to,
    name: row.name,
    sector: row.sector,
    exchange: row.exchange,
    issuer: row.issuer,
    type: row.type,
    listedOn: row.listed_on,
    endReason: row.end_reason,
    sharesCheckedOn: row.shares_checked_on,
  }));
}

export async function storeListings(
  transaction: Transaction,
  changes: Pick<ListingChanges, 'listings' | 'removed'>,
  { source, revision }: { readonly source: string; readonly revision: number },
): Promise<void> {
  if (changes.removed.length > 0) {
    await transaction.execute(
      `delete from listings using unnest($1::text[], $2::date[]) as gone(line_id, valid_from)
       where listings.line_id = gone.line_id and listings.valid_from = gone.valid_from`,
      [changes.removed.map(({ lineId }) => lineId), changes.removed.map(({ validFrom }) => validFrom)],
    );
  }
  if (changes.listings.length === 0) return;
  await transaction.execute(
    `insert into listings as listing (line_id, ticker, valid_from, valid_to, name, sector, exchange, issuer, type, listed_on,
       end_reason, source, revision)
     select rows.*, $2, $3 from jsonb_to_recordset($1::jsonb) as rows(line_id text, ticker text, valid_from date, valid_to date,
       name text, sector text, exchange text, issuer text, type text, listed_on date, end_reason text)
     on conflict (line_id, valid_from) do update set ticker = excluded.ticker, valid_to = excluded.valid_to, name = excluded.name,
       sector = excluded.sector, exchange = excluded.exchange, issuer = excluded.issuer, type = excluded.type,
       listed_on = excluded.listed_on, end_reason = excluded.end_reason, source = excluded.source, revision = excluded.revision`,
    [JSON.stringify(changes.listings.map(toRow)), source, revision],
  );
}

function toRow(listing: StoredListing): object {
  return {
    line_id: listing.lineId,
    ticker: listing.ticker,
    valid_from: listing.validFrom,
    valid_to: listing.validTo,
    name: listing.name,
    sector: listing.sector,
    exchange: listing.exchange,
    issuer: listing.issuer,
    type: listing.type,
    listed_on: listing.listedOn,
    end_reason: listing.endReason,
  };
}

/** Notes on which day the shares of these lines were asked for. */
export async function noteSharesChecked(
  transaction: Transaction,
  lineIds: readonly string[],
  session: string,
): Promise<void> {
  await transaction.execute(
    `update listings set shares_checked_on = greatest(listings.shares_checked_on, $2::date)
     where listings.line_id = any($1::text[]) and listings.valid_to is null`,
    [lineIds, session],
  );
}

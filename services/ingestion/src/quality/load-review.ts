import { dateOfEpochDay, epochDay } from '#domain/calendar-date';
import { isInUniverse, referenceOn, type References } from '#domain/eligibility';
import { defaultIndex } from '#domain/index-definition';
import type { Rename } from '#domain/rename';
import { COMPARABLE_DAYS_MAX, type QualityRow, type SessionUnderReview } from '#domain/session-quality-review';
import type { CorporateAction } from '#domain/session-return';
import { corporateActions } from '#storage/corporate-actions.reader';
import type { Queryable } from '#storage/database';
import { references } from '#storage/references.reader';
import { tickerChanges } from '#storage/ticker-changes.reader';

/** A row that is not stored yet. */
export type ReviewedRow = Omit<QualityRow, 'eligible' | 'delistingReturn'>;

/** What the store knows that reviews of some sessions need; a few statements, however many the sessions are. */
export interface ReviewMaterial {
  /** Of each session, the newest stored one before it that is not blocked, other than these sessions themselves. */
  readonly previousOf: ReadonlyMap<string, string>;
  /** Rows of the sessions, as far as they are stored, and of the previous ones. */
  readonly rowsOf: ReadonlyMap<string, readonly QualityRow[]>;
  readonly references: References;
  readonly actions: readonly CorporateAction[];
  readonly tickerChanges: readonly Rename[];
  readonly ends: readonly LineEnd[];
  /** Tickers of the newest published composition of every index before each session. */
  readonly membersOf: ReadonlyMap<string, ReadonlySet<string>>;
  readonly indexSize: number;
}

/** The last day on which a ticker named a listed line. */
interface LineEnd {
  readonly ticker: string;
  readonly endedOn: string;
}

/** `sessions` in order. */
export async function loadMaterial(queryable: Queryable, sessions: readonly string[]): Promise<ReviewMaterial> {
  const first = sessions[0];
  const last = sessions.at(-1);
  if (first === undefined || last === undefined) throw new RangeError('no session to review');
  const previousOf = await loadPrevious(queryable, sessions);
  const since = dateOfEpochDay(epochDay(first) - COMPARABLE_DAYS_MAX);
  const known = await references(queryable);
  return {
    previousOf,
    references: known,
    rowsOf: await loadRows(queryable, [...new Set([...sessions, ...previousOf.values()])], known),
    actions: await corporateActions(queryable, since, last),
    tickerChanges: await tickerChanges(queryable, since, last),
    ends: await loadEnds(queryable, since, last),
    membersOf: await loadMembers(queryable, sessions),
    indexSize: await largestSize(queryable, OF_THE_DEPLOYMENT),
  };
}

/** The review of one session against `previous`, a session of the material. */
export function reviewOf(
  material: ReviewMaterial,
  session: string,
  previous: string | null,
  unstored?: { readonly rows: readonly QualityRow[]; readonly sourceDate: string | null },
): SessionUnderReview {
  const since = previous ?? session;
  const isSince = (date: string): boolean => date > since && date <= session;
  const members = material.membersOf.get(session);
  return {
    session,
    sourceDate: unstored?.sourceDate ?? null,
    rows: unstored?.rows ?? material.rowsOf.get(session) ?? [],
    previous: previous === null ? null : { session: previous, rows: material.rowsOf.get(previous) ?? [] },
    actions: material.actions.filter(({ exDate }) => isSince(exDate)),
    tickerChanges: material.tickerChanges.filter(({ effectiveOn }) => isSince(effectiveOn)),
    absent: new Set(material.ends.flatMap(({ ticker, endedOn }) => (endedOn < session ? [ticker] : []))),
    members: members ?? null,
    indexSize: material.indexSize,
  };
}

/** The review of one session. With `unstored` rows, of these in the place of what is stored of it. */
export async function loadReview(
  queryable: Queryable,
  session: string,
  unstored?: { readonly rows: readonly ReviewedRow[]; readonly sourceDate: string | null },
): Promise<SessionUnderReview> {
  const material = await loadMaterial(queryable, [session]);
  const previous = material.previousOf.get(session) ?? null;
  if (unstored === undefined) return reviewOf(material, session, previous);
  const stored = new Map((material.rowsOf.get(session) ?? []).map((row) => [row.ticker, row]));
  const rows = unstored.rows.map((row) => {
    // A file or an operator may have said before that the line is not to be in an index, or that it has left.
    const known = stored.get(row.ticker);
    const reference = referenceOn(material.references, row.ticker, session);
    const eligible = known?.eligible ?? isInUniverse(reference, session);
    const issuer = row.issuer ?? reference?.issuer ?? null;
    return { ...row, issuer, eligible, delistingReturn: known?.delistingReturn ?? null };
  });
  return reviewOf(material, session, previous, { rows, sourceDate: unstored.sourceDate });
}

async function loadPrevious(queryable: Queryable, sessions: readonly string[]): Promise<Map<string, string>> {
  const rows = await queryable.query<{ date: string; previous: string }>(
    `select reviewed.date, earlier.date as previous
     from unnest($1::date[]) as reviewed (date)
     cross join lateral (
       select stored.date from ingestion_sessions stored
       where stored.date < reviewed.date and stored.verdict <> 'blocked' and stored.date <> all ($1::date[])
       order by stored.date desc limit 1) as earlier`,
    [sessions],
  );
  return new Map(rows.map(({ date, previous }) => [date, previous]));
}

interface StoredRow extends Omit<QualityRow, 'eligible'> {
  readonly date: string;
  readonly eligible: boolean | null;
}

async function loadRows(
  queryable: Queryable,
  sessions: readonly string[],
  known: References,
): Promise<Map<string, QualityRow[]>> {
  const rows = await queryable.query<StoredRow>(
    `select price.date, price.ticker, price.open, price.high, price.low, price.close, price.volume,
       price.market_cap as "marketCap", price.shares_known_on as "sharesKnownOn",
       price.vendor_market_cap as "vendorMarketCap", price.eligible, price.issuer,
       price.delisting_return as "delistingReturn"
     from stock_prices price where price.date = any($1::date[])`,
    [sessions],
  );
  const rowsOf = new Map<string, QualityRow[]>(sessions.map((session) => [session, []]));
  for (const { date, ...row } of rows) {
    const reference = referenceOn(known, row.ticker, date);
    const eligible = row.eligible !== false && isInUniverse(reference, date);
    rowsOf.get(date)?.push({ ...row, eligible, issuer: row.issuer ?? reference?.issuer ?? null });
  }
  return rowsOf;
}

function loadEnds(queryable: Queryable, since: string, last: string): Promise<LineEnd[]> {
  return queryable.query<{ ticker: string; endedOn: string }>(
    `select stocks.ticker, stocks.delisted_on as "endedOn" from stocks
     where stocks.delisted_on between $1 and $2
     union
     select listings.ticker, listings.valid_to from listings
     where listings.valid_to between $1 and $2
       and not exists (select from listings later where later.ticker = listings.ticker and later.valid_from > listings.valid_to)
     union
     select price.ticker, price.date from stock_prices price
     where price.delisting_return is not null and price.date between $1 and $2`,
    [since, last],
  );
}

/** What callers made must not decide whether a session is published for everybody. */
const OF_THE_DEPLOYMENT = 'indices.owner is null';

/** Members without a trade at the last close are stale already: they are not looked for again. */
async function loadMembers(queryable: Queryable, sessions: readonly string[]): Promise<Map<string, Set<string>>> {
  const rows = await queryable.query<{ date: string; ticker: string }>(
    `select distinct reviewed.date, members.ticker
     from unnest($1::date[]) as reviewed (date)
     join indices on ${OF_THE_DEPLOYMENT}
     cross join lateral (
       select published.date from index_sessions published
       where published.index_id = indices.id and published.status = 'published'
         and published.date < reviewed.date and published.date >= reviewed.date - $2::int4
       order by published.date desc limit 1) as newest
     join index_compositions members
       on members.index_id = indices.id and members.date = newest.date and members.stale_sessions = 0`,
    [sessions, COMPARABLE_DAYS_MAX],
  );
  const membersOf = new Map<string, Set<string>>();
  for (const { date, ticker } of rows) {
    const members = membersOf.get(date);
    if (members === undefined) membersOf.set(date, new Set([ticker]));
    else members.add(ticker);
  }
  return membersOf;
}

/** The seats of the largest index that is kept; of the default one while there is none. */
export async function loadIndexSize(queryable: Queryable): Promise<number> {
  return largestSize(queryable, 'indices.retired_at is null');
}

async function largestSize(queryable: Queryable, condition: string): Promise<number> {
  const [largest] = await queryable.query<{ size: number | null }>(
    `select max((indices.definition ->> 'size')::int4) as size from indices where ${condition}`,
  );
  return largest?.size ?? defaultIndex.size;
}

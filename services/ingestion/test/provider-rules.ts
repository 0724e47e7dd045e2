import type { Rename } from '#domain/rename';
import type { CorporateAction } from '#domain/session-return';
import { isCalendarDate } from '#domain/calendar-date';
import { canonicalTicker } from '#domain/ticker';
import type { Listing, MarketDay, RefusedRow, ShareCount } from '../src/providers/provider.js';

/** What must hold of everything that a provider returns, whatever its vendor sent. Throws a plain error that says what does not. */

/** PostgreSQL takes neither; halves of surrogate pairs are what `u` leaves of `Cs`. */
const UNFIT = /[\p{Cc}\p{Cs}]/u;

function must(holds: boolean, what: string, value: unknown): void {
  if (!holds) throw new Error(`${what}: ${JSON.stringify(value)}`);
}

const isTicker = (text: unknown): boolean => typeof text === 'string' && canonicalTicker(text) === text;
const isPositive = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value) && value > 0;
const isText = (value: string | null, lengthMax: number): boolean =>
  value === null || (value !== '' && value.length <= lengthMax && !UNFIT.test(value));
const isUnique = (keys: readonly string[]): boolean => new Set(keys).size === keys.length;

export function checkMarketDay(day: MarketDay | null, session: string): void {
  if (day === null) return;
  must(day.date === session, 'day', day.date);
  must(day.bars.length > 0, 'bars', day.bars);
  must(isUnique(day.bars.map(({ ticker }) => ticker)), 'one bar per ticker', day.bars);
  for (const bar of day.bars) {
    must(isTicker(bar.ticker), 'ticker', bar);
    must(isPositive(bar.close) && bar.close <= 1e8, 'close', bar);
    for (const price of [bar.open, bar.high, bar.low]) must(price === null || isPositive(price), 'price', bar);
    must(bar.volume === null || (Number.isSafeInteger(bar.volume) && bar.volume >= 0), 'volume', bar);
    must(bar.marketCap === null || (isPositive(bar.marketCap) && bar.marketCap <= 1e15), 'cap', bar);
  }
  checkRefused(day.refused);
}

export function checkRefused(refused: readonly RefusedRow[]): void {
  for (const row of refused) {
    must(isText(row.ticker, 100), 'refused ticker', row);
    must(row.reason !== '' && isText(row.reason, 300), 'reason', row);
  }
}

export function checkListings(listings: readonly Listing[]): void {
  must(isUnique(listings.map(({ ticker }) => ticker)), 'one line per ticker', listings);
  for (const listing of listings) checkListing(listing);
}

export function checkListing(listing: Listing | null): void {
  if (listing === null) return;
  must(isTicker(listing.ticker), 'ticker', listing);
  for (const text of [listing.name, listing.sector]) must(isText(text, 500), 'text', listing);
  for (const text of [listing.exchange, listing.type]) must(isText(text, 64), 'word', listing);
  must(listing.issuer === null || /^\d{10}$/.test(listing.issuer), 'issuer', listing);
  must(listing.permanentId === null || /^[A-Z0-9]{12}$/.test(listing.permanentId), 'id', listing);
  for (const day of [listing.listedOn, listing.delistedOn]) must(day === null || isCalendarDate(day), 'day', listing);
}

export function checkCaps(caps: ReadonlyMap<string, number>, asked: readonly string[]): void {
  for (const [key, cap] of caps) {
    must(asked.includes(key), 'asked for', key);
    must(isPositive(cap) && cap <= 1e15, 'cap', cap);
  }
}

export function checkShareCounts(counts: readonly ShareCount[], session: string): void {
  for (const [position, count] of counts.entries()) {
    must(isPositive(count.shares) && count.shares >= 10_000 && count.shares <= 1e13, 'shares', count);
    must(isCalendarDate(count.knownOn) && count.knownOn <= session, 'known on', count);
    must(isCalendarDate(count.asOf) && count.asOf <= count.knownOn, 'as of', count);
    const before = counts[position - 1];
    must(before === undefined || (before.knownOn < count.knownOn && before.asOf <= count.asOf), 'order', counts);
  }
}

export function checkActions(
  { actions, refused }: { readonly actions: readonly CorporateAction[]; readonly refused: readonly RefusedRow[] },
  first: string,
  last: string,
): void {
  must(isUnique(actions.map(({ ticker, exDate, kind }) => `${ticker} ${exDate} ${kind}`)), 'one per day', actions);
  for (const action of actions) {
    must(isTicker(action.ticker), 'ticker', action);
    must(isCalendarDate(action.exDate) && action.exDate >= first && action.exDate <= last, 'ex-date', action);
    must(isPositive(action.value) && action.value <= 1e7, 'value', action);
  }
  checkRefused(refused);
}

export function checkTickerChanges(changes: readonly Rename[]): void {
  for (const [position, change] of changes.entries()) {
    must(isTicker(change.ticker) && isTicker(change.newTicker), 'ticker', change);
    must(change.ticker !== change.newTicker, 'change', change);
    must(isCalendarDate(change.effectiveOn), 'day', change);
    const before = changes[position - 1];
    must(before === undefined || before.effectiveOn <= change.effectiveOn, 'order', changes);
  }
}

import { epochDay } from '#domain/calendar-date';
import type { Queryable } from '#storage/database';
import { MarketBlock, type DelistingRow, type LineRows } from './market-block.js';
import type { NameTable } from './name-table.js';

/**
 * Prices leave the store as bytes, all of a month in one row: as many rows as there are prices would be read ten times more slowly. The
 * aggregates of one level see their input in the same order. A date is its distance from the first day.
 */
const PACKED = `
  select array_agg(lines.ticker) as tickers, array_agg(lines.issuer) as issuers, array_agg(lines.eligible) as eligible,
    array_agg(lines.number) as numbers, string_agg(lines.days, ''::bytea) as days,
    string_agg(lines.closes, ''::bytea) as closes, string_agg(lines.caps, ''::bytea) as caps
  from (
    select prices.ticker, prices.issuer, prices.eligible is distinct from false as eligible, count(*)::int4 as number,
      string_agg(int2send((prices.date - $1::date)::int2), ''::bytea) as days,
      string_agg(float8send(coalesce(prices.close, 'NaN')), ''::bytea) as closes,
      string_agg(float8send(coalesce(prices.market_cap, 'NaN')), ''::bytea) as caps
    from stock_prices prices
    where prices.date between $1::date and $2::date and prices.delisting_return is null
    group by 1, 2, 3) lines`;

interface PackedRow {
  /** Each null when there are no rows. */
  readonly tickers: string[] | null;
  readonly issuers: (string | null)[] | null;
  readonly eligible: boolean[] | null;
  readonly numbers: number[] | null;
  readonly days: Uint8Array | null;
  readonly closes: Uint8Array | null;
  readonly caps: Uint8Array | null;
}

const DELISTINGS = `
  select prices.date, prices.ticker, prices.close, prices.market_cap as "marketCap", prices.issuer, prices.eligible,
    prices.delisting_return as "delistingReturn"
  from stock_prices prices
  where prices.date between $1::date and $2::date and prices.delisting_return is not null
  order by prices.date, prices.ticker`;

/** All rows of the market on `sessions`, which follow each other. */
export async function readMarketBlock(
  database: Queryable,
  sessions: readonly string[],
  names: { readonly lines: NameTable; readonly issuers: NameTable },
): Promise<MarketBlock> {
  const [first, last] = [sessions[0] as string, sessions.at(-1) as string];
  const start = epochDay(first);
  const dayOf = new Map(sessions.map((session, day) => [epochDay(session) - start, day]));
  const [packed] = await database.query<PackedRow>(PACKED, [first, last]);
  const delistings = await database.query<Omit<DelistingRow, 'day'> & { date: string }>(DELISTINGS, [first, last]);
  return new MarketBlock(
    sessions,
    packed === undefined ? [] : unpack(packed, dayOf),
    delistings.flatMap(({ date, ...row }) => {
      const day = dayOf.get(epochDay(date) - start);
      return day === undefined ? [] : [{ ...row, day }];
    }),
    names,
  );
}

function unpack(packed: PackedRow, dayOf: ReadonlyMap<number, number>): LineRows[] {
  const { tickers, issuers, eligible, numbers } = packed;
  if (tickers === null || issuers === null || eligible === null || numbers === null) return [];
  const offsets = Buffer.from(packed.days ?? []);
  const [closes, caps] = [floats(packed.closes), floats(packed.caps)];
  let at = 0;
  return tickers.map((ticker, line) => {
    const end = at + (numbers[line] as number);
    const days: number[] = [];
    for (let row = at; row < end; row += 1) {
      const day = dayOf.get(offsets.readInt16BE(2 * row));
      // A session that came since the sessions were read: what was read will be read again.
      if (day === undefined) throw new MarketChanged();
      days.push(day);
    }
    const [closesOfLine, capsOfLine] = [closes.subarray(at, end), caps.subarray(at, end)];
    at = end;
    return {
      ticker,
      issuer: issuers[line] as string | null,
      eligible: eligible[line] as boolean,
      days,
      closes: closesOfLine,
      caps: capsOfLine,
    };
  });
}

/** The market is another one than when reading it began. */
export class MarketChanged extends Error {}

/** Numbers in the byte order of the network. */
function floats(bytes: Uint8Array | null): Float64Array {
  const own = Uint8Array.from(bytes ?? []);
  Buffer.from(own.buffer).swap64();
  return new Float64Array(own.buffer);
}

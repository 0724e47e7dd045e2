import { epochDay } from './calendar-date.js';
import { isTrade, type PriceRow } from './line-state.js';
import { lineReturn, type CorporateAction } from './session-return.js';

/**
 * What the quality gate looks at: one session's rows beside those of the session before it. Prices are US dollars as traded, market
 * caps US dollars, volumes whole shares, dates sessions. Anything null was not said.
 */

/** One line's row of one session. */
export interface QualityRow {
  readonly ticker: string;
  readonly open: number | null;
  readonly high: number | null;
  readonly low: number | null;
  readonly close: number | null;
  readonly volume: number | null;
  readonly marketCap: number | null;
  /** The day from which the share count in the market cap could be known; null where the source gave the cap itself. */
  readonly sharesKnownOn: string | null;
  /** The vendor's own figure beside the one that is used. */
  readonly vendorMarketCap: number | null;
  /** Whether the line may be in an index by its row and by reference data. */
  readonly eligible: boolean;
  readonly issuer: string | null;
  /** Fraction; the line left with this row. */
  readonly delistingReturn: number | null;
}

export interface SessionUnderReview {
  readonly session: string;
  /** The session that the source says its rows are of; null: it does not say. */
  readonly sourceDate: string | null;
  readonly rows: readonly QualityRow[];
  /** The newest session before that is stored and not blocked; null: there is none. */
  readonly previous: { readonly session: string; readonly rows: readonly QualityRow[] } | null;
  /** With an ex-date after the previous session and up to this one, in the order that `lineReturn` takes. */
  readonly actions: readonly CorporateAction[];
  /** That took effect after the previous session and up to this one. */
  readonly tickerChanges: readonly { readonly ticker: string; readonly newTicker: string }[];
  /** Lines of which it is known why they have no row: delisted, halted, stale already. */
  readonly absent: ReadonlySet<string>;
  /** Of every index before this session; null: no index has any, and the largest lines of the previous session stand for them. */
  readonly members: ReadonlySet<string> | null;
  /** Seats of the index, the largest if there are several. */
  readonly indexSize: number;
}

/** A previous session further back says nothing of this one's prices; it counts as none. */
export const COMPARABLE_DAYS_MAX = 14;
/** Ranks up to this many times the size of the index are near enough to it to stop a session. */
const NEAR_INDEX_FACTOR = 2;
/** Ranks up to this share of the size are its giants. */
const MEGA_CAP_SHARE = 1 / 5;

/** A line that trades on this session. */
export interface ReviewedLine {
  readonly row: QualityRow & { readonly close: number };
  /** Its row of the previous session, under whichever ticker, if it traded then. */
  readonly previous: (QualityRow & { readonly close: number }) | null;
  readonly actions: readonly CorporateAction[];
  /** Whether a wrong value of it could reach an index: its rank is or was within 2 N. */
  readonly nearIndex: boolean;
  /** By market cap among the eligible lines of this session, from 1; null: not ranked. */
  readonly rank: number | null;
}

/** The review with everything looked up that more than one check needs. */
export interface Review extends SessionUnderReview {
  /** By ticker, the first row of each. */
  readonly rowOf: ReadonlyMap<string, QualityRow>;
  readonly lines: readonly ReviewedLine[];
  /** Trading lines of the previous session, by the ticker that they have now. */
  readonly previousOf: ReadonlyMap<string, QualityRow & { readonly close: number }>;
  readonly previousRanks: ReadonlyMap<string, number>;
  /** Members by the ticker that they have now. */
  readonly seats: ReadonlySet<string>;
  readonly megaCaps: number;
}

export function prepareReview(input: SessionUnderReview): Review {
  const previous = comparable(input);
  const renamed = new Map(input.tickerChanges.map(({ ticker, newTicker }) => [ticker, newTicker]));
  const nameNow = (ticker: string): string => renamed.get(ticker) ?? ticker;
  const previousRows = (previous?.rows ?? []).map((row) => ({ ...row, ticker: nameNow(row.ticker) }));
  const previousOf = new Map(previousRows.filter(isTradeRow).map((row) => [row.ticker, row]));
  const previousRanks = ranksByCap(previousRows);
  const ranks = ranksByCap(input.rows);
  const rowOf = new Map<string, QualityRow>();
  for (const row of input.rows) if (!rowOf.has(row.ticker)) rowOf.set(row.ticker, row);
  const near = NEAR_INDEX_FACTOR * input.indexSize;
  const within = (rank: number | undefined, limit: number): boolean => rank !== undefined && rank <= limit;
  const actionsOf = groupedBy(toldOnce(input.actions, nameNow), ({ ticker }) => ticker);
  const seats =
    input.members === null
      ? new Set([...previousRanks.keys()].slice(0, input.indexSize))
      : new Set([...input.members].map(nameNow));
  return {
    ...input,
    previous,
    rowOf,
    previousOf,
    previousRanks,
    seats,
    megaCaps: Math.ceil(MEGA_CAP_SHARE * input.indexSize),
    lines: [...rowOf.values()].filter(isTradeRow).map((row) => ({
      row,
      previous: previousOf.get(row.ticker) ?? null,
      actions: actionsOf.get(row.ticker) ?? [],
      nearIndex:
        within(ranks.get(row.ticker), near) || within(previousRanks.get(row.ticker), near) || seats.has(row.ticker),
      rank: ranks.get(row.ticker) ?? null,
    })),
  };
}

/** Price at the close over that of the previous close, splits and dividends between them counted in: 1 is no move. */
export function totalMove(line: ReviewedLine, previousClose: number): number {
  return 1 + periodReturn(line, previousClose, 'total');
}

/** As `totalMove`, without the dividends: what the market cap should have moved by. */
export function priceMove(line: ReviewedLine, previousClose: number): number {
  return 1 + periodReturn(line, previousClose, 'price');
}

function periodReturn({ row, actions }: ReviewedLine, previousClose: number, kind: 'price' | 'total'): number {
  return lineReturn({ previousClose, close: row.close, delistingReturn: null, actions }, kind);
}

function comparable({ session, previous }: SessionUnderReview): SessionUnderReview['previous'] {
  if (previous === null || epochDay(session) - epochDay(previous.session) > COMPARABLE_DAYS_MAX) return null;
  return previous;
}

/** Under the names of now. Of a line that was renamed, sources tell one event under the old name, the new one, or both: it counts once. */
function toldOnce(actions: readonly CorporateAction[], nameNow: (ticker: string) => string): CorporateAction[] {
  const told = new Map<string, CorporateAction>();
  for (const action of actions) {
    const name = nameNow(action.ticker);
    const key = `${name} ${action.exDate} ${action.kind}`;
    if (action.ticker === name || !told.has(key)) told.set(key, { ...action, ticker: name });
  }
  return [...told.values()];
}

/** A trade in the sense of the index. */
export function isTradeRow(row: QualityRow): row is QualityRow & { readonly close: number } {
  return isTrade(row satisfies PriceRow);
}

/** Eligible lines with a price and a market cap, largest first, then by ticker; in that order too. */
function ranksByCap(rows: readonly QualityRow[]): ReadonlyMap<string, number> {
  const ranked = rows.filter((row) => row.eligible && isTradeRow(row) && row.marketCap !== null && row.marketCap > 0);
  ranked.sort((a, b) => (b.marketCap ?? 0) - (a.marketCap ?? 0) || (a.ticker < b.ticker ? -1 : 1));
  return new Map(ranked.map(({ ticker }, position) => [ticker, position + 1]));
}

/** The items of each key, keys and items in the order in which they came. */
export function groupedBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

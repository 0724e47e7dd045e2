/** What a row of prices says beside its date and ticker. */
const PRICES = ['open', 'high', 'low', 'close', 'volume', 'market_cap', 'eligible', 'issuer', 'delisting_return'];
/** What a market cap was made of. */
export const CAP_INPUTS = ['shares', 'shares_source', 'shares_known_on', 'vendor_market_cap', 'cap_source'];
export const PRICE_COLUMNS: readonly string[] = [...PRICES, ...CAP_INPUTS];

/** A row as it stands, with where it came from and since which revision it was known. */
const STORED_COLUMNS = ['date', 'ticker', ...PRICE_COLUMNS, 'source', 'revision'];

/** `alias.date, alias.ticker, …` */
export function storedPriceColumns(alias: string): string {
  return STORED_COLUMNS.map((column) => `${alias}.${column}`).join(', ');
}

/** The beginning of a statement that keeps rows of prices, to go on with a select of `storedPriceColumns` and the revision that replaces them. */
export const KEEP_PRICES = `insert into stock_price_history (${STORED_COLUMNS.join(', ')}, superseded_by)`;

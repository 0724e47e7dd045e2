/** Small files of prices, as the contracts of imports use them. */

export const HEADER = 'date,ticker,close,market_cap';
export const prices = (...rows: string[]): string => [HEADER, ...rows, ''].join('\n');
export const A13 = '2023-01-13,A,10,1000';
export const B13 = '2023-01-13,B,20,2000';
export const A17 = '2023-01-17,A,11,1100';

/** What the report of an import counts. */
export const counts = (read: number, stored: number, unchanged: number, rejected: number): object => ({
  rows_read: read,
  rows_stored: stored,
  rows_unchanged: unchanged,
  rows_rejected: rejected,
});

import type { EventBody } from '#contracts/events';
import type { Topic } from '#contracts/topics';

export type ImportKind = EventBody<typeof Topic.importRequested>['kind'];

export interface KindColumns {
  readonly required: readonly string[];
  /** Read where the file has them, else left as they are in the store. */
  readonly optional: readonly string[];
  /** Whether a file without any of the optional columns says nothing. */
  readonly needsOptional: boolean;
}

export const columnsOfKind: Readonly<Record<ImportKind, KindColumns>> = {
  prices: {
    required: ['date', 'ticker', 'close', 'market_cap'],
    optional: [
      'open',
      'high',
      'low',
      'volume',
      'split_ratio',
      'dividend',
      'delisting_return',
      'eligible',
      'issuer',
      'shares',
      'shares_source',
      'shares_known_on',
      'vendor_market_cap',
      'cap_source',
    ],
    needsOptional: false,
  },
  stocks: {
    required: ['ticker'],
    optional: ['name', 'sector', 'exchange', 'issuer', 'type', 'listed_on', 'delisted_on'],
    needsOptional: true,
  },
  splits: { required: ['ticker', 'ex_date', 'factor'], optional: [], needsOptional: false },
  dividends: { required: ['ticker', 'ex_date', 'amount'], optional: [], needsOptional: false },
  renames: { required: ['ticker', 'effective_on', 'new_ticker'], optional: [], needsOptional: false },
};

/** The header of a vendor's file of one day of the whole market (day_aggs_v1); it has no market caps. */
const DAY_AGGREGATES = ['ticker', 'volume', 'open', 'close', 'high', 'low', 'window_start', 'transactions'];
const dayAggregates: KindColumns = {
  /** `window_start`: the day, in nanoseconds from 1970. */
  required: ['ticker', 'close', 'window_start'],
  optional: ['open', 'high', 'low', 'volume'],
  needsOptional: false,
};

/** The columns of a file of this kind with these names in its header. */
export function columnsOf(kind: ImportKind, names: readonly string[]): KindColumns {
  const foreign =
    kind === 'prices' && !names.includes('date') && DAY_AGGREGATES.every((column) => names.includes(column));
  return foreign ? dayAggregates : columnsOfKind[kind];
}

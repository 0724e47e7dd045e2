/**
 * An index is data. Nothing in the code knows the number 100: it is the `size` of the default definition.
 */
export interface IndexDefinition {
  readonly id: string;
  /** Number of constituents aimed at. */
  readonly size: number;
  readonly weighting: 'equal';
  readonly rank_by: 'market_cap';
  /** When members and weights are chosen anew: after every session, or after the last session of the month or quarter. */
  readonly schedule: 'daily' | 'monthly' | 'quarterly';
  /** Sessions between the ranking and the close at which it is traded. 0 is the close-to-close convention. */
  readonly lag: number;
  /** Ranks up to `size - buffer` enter; members stay up to rank `size + buffer`. */
  readonly buffer: number;
  /** company: one line per issuer, ranked by company cap; a line without an issuer is its own company. line: every line by itself. */
  readonly share_classes: 'company' | 'line';
  /** Only lines of these sectors and of these exchanges are ranked, as reference data spell them; null: all, also those of which it is not known. */
  readonly sectors: readonly string[] | null;
  readonly exchanges: readonly string[] | null;
  /** price: dividends are left out. total: they are reinvested in the line on the ex-date. */
  readonly return: 'price' | 'total';
  /** The session at which the level starts; null: the first session built. */
  readonly base_date: string | null;
  readonly base_level: number;
  /** Cost of one unit of turnover (either way), in basis points, for the net level. */
  readonly cost_bps: number;
  /** What happens after a session that is not published: the next one bridges it, or the index stops there. */
  readonly on_gap: 'bridge' | 'hold';
}

export const defaultIndex: IndexDefinition = {
  id: 'top100-equal',
  size: 100,
  weighting: 'equal',
  rank_by: 'market_cap',
  schedule: 'daily',
  lag: 0,
  buffer: 0,
  share_classes: 'company',
  sectors: null,
  exchanges: null,
  return: 'price',
  base_date: null,
  base_level: 1000,
  cost_bps: 0,
  on_gap: 'bridge',
};

/** A definition as it was stored, perhaps before all of its fields were there: what it leaves out is as in the default index. */
export function completeDefinition(stored: Partial<IndexDefinition>): IndexDefinition {
  return { ...defaultIndex, ...stored };
}

import type { HeldMarket } from './carry-names.js';
import { lineReturn, type CorporateAction, type ReturnKind, type WeightedReturn } from './session-return.js';

/** A composition held into a published session, and what the market said of its lines on it. */
export interface Holding extends HeldMarket {
  readonly kind: ReturnKind;
  /** After the last published session. */
  readonly held: readonly HeldLine[];
}

export interface HeldLine {
  readonly ticker: string;
  /** A fraction. */
  readonly weight: number;
  /** US dollars, as traded or carried. */
  readonly close: number;
  /** US dollars; null where it is not known. */
  readonly marketCap: number | null;
}

/** Each constituent held into the session with its weight and return (fractions): their products add up to the index's return. */
export function constituentReturns(holding: Holding): WeightedReturn[] {
  const actions = new Map<string, CorporateAction[]>();
  for (const action of holding.actions) {
    const known = actions.get(action.ticker);
    if (known === undefined) actions.set(action.ticker, [action]);
    else known.push(action);
  }
  return holding.held.map(({ ticker, weight, close }) => {
    const row = holding.rows.get(ticker);
    const traded = row !== undefined && row.close !== null && row.close > 0;
    const period = {
      previousClose: close,
      close: traded ? row.close : null,
      delistingReturn: row?.delistingReturn ?? null,
      actions: actions.get(ticker) ?? [],
    };
    return { ticker, weight, lineReturn: lineReturn(period, holding.kind) };
  });
}

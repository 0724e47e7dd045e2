import type { CorporateAction } from '#domain/session-return';
import { DIVIDEND_MAX, SPLIT_RATIO_MAX, SPLIT_RATIO_MIN } from '#domain/value-limits';
import { z } from 'zod';
import type { RefusedRow } from '../provider.js';
import { dateField, readRows, tickerField, withoutDuplicates } from '../vendor-rows.js';
import { MASSIVE } from './massive-answer.js';

const PARTS_MAX = 1e9;

const splitRow = z.object({
  ticker: tickerField,
  execution_date: dateField,
  split_from: z.number().positive().max(PARTS_MAX),
  split_to: z.number().positive().max(PARTS_MAX),
});
/**
 * Regular and special cash, and gains that a fund hands on in cash. All of them are money per share, so all of them count; a type that
 * is not known here may be something else.
 */
const CASH_TYPES: ReadonlySet<string> = new Set(['CD', 'SC', 'LT', 'ST']);
const dividendRow = z.object({
  ticker: tickerField,
  ex_dividend_date: dateField,
  cash_amount: z.number().nonnegative().max(DIVIDEND_MAX),
  dividend_type: z.string(),
  currency: z.string().nullish(),
});

export interface ReadActions {
  readonly actions: readonly CorporateAction[];
  readonly refused: readonly RefusedRow[];
}

/** Splits between two days. Of a line with contradicting splits on one day none is believed. */
export function readMassiveSplits(values: readonly unknown[], first: string, last: string): ReadActions {
  const read = readRows(MASSIVE, values, splitRow, 'ticker');
  const refused: RefusedRow[] = [...read.refused];
  const actions: CorporateAction[] = [];
  for (const { ticker, execution_date: exDate, split_from: from, split_to: to } of read.rows) {
    const value = to / from;
    if (exDate < first || exDate > last) refused.push({ ticker, reason: `the split of ${exDate} was not asked for` });
    else if (value > SPLIT_RATIO_MAX || value < SPLIT_RATIO_MIN || value === 1) {
      refused.push({ ticker, reason: `${to} for ${from} is no split` });
    } else actions.push({ ticker, exDate, kind: 'split', value });
  }
  return { actions: withoutDuplicates(actions, onePerDay, refused), refused };
}

/**
 * Cash dividends between two days, in US dollars; an answer that does not name the currency is in dollars. A regular and a special
 * dividend of one ex-date are added up; two of one type that differ contradict each other.
 */
export function readMassiveDividends(values: readonly unknown[], first: string, last: string): ReadActions {
  const read = readRows(MASSIVE, values, dividendRow, 'ticker');
  const refused: RefusedRow[] = [...read.refused];
  const typed: (CorporateAction & { readonly type: string })[] = [];
  for (const row of read.rows) {
    const { ticker, ex_dividend_date: exDate, cash_amount: value, dividend_type: type } = row;
    const currency = row.currency ?? 'USD';
    if (exDate < first || exDate > last) refused.push({ ticker, reason: `ex-date ${exDate} was not asked for` });
    else if (currency.toUpperCase() !== 'USD') refused.push({ ticker, reason: 'the dividend is not in US dollars' });
    else if (!CASH_TYPES.has(type)) refused.push({ ticker, reason: 'the dividend is of a type that is not known' });
    else if (value === 0) refused.push({ ticker, reason: 'the dividend is 0' });
    else typed.push({ ticker, exDate, kind: 'dividend', value, type });
  }
  const perDay = new Map<string, CorporateAction>();
  for (const { ticker, exDate, value } of withoutDuplicates(typed, onePerDayAndType, refused)) {
    const key = `${ticker} ${exDate}`;
    perDay.set(key, { ticker, exDate, kind: 'dividend', value: value + (perDay.get(key)?.value ?? 0) });
  }
  return { actions: [...perDay.values()], refused };
}

const onePerDay = {
  keyOf: ({ ticker, exDate }: CorporateAction) => `${ticker} ${exDate}`,
  tickerOf: ({ ticker }: CorporateAction) => ticker,
  sameAs: (one: CorporateAction, other: CorporateAction) => one.value === other.value,
};
const onePerDayAndType = {
  ...onePerDay,
  keyOf: ({ ticker, exDate, type }: CorporateAction & { readonly type: string }) => `${ticker} ${exDate} ${type}`,
};

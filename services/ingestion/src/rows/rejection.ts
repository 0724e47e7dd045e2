/** Why a row is not stored. The codes are part of the interface; the README of this service says what each means. */
export type RejectionRule =
  | 'field_count'
  | 'malformed_quotes'
  | 'missing_value'
  | 'invalid_date'
  | 'outside_calendar'
  | 'not_a_session'
  | 'future_date'
  | 'invalid_ticker'
  | 'not_a_number'
  | 'not_an_integer'
  | 'out_of_range'
  | 'negative'
  | 'not_positive'
  | 'below_minus_one'
  | 'high_below_low'
  | 'not_a_truth_value'
  | 'text_too_long'
  | 'control_character'
  | 'delisted_before_listed'
  | 'renamed_to_itself'
  | 'contradicts_line';

export interface Rejection {
  /** The line of the file, from 1, on which the row begins. */
  readonly line: number;
  readonly column: string | null;
  /** What stood there, cut after `REJECTED_VALUE_LENGTH_MAX` characters. */
  readonly value: string | null;
  readonly rule: RejectionRule;
}

const REJECTED_VALUE_LENGTH_MAX = 100;
/** Kept of one import; further ones are counted only. */
export const REJECTIONS_MAX = 10_000;

export function rejection(line: number, column: string | null, value: string | null, rule: RejectionRule): Rejection {
  return { line, column, value: value === null ? null : value.slice(0, REJECTED_VALUE_LENGTH_MAX), rule };
}

/** Counts all rejections and keeps the first. */
export class Rejections {
  readonly kept: Rejection[] = [];
  total = 0;

  add(rejected: Rejection): void {
    this.total += 1;
    if (this.kept.length < REJECTIONS_MAX) this.kept.push(rejected);
  }
}

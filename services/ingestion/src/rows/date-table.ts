import { epochDay } from '#domain/calendar-date';
import { dateOfKey } from '../file/field-parsers.js';
import type { RejectionRule } from './rejection.js';

/** One date of a file. */
export interface DateEntry {
  readonly date: string;
  readonly epochDay: number;
  /** Counts the dates of the file in the order of their first appearance, from 0. */
  readonly number: number;
  /** Why rows of this date are rejected, or null. */
  readonly rule: RejectionRule | null;
}

/** Looks each date of a file up once, however many rows have it; rows mostly come in order of date. */
export class DateTable {
  private readonly ruleOf: (date: string) => RejectionRule | null;
  private readonly entries = new Map<number, DateEntry>();
  private lastKey = -1;
  private lastEntry: DateEntry | null = null;

  constructor(ruleOf: (date: string) => RejectionRule | null) {
    this.ruleOf = ruleOf;
  }

  /** `key`: a date that exists, as YYYYMMDD. */
  entryOf(key: number): DateEntry {
    if (key === this.lastKey && this.lastEntry !== null) return this.lastEntry;
    let entry = this.entries.get(key);
    if (entry === undefined) {
      const date = dateOfKey(key);
      entry = { date, epochDay: epochDay(date), number: this.entries.size, rule: this.ruleOf(date) };
      this.entries.set(key, entry);
    }
    this.lastKey = key;
    this.lastEntry = entry;
    return entry;
  }

  /** By number. */
  all(): DateEntry[] {
    return [...this.entries.values()];
  }
}

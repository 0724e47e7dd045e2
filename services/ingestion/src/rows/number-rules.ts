import type { RejectionRule } from './rejection.js';

/** What is wrong with a finite number of a file; null: nothing. */
export type NumberRule = (value: number) => RejectionRule | null;

/** Of 0 and more. */
export const notNegative =
  (most: number): NumberRule =>
  (value) => {
    if (value < 0) return 'negative';
    return value > most ? 'out_of_range' : null;
  };

/** Of more than 0. */
export const positive =
  (least: number, most: number): NumberRule =>
  (value) => {
    if (value <= 0) return value < 0 ? 'negative' : 'not_positive';
    return value < least || value > most ? 'out_of_range' : null;
  };

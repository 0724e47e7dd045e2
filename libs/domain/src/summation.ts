/**
 * Sums numbers without losing their low-order bits: next to the sum it keeps what each addition rounded away and adds that at
 * the end (Neumaier's variant of compensated summation, which is also right when a term is larger than the sum so far). The
 * error is about one rounding of the result, not one per term.
 */
export class CompensatedSum {
  private sum = 0;
  private lost = 0;

  add(term: number): void {
    const next = this.sum + term;
    this.lost += Math.abs(this.sum) >= Math.abs(term) ? this.sum - next + term : term - next + this.sum;
    this.sum = next;
  }

  /** The sum so far; 0 before the first term. Infinite or NaN as a plain sum would be. */
  get value(): number {
    // After an overflow `lost` is NaN and would hide the infinity.
    return Number.isFinite(this.sum) ? this.sum + this.lost : this.sum;
  }
}

/** The compensated sum of `terms`; 0 when there are none. */
export function compensatedSum(terms: Iterable<number>): number {
  const sum = new CompensatedSum();
  for (const term of terms) sum.add(term);
  return sum.value;
}

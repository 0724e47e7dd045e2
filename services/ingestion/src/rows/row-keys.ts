const WORD_BITS = 32;
const WORDS_PER_GROUP = 8;
const DATES_PER_GROUP = WORD_BITS * WORDS_PER_GROUP;
const INITIAL_GROUPS = 1024;
const NO_GROUP = -1;

/**
 * The set of (ticker, date) pairs that a file has had so far, as bits: a market of 10,000 lines and 40 years takes 13 MB. Bits are
 * kept in groups of 256 dates, made when the first of them is set.
 */
export class RowKeys {
  private readonly groupsOfTicker: number[][] = [];
  private words = new Int32Array(INITIAL_GROUPS * WORDS_PER_GROUP);
  private groups = 0;

  /** Adds the pair; false when it was there already. Both are small numbers from 0. */
  add(ticker: number, date: number): boolean {
    const word =
      this.groupOf(ticker, Math.floor(date / DATES_PER_GROUP)) * WORDS_PER_GROUP + ((date >> 5) % WORDS_PER_GROUP);
    const bit = 1 << (date % WORD_BITS);
    const bits = this.words[word] as number;
    if ((bits & bit) !== 0) return false;
    this.words[word] = bits | bit;
    return true;
  }

  hasTicker(ticker: number): boolean {
    return this.groupsOfTicker[ticker] !== undefined;
  }

  private groupOf(ticker: number, position: number): number {
    const groups = (this.groupsOfTicker[ticker] ??= []);
    const known = groups[position];
    if (known !== undefined && known !== NO_GROUP) return known;
    while (groups.length < position) groups.push(NO_GROUP);
    const group = this.groups;
    groups[position] = group;
    this.groups += 1;
    if (this.groups * WORDS_PER_GROUP > this.words.length) {
      const larger = new Int32Array(this.words.length * 2);
      larger.set(this.words);
      this.words = larger;
    }
    return group;
  }
}

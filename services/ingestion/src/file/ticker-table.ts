import { canonicalTicker, TICKER_LENGTH_MAX } from '#domain/ticker';
import { FileRefused } from './file-refused.error.js';

/** More lines than any market ever had: a column of tickers with more is something else. */
export const TICKERS_MAX = 100_000;

const INITIAL_SLOTS = 4096;
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
const EMPTY_SLOT = -1;
/** Room for spaces around a ticker; what is longer is none. */
const SPELLING_BYTES_MAX = TICKER_LENGTH_MAX * 2;

/**
 * Gives each ticker of a file a number, from 0, found from the bytes of the field without making a string. All spellings of one
 * ticker (`BRK.B`, `BRK-B`) have the same number.
 */
export class TickerTable {
  /** Canonical tickers by number. */
  readonly names: string[] = [];
  /** The same as bytes. */
  readonly bytes: Buffer[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly spellings: Buffer[] = [];
  private readonly numberOfSpelling: number[] = [];
  /** Open addressing by hash; an entry is a position in `spellings`. */
  private slots = new Int32Array(INITIAL_SLOTS).fill(EMPTY_SLOT);

  /** The number of the ticker in the field, or -1 when the field holds none. */
  numberOf(bytes: Buffer, start: number, end: number): number {
    if (end - start > SPELLING_BYTES_MAX) return -1;
    const mask = this.slots.length - 1;
    let hash = FNV_OFFSET;
    for (let position = start; position < end; position += 1) {
      hash = Math.imul(hash ^ (bytes[position] as number), FNV_PRIME);
    }
    for (let slot = (hash ^ (hash >>> 15)) & mask; ; slot = (slot + 1) & mask) {
      const spelling = this.slots[slot] as number;
      if (spelling === EMPTY_SLOT) return this.add(bytes.subarray(start, end), slot);
      if (equalBytes(this.spellings[spelling] as Buffer, bytes, start, end))
        return this.numberOfSpelling[spelling] as number;
    }
  }

  private add(field: Buffer, slot: number): number {
    const name = canonicalTicker(field.toString('latin1'));
    if (name === null) return -1;
    let number = this.numbers.get(name);
    if (number === undefined) {
      number = this.names.length;
      this.numbers.set(name, number);
      this.names.push(name);
      this.bytes.push(Buffer.from(name, 'latin1'));
    }
    if (this.spellings.length >= TICKERS_MAX) {
      throw new FileRefused(
        'import.too_many_tickers',
        `The file has more than ${TICKERS_MAX} different tickers: is the column "ticker" another one? Correct the header or split the file.`,
      );
    }
    this.slots[slot] = this.spellings.length;
    // A copy: the field is a view of a block that is about to be thrown away.
    this.spellings.push(Buffer.from(field));
    this.numberOfSpelling.push(number);
    if (this.spellings.length * 2 > this.slots.length) this.grow();
    return number;
  }

  private grow(): void {
    const larger = new Int32Array(this.slots.length * 2).fill(EMPTY_SLOT);
    const mask = larger.length - 1;
    this.spellings.forEach((spelling, position) => {
      let hash = FNV_OFFSET;
      for (const byte of spelling) hash = Math.imul(hash ^ byte, FNV_PRIME);
      let slot = (hash ^ (hash >>> 15)) & mask;
      while (larger[slot] !== EMPTY_SLOT) slot = (slot + 1) & mask;
      larger[slot] = position;
    });
    this.slots = larger;
  }
}

function equalBytes(known: Buffer, bytes: Buffer, start: number, end: number): boolean {
  if (known.length !== end - start) return false;
  for (let position = 0; position < known.length; position += 1) {
    if (known[position] !== bytes[start + position]) return false;
  }
  return true;
}

import type { Rename } from './rename.js';

/** Which tickers may be names of one line. Those that are not may be looked at apart from each other. */
export class NamedLines {
  readonly #renames: readonly Rename[];
  readonly #neighbours = new Map<string, Set<string>>();

  constructor(renames: readonly Rename[]) {
    this.#renames = renames;
    for (const { ticker, newTicker } of renames) {
      this.#neighboursOf(ticker).add(newTicker);
      this.#neighboursOf(newTicker).add(ticker);
    }
  }

  /** Each of these tickers with all that renames lead to it or away from it, over any number of steps. */
  allNames(tickers: Iterable<string>): Set<string> {
    const found = new Set<string>();
    const open = [...tickers];
    for (let ticker = open.pop(); ticker !== undefined; ticker = open.pop()) {
      if (found.has(ticker)) continue;
      found.add(ticker);
      open.push(...(this.#neighbours.get(ticker) ?? []));
    }
    return found;
  }

  /** The days from which on a line that was called so is called otherwise. */
  daysOf(ticker: string): string[] {
    if (!this.#neighbours.has(ticker)) return [];
    return this.#renames.filter((rename) => rename.ticker === ticker).map((rename) => rename.effectiveOn);
  }

  #neighboursOf(ticker: string): Set<string> {
    let neighbours = this.#neighbours.get(ticker);
    if (neighbours === undefined) this.#neighbours.set(ticker, (neighbours = new Set()));
    return neighbours;
  }
}

import { isInUniverse, passesFilter, referenceOn, type References } from '#domain/eligibility';
import type { IndexDefinition } from '#domain/index-definition';
import type { RankedLine, Ranking } from '#domain/ranking';
import type { Candidates } from './candidate-lines.js';
import type { MarketPanel } from './market-panel.js';

/** Tells ranks among all lines from those among the candidates. */
export class ExactRanks {
  constructor(
    private readonly panel: MarketPanel,
    private readonly candidates: Candidates,
    private readonly definition: IndexDefinition,
    private readonly references: References,
  ) {}

  /** How many of the candidates' ranks, from the first on, are those among all lines. */
  depth({ session, lines }: Ranking): number {
    const limit = this.candidates.limits.get(session) ?? 0;
    let [low, high] = [0, lines.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((lines[middle] as RankedLine).marketCap > limit) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Whether every line that could be ranked is a candidate. */
  isComplete(session: string): boolean {
    return this.candidates.limits.get(session) === 0;
  }

  /** The rank among all lines of the one that is `rank`-th among the candidates. */
  among(ranking: Ranking, rank: number): number {
    if (rank <= this.depth(ranking)) return rank;
    return rank + this.countAhead(ranking.session, ranking.lines[rank - 1] as RankedLine);
  }

  /** Lines, or companies, that are no candidates and rank before `line`. Nothing of a candidate's company is left out. */
  private countAhead(session: string, line: RankedLine): number {
    const found = this.panel.dayOf(session);
    if (found === undefined) return 0;
    const { block, day } = found;
    const { chosen, passing } = this.candidates;
    const companies = new Set<string>();
    let count = 0;
    for (const place of block.order(day)) {
      const cap = block.capAt(place, day);
      if (cap < line.marketCap) break;
      const number = block.lines[place] as number;
      if (chosen[number] === 1 || passing[number] !== 1 || block.isMarked(place, day)) continue;
      const ticker = this.panel.names.lines.nameOf(number);
      if (cap === line.marketCap && ticker > line.ticker) continue;
      const reference = referenceOn(this.references, ticker, session);
      if (!isInUniverse(reference, session) || !passesFilter(this.definition, reference)) continue;
      if (this.definition.share_classes === 'company') {
        const own = block.issuerAt(place, day);
        const issuer = own === null ? (reference?.issuer ?? null) : this.panel.names.issuers.nameOf(own);
        if (issuer !== null && companies.has(issuer)) continue;
        if (issuer !== null) companies.add(issuer);
      }
      count += 1;
    }
    return count;
  }
}

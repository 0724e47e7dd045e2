import type { Random } from './random.js';

/** Sectors with their share of the market's companies and the words their names end with. All of it is invented. */
export const sectors = [
  { name: 'Technology', share: 0.17, words: ['Systems', 'Software', 'Semiconductor', 'Networks', 'Devices', 'Cloud'] },
  { name: 'Health Care', share: 0.14, words: ['Therapeutics', 'Health', 'Diagnostics', 'Biosciences', 'Medical'] },
  { name: 'Financials', share: 0.15, words: ['Bancorp', 'Financial', 'Capital', 'Insurance Group', 'Trust'] },
  { name: 'Industrials', share: 0.14, words: ['Industries', 'Aerospace', 'Logistics', 'Machinery', 'Rail'] },
  { name: 'Consumer Discretionary', share: 0.11, words: ['Brands', 'Motors', 'Hotels', 'Stores', 'Apparel'] },
  { name: 'Consumer Staples', share: 0.06, words: ['Foods', 'Beverages', 'Household', 'Grocers'] },
  { name: 'Communication Services', share: 0.05, words: ['Media', 'Broadband', 'Entertainment', 'Wireless'] },
  { name: 'Energy', share: 0.05, words: ['Energy', 'Petroleum', 'Midstream', 'Drilling'] },
  { name: 'Materials', share: 0.05, words: ['Chemicals', 'Metals', 'Materials', 'Packaging'] },
  { name: 'Real Estate', share: 0.05, words: ['Properties', 'Realty Trust', 'Towers', 'Residential'] },
  { name: 'Utilities', share: 0.03, words: ['Power', 'Utilities', 'Water', 'Electric'] },
] as const;

export interface CompanyIdentity {
  readonly name: string;
  readonly ticker: string;
  readonly sector: number;
  readonly exchange: 'NYSE' | 'NASDAQ';
}

// prettier-ignore
const FIRST = ['Al', 'Bri', 'Cal', 'Cor', 'Dar', 'Del', 'Elo', 'Far', 'Fen', 'Gal', 'Hal', 'Iro', 'Jor', 'Kel', 'Lar', 'Lum', 'Mar', 'Nor', 'Ori', 'Pel', 'Quo', 'Ryl', 'Sel', 'Sol', 'Tam', 'Tor', 'Umb', 'Vel', 'Wyn', 'Yar', 'Zen', 'Zor'];
// prettier-ignore
const MIDDLE = ['a', 'be', 'da', 'di', 'e', 'go', 'i', 'ka', 'la', 'mi', 'mo', 'no', 'o', 'ra', 'ri', 'sa', 'ta', 'te', 'va', 'vi'];
// prettier-ignore
const LAST = ['bren', 'cor', 'dane', 'dex', 'fax', 'gard', 'lis', 'lund', 'mark', 'mont', 'nix', 'nor', 'phon', 'quil', 'ren', 'ris', 'sten', 'thal', 'tix', 'tron', 'vale', 'vex', 'wick', 'zar'];

/** Two tickers that careless readers turn into something else; a market without them would hide such a mistake. */
const AWKWARD: readonly Pick<CompanyIdentity, 'name' | 'ticker'>[] = [
  { name: 'Navaquil Atlantic', ticker: 'NA' },
  { name: 'Truvadane Electronics', ticker: 'TRUE' },
];

const MAXIMAL_ATTEMPTS = 10_000;

/** Invents companies; no name and no ticker is given twice. */
export class CompanyRegister {
  private readonly names = new Set<string>();
  private readonly tickers = new Set<string>(AWKWARD.map(({ ticker }) => ticker));
  private awkwardGiven = 0;

  constructor(private readonly random: Random) {}

  invent(): CompanyIdentity {
    const sector = this.drawSector();
    const exchange = this.random.uniform() < (sector === 0 ? 0.8 : 0.35) ? 'NASDAQ' : 'NYSE';
    return { ...this.inventName(sector), sector, exchange };
  }

  /** The next awkward company, or null when both are given. */
  inventAwkward(): CompanyIdentity | null {
    const awkward = AWKWARD[this.awkwardGiven];
    if (awkward === undefined) return null;
    this.awkwardGiven += 1;
    return { ...awkward, sector: 0, exchange: 'NASDAQ' };
  }

  /** A new name and ticker for a company that stays in its sector. */
  inventName(sector: number): Pick<CompanyIdentity, 'name' | 'ticker'> {
    for (let attempt = 0; attempt < MAXIMAL_ATTEMPTS; attempt += 1) {
      const stem = `${this.pick(FIRST)}${this.pick(MIDDLE)}${this.pick(LAST)}`;
      if (this.names.has(stem)) continue;
      this.names.add(stem);
      const word = this.pick((sectors[sector] ?? sectors[0]).words);
      return { name: `${stem} ${word}`, ticker: this.inventTicker(stem.toUpperCase(), word) };
    }
    throw new RangeError('the register has no more names: ask for fewer lines');
  }

  private inventTicker(stem: string, word: string): string {
    const consonants = stem.replace(/(?!^)[AEIOU]/g, '');
    // Short tickers made of plain letters belong to real companies; a rare last letter keeps clear of most of them.
    const rare = 'QXZ'.charAt(this.random.below(3));
    const candidates = [
      consonants.slice(0, 2) + rare,
      consonants.slice(0, 3) + rare,
      stem.slice(0, 3) + rare,
      consonants.slice(0, 5),
      stem.slice(0, 5),
      consonants.slice(0, 3) + word.slice(0, 1).toUpperCase() + rare,
    ];
    for (const candidate of candidates) if (this.take(candidate)) return candidate;
    for (let attempt = 0; attempt < MAXIMAL_ATTEMPTS; attempt += 1) {
      const candidate = stem.slice(0, 2) + this.letter() + this.letter() + this.letter();
      if (this.take(candidate)) return candidate;
    }
    throw new RangeError('the register has no more tickers: ask for fewer lines');
  }

  private take(ticker: string): boolean {
    if (ticker.length < 2 || this.tickers.has(ticker)) return false;
    this.tickers.add(ticker);
    return true;
  }

  private drawSector(): number {
    let rest = this.random.uniform();
    for (const [position, sector] of sectors.entries()) {
      rest -= sector.share;
      if (rest < 0) return position;
    }
    return 0;
  }

  private pick(words: readonly string[]): string {
    return words[this.random.below(words.length)] ?? '';
  }

  private letter(): string {
    return String.fromCharCode(65 + this.random.below(26));
  }
}

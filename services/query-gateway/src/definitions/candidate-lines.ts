import { isInUniverse, passesFilter, type LineReference, type References } from '#domain/eligibility';
import type { IndexDefinition } from '#domain/index-definition';
import type { Rename } from '#domain/rename';
import type { MarketPanel } from './market-panel.js';

/** What the choice is made for. */
export interface CandidateQuestion {
  readonly definition: IndexDefinition;
  /** Of the whole range that is computed. */
  readonly renames: readonly Rename[];
  readonly references: References;
  /** The sessions that are published. */
  readonly sessions: readonly string[];
  /** How many lines of each session are taken at least. */
  readonly depth: number;
}

/** Lines that are looked at, and up to where ranks among them are ranks among all. */
export interface Candidates {
  /** 1 for each of them, by the number of the line. */
  readonly chosen: Uint8Array;
  readonly tickers: readonly string[];
  /** 1 for each line that could ever be ranked, by number. */
  readonly passing: Uint8Array;
  /**
   * By session the largest cap of a line that could be ranked and is not among them; 0 when there is none. Whatever has a larger
   * cap has the same rank among the candidates as among all.
   */
  readonly limits: ReadonlyMap<string, number>;
}

/**
 * The largest lines of each session, and with any line all those that its fate can depend on: lines that renames lead to or away from
 * it, and the other lines of its company. Also the lines whose cap or life does not show in a row of the day alone: those that traded
 * without a cap, and those with rows after a delisting.
 */
export async function chooseCandidates(
  panel: MarketPanel,
  question: CandidateQuestion,
  breathe: () => Promise<void>,
): Promise<Candidates> {
  const passing = passingLines(panel, question);
  const relatives = relativesOf(panel, question);
  const taken = new Uint8Array(panel.names.lines.size);
  for (const session of question.sessions) {
    takeLargest(panel, session, { taken, passing, question, relatives });
    await breathe();
  }
  const capped = new Uint8Array(taken.length);
  for (const block of panel.blocks) {
    block.lines.forEach((line, place) => {
      if (block.capped[place] === 1) capped[relatives.of(line)] = 1;
    });
    await breathe();
  }
  for (const line of [...linesWithoutCap(panel), ...revivedLines(panel)]) {
    const family = relatives.of(line);
    if (capped[family] === 1) taken[family] = 1;
  }
  const chosen = taken.map((_taken, line) => taken[relatives.of(line)] as number);
  const limits = new Map<string, number>();
  for (const session of question.sessions) {
    limits.set(session, largestLeftOut(panel, session, { chosen, passing }));
    await breathe();
  }
  const tickers = [...chosen].flatMap((isChosen, line) => (isChosen === 1 ? [panel.names.lines.nameOf(line)] : []));
  return { chosen, tickers, passing, limits };
}

function takeLargest(
  panel: MarketPanel,
  session: string,
  choice: {
    readonly taken: Uint8Array;
    readonly passing: Uint8Array;
    readonly question: CandidateQuestion;
    readonly relatives: Families;
  },
): void {
  const found = panel.dayOf(session);
  if (found === undefined) return;
  const { block, day } = found;
  let count = 0;
  for (const place of block.order(day)) {
    const line = block.lines[place] as number;
    if (choice.passing[line] !== 1) continue;
    choice.taken[choice.relatives.of(line)] = 1;
    count += 1;
    if (count >= choice.question.depth) return;
  }
}

/** 0 where every line that could be ranked is chosen. */
function largestLeftOut(
  panel: MarketPanel,
  session: string,
  { chosen, passing }: Pick<Candidates, 'chosen' | 'passing'>,
): number {
  const found = panel.dayOf(session);
  if (found === undefined) return 0;
  const { block, day } = found;
  for (const place of block.order(day)) {
    const line = block.lines[place] as number;
    if (chosen[line] !== 1 && passing[line] === 1) return block.capAt(place, day);
  }
  return 0;
}

/** Lines that belong to the universe and pass the filter by what was said of them at any time. */
function passingLines(panel: MarketPanel, { definition, references }: CandidateQuestion): Uint8Array {
  const passing = new Uint8Array(panel.names.lines.size);
  for (let line = 0; line < passing.length; line += 1) {
    const known = references.get(panel.names.lines.nameOf(line));
    const said: readonly (LineReference | undefined)[] = [known, ...(known?.listings ?? [])];
    if (said.some((reference) => couldBeRanked(definition, reference))) passing[line] = 1;
  }
  return passing;
}

function couldBeRanked(definition: IndexDefinition, reference: LineReference | undefined): boolean {
  const whenever = reference === undefined ? undefined : { ...reference, listedOn: null, delistedOn: null };
  return isInUniverse(whenever, '') && passesFilter(definition, reference);
}

function* linesWithoutCap(panel: MarketPanel): Generator<number> {
  for (const block of panel.blocks) yield* block.capless;
}

/** Lines with a row after one with a delisting return. */
function* revivedLines(panel: MarketPanel): Generator<number> {
  const { lines } = panel.names;
  const dead = new Uint8Array(lines.size);
  for (const block of panel.blocks) {
    const died = new Map<number, number>();
    for (const { ticker, day } of block.delistings) {
      const line = lines.find(ticker) as number;
      if (dead[line] === 1 || died.has(line)) yield line;
      died.set(line, Math.min(day, died.get(line) ?? day));
    }
    for (let place = 0; place < block.lines.length; place += 1) {
      const line = block.lines[place] as number;
      const since = dead[line] === 1 ? -1 : died.get(line);
      if (since === undefined) continue;
      if (block.sessions.some((_session, day) => day > since && block.hasRow(place, day))) yield line;
    }
    for (const line of died.keys()) dead[line] = 1;
  }
}

/** Which lines depend on each other. */
class Families {
  private readonly parents: Uint32Array;

  constructor(size: number) {
    this.parents = Uint32Array.from({ length: size }, (_none, line) => line);
  }

  /** One line of the family stands for it. */
  of(line: number): number {
    let root = line;
    while (this.parents[root] !== root) {
      this.parents[root] = this.parents[this.parents[root] as number] as number;
      root = this.parents[root] as number;
    }
    return root;
  }

  join(a: number, b: number): void {
    this.parents[this.of(a)] = this.of(b);
  }
}

function relativesOf(panel: MarketPanel, { definition, renames, references }: CandidateQuestion): Families {
  const { lines, issuers } = panel.names;
  const families = new Families(lines.size);
  for (const { ticker, newTicker } of renames) {
    const [before, after] = [lines.find(ticker), lines.find(newTicker)];
    if (before !== undefined && after !== undefined) families.join(before, after);
  }
  if (definition.share_classes === 'line') return families;
  const first = new Map<string, number>();
  const joinByIssuer = (line: number, issuer: string): void => {
    const other = first.get(issuer);
    if (other === undefined) first.set(issuer, line);
    else families.join(line, other);
  };
  for (const block of panel.blocks) {
    for (let at = 0; at < block.issuers.length; at += 2) {
      joinByIssuer(block.issuers[at] as number, issuers.nameOf(block.issuers[at + 1] as number));
    }
  }
  for (let line = 0; line < lines.size; line += 1) {
    const known = references.get(lines.nameOf(line));
    for (const said of known === undefined ? [] : [known, ...(known.listings ?? [])]) {
      if (said.issuer !== null) joinByIssuer(line, said.issuer);
    }
  }
  return families;
}

import { constituentReturns, type Holding } from './constituent-returns.js';
import { nameAfter } from './line-names.js';
import type { Rename } from './rename.js';
import { indexReturn } from './session-return.js';
import { CompensatedSum } from './summation.js';

/** A published session of a range, and what was held into it. */
export interface HeldSession {
  readonly session: string;
  /** The published session before. */
  readonly previous: string;
  /** The level of the index at the close of the session before. */
  readonly levelBefore: number;
  readonly holding: Holding;
}

/** What one line brought to the index over a range. */
export interface LineContribution {
  /** At the end of the range. */
  readonly ticker: string;
  /** Published sessions of the range into which it was held. */
  readonly sessions: number;
  /** The first and the last of them. */
  readonly first: string;
  readonly last: string;
  /** Index points. */
  readonly points: number;
  /** Fraction: the sum of its weights over the sessions into which it was held. */
  readonly weight: number;
}

interface Running {
  sessions: number;
  first: string;
  last: string;
  readonly points: CompensatedSum;
  readonly weight: CompensatedSum;
}

/**
 * Adds up what each line brings: c(t) = w(t-1) r(t), in points L(t-1) c(t). Of all lines together the points of a session are
 * L(t) - L(t-1), so those of a range are the difference of its levels. A line is followed through its names; a ticker that another
 * line takes begins anew.
 */
export class Contributions {
  #running = new Map<string, Running>();
  /** Lines whose name another one took. */
  readonly #gone: { readonly ticker: string; readonly running: Running }[] = [];

  /** @param renames by date; those effective within the range are needed */
  constructor(private readonly renames: readonly Rename[]) {}

  /** Adds the next session of the range; returns the index's return over it, a fraction. */
  add({ session, previous, levelBefore, holding }: HeldSession): number {
    const returns = constituentReturns(holding);
    for (const { ticker, weight, lineReturn } of returns) {
      const running = this.#of(ticker, session);
      running.sessions += 1;
      running.last = session;
      running.points.add(levelBefore * weight * lineReturn);
      running.weight.add(weight);
    }
    this.#rename(previous, session, holding);
    return indexReturn(returns);
  }

  /** The largest first; equal ones by ticker. */
  get lines(): LineContribution[] {
    const all = [...this.#gone, ...[...this.#running].map(([ticker, running]) => ({ ticker, running }))];
    return all
      .map(({ ticker, running: { sessions, first, last, points, weight } }) => ({
        ...{ ticker, sessions, first, last, points: points.value, weight: weight.value },
      }))
      .sort((a, b) => b.points - a.points || (a.ticker < b.ticker ? -1 : 1));
  }

  #of(ticker: string, session: string): Running {
    let running = this.#running.get(ticker);
    if (running === undefined) {
      running = {
        sessions: 0,
        first: session,
        last: session,
        points: new CompensatedSum(),
        weight: new CompensatedSum(),
      };
      this.#running.set(ticker, running);
    }
    return running;
  }

  /** Those held into the session are called as the session says; those held before, as renames alone do. */
  #rename(previous: string, session: string, { held, renamed }: Holding): void {
    if (!this.renames.some(({ effectiveOn }) => effectiveOn > previous && effectiveOn <= session)) return;
    const isHeld = new Set(held.map(({ ticker }) => ticker));
    const named = new Map<string, Running>();
    for (const [ticker, running] of this.#running) {
      const name = isHeld.has(ticker)
        ? renamed.has(ticker)
          ? renamed.get(ticker)
          : ticker
        : nameAfter(this.renames, ticker, previous, session);
      const other = name === null || name === undefined ? undefined : named.get(name);
      if (name === null || name === undefined) this.#gone.push({ ticker, running });
      else if (other === undefined) named.set(name, running);
      else merge(other, running);
    }
    this.#running = named;
  }
}

/** Two lines that turn out to be one. */
function merge(into: Running, other: Running): void {
  into.sessions += other.sessions;
  into.first = other.first < into.first ? other.first : into.first;
  into.last = other.last > into.last ? other.last : into.last;
  into.points.add(other.points.value);
  into.weight.add(other.weight.value);
}

export interface GroupContribution<Group> {
  readonly group: Group;
  readonly lines: number;
  readonly points: number;
  readonly weight: number;
}

/** The same by group; the largest first, equal ones in the order of their largest lines. */
export function contributionsByGroup<Group>(
  lines: readonly LineContribution[],
  groupOf: (ticker: string) => Group,
): GroupContribution<Group>[] {
  const groups = new Map<Group, { lines: number; points: CompensatedSum; weight: CompensatedSum }>();
  for (const { ticker, points, weight } of lines) {
    const group = groupOf(ticker);
    const known = groups.get(group) ?? { lines: 0, points: new CompensatedSum(), weight: new CompensatedSum() };
    known.lines += 1;
    known.points.add(points);
    known.weight.add(weight);
    groups.set(group, known);
  }
  return [...groups]
    .map(([group, { lines: count, points, weight }]) => ({
      group,
      lines: count,
      points: points.value,
      weight: weight.value,
    }))
    .sort((a, b) => b.points - a.points);
}

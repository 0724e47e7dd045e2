import type { PriceRow } from './line-state.js';
import type { CorporateAction } from './session-return.js';

/** From `effectiveOn` on the line that was `ticker` is called `newTicker`. */
export interface Rename {
  readonly ticker: string;
  readonly effectiveOn: string;
  readonly newTicker: string;
}

/** A row with a delisting return of an unpublished session: it counts for the next published one, under the name of its own day. */
export interface PastDelisting extends PriceRow {
  readonly session: string;
}

/** What happened to names since the previous published session, and what was known of the lines after it. */
export interface NameChanges {
  /** With an effective date after the previous published session and up to this one, by date, then by ticker. */
  readonly renames: readonly Rename[];
  readonly delistings: readonly Pick<PastDelisting, 'ticker' | 'session'>[];
  /** Whether the line called so on the previous published session traded on it. */
  readonly traded: (ticker: string) => boolean;
  /** Whether the line called so on the previous published session was dead already. */
  readonly dead: (ticker: string) => boolean;
}

/**
 * What the lines of one published session are called on the next one. A line is named here by what it was called on the earlier one.
 *
 * Renames of one day happen at once (two lines may swap names), those of different days one after the other (A to B, then B to C). A name
 * has one line, so when A becomes B and there is a B already:
 * - A traded on the previous session: it is a line of its own and takes the name. The line that was B is listed no more: whatever
 *   comes under B is not its own.
 * - A did not trade then: the prices came under the new name already, or neither has any. Both are taken for one line, whose state
 *   is that of the one that traded last, the renamed one's on the same session.
 * - a dead line loses its name to any rename, and a living one none to a dead one.
 */
export class Names {
  /** Only of names that a rename tells of; null from the day on which another line took the name. */
  readonly #trails = new Map<string, { readonly from: string; readonly name: string | null }[]>();
  readonly #changes: NameChanges;

  constructor(changes: NameChanges) {
    this.#changes = changes;
    for (const name of changes.renames.flatMap((rename) => [rename.ticker, rename.newTicker])) {
      this.#trails.set(name, [{ from: '', name }]);
    }
    for (const day of new Set(changes.renames.map((rename) => rename.effectiveOn))) this.#renameOn(day);
  }

  /** No line has another name. */
  get unchanged(): boolean {
    return this.#trails.size === 0;
  }

  /** What the line is called now; null when another line took its name. */
  now(line: string): string | null {
    const last = this.#trails.get(line)?.at(-1);
    return last === undefined ? line : last.name;
  }

  /** Each of these lines that still has a name, with that name. Of several with one name the line that always had it is kept, else the first. */
  carried(lines: Iterable<string>): Map<string, string> {
    const carried = new Map<string, string>();
    if (this.unchanged) {
      for (const line of lines) carried.set(line, line);
      return carried;
    }
    const taken = new Set<string>();
    const all = [...lines];
    for (const keptItsName of [true, false]) {
      for (const line of all) {
        const name = this.now(line);
        if (name === null || (name === line) !== keptItsName || taken.has(name)) continue;
        taken.add(name);
        carried.set(line, name);
      }
    }
    return carried;
  }

  /** Whether the line was called `ticker` on `date`. */
  bears(line: string, ticker: string, date: string): boolean {
    const trail = this.#trails.get(line);
    return trail === undefined ? line === ticker : trail.filter(({ from }) => from <= date).at(-1)?.name === ticker;
  }

  /**
   * The splits and dividends of the line, under its name of the earlier session. Sources disagree whether one is told under the old or
   * the new name; either counts, unless another line that traded had the name on that day. One that is told under both counts once.
   */
  actionsOf(line: string, actions: readonly CorporateAction[]): CorporateAction[] {
    const trail = this.#trails.get(line);
    if (trail === undefined) return actions.filter((action) => action.ticker === line);
    const names = new Set(trail.map(({ name }) => name));
    const told = new Map<string, CorporateAction>();
    for (const action of actions) {
      if (!names.has(action.ticker)) continue;
      const key = `${action.exDate} ${action.kind}`;
      const exact = this.bears(line, action.ticker, action.exDate);
      if (exact) told.set(key, { ...action, ticker: line });
      else if (!told.has(key) && !this.#isOfAnother(line, action)) told.set(key, { ...action, ticker: line });
    }
    return [...told.values()];
  }

  /** The lines that a rename tells of, known or not. */
  get concerned(): Iterable<string> {
    return this.#trails.keys();
  }

  #isOfAnother(line: string, { ticker, exDate }: CorporateAction): boolean {
    for (const other of this.#trails.keys()) {
      if (other !== line && this.#changes.traded(other) && this.bears(other, ticker, exDate)) return true;
    }
    return false;
  }

  #renameOn(day: string): void {
    const renames = this.#changes.renames.filter((rename) => rename.effectiveOn === day);
    const newNames = new Map(renames.map((rename) => [rename.ticker, rename.newTicker]));
    const targets = new Set(newNames.values());
    const takers = new Map<string, string>();
    for (const line of this.#trails.keys()) {
      const name = this.now(line);
      const newName = name === null ? undefined : newNames.get(name);
      if (newName === undefined || takers.has(newName) || !this.#changes.traded(line) || this.#died(line, day))
        continue;
      takers.set(newName, line);
    }
    for (const [line, trail] of this.#trails) {
      const name = this.now(line);
      if (name === null) continue;
      const newName = newNames.get(name) ?? name;
      const taker = takers.get(newName) ?? line;
      const givesWay = taker !== line || (!newNames.has(name) && targets.has(name) && this.#died(line, day));
      if (givesWay || newName !== name) trail.push({ from: day, name: givesWay ? null : newName });
    }
  }

  #died(line: string, before: string): boolean {
    return (
      this.#changes.dead(line) ||
      this.#changes.delistings.some(({ ticker, session }) => session < before && this.bears(line, ticker, session))
    );
  }
}

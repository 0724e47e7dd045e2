import { dateOfEpochDay, epochDay } from './calendar-date.js';
import type { Rename } from './rename.js';

/** A ticker and the days on which it named a line, both included; null: from the first, or until further notice. */
export interface NamedDays {
  readonly ticker: string;
  readonly from: string | null;
  readonly to: string | null;
}

/**
 * What the line that `ticker` names on the day `on` was called before, oldest first; the last entry has the ticker itself. A ticker that
 * was given up and used again names another line from the day on which it was given up.
 * @param renames by date
 */
export function namesOfLine(renames: readonly Rename[], ticker: string, on: string): NamedDays[] {
  const names: NamedDays[] = [];
  let name = ticker;
  let to: string | null = null;
  let day = on;
  for (;;) {
    const into = renames.filter((rename) => rename.newTicker === name && rename.effectiveOn <= day).at(-1);
    const away = renameAway(renames, name, day);
    if (away !== null || into === undefined) {
      names.unshift({ ticker: name, from: away?.effectiveOn ?? null, to });
      return names;
    }
    names.unshift({ ticker: name, from: into.effectiveOn, to });
    name = into.ticker;
    day = dateOfEpochDay(epochDay(into.effectiveOn) - 1);
    to = day;
  }
}

/** The rename by which the ticker was given up, unless another line had got it by a rename since or on the same day; null when it was not. */
export function renameAway(renames: readonly Rename[], ticker: string, on: string): Rename | null {
  const away = renames.filter((rename) => rename.ticker === ticker && rename.effectiveOn <= on).at(-1);
  if (away === undefined) return null;
  const taken = renames.some(
    (rename) => rename.newTicker === ticker && rename.effectiveOn <= on && rename.effectiveOn >= away.effectiveOn,
  );
  return taken ? null : away;
}

/** What the line that is called `ticker` on the day `since` is called on the day `through`, which is not before it. */
export function nameAfter(renames: readonly Rename[], ticker: string, since: string, through: string): string {
  let name = ticker;
  let day = since;
  for (;;) {
    const next = renames.find((rename) => rename.ticker === name && rename.effectiveOn > day);
    if (next === undefined || next.effectiveOn > through) return name;
    name = next.newTicker;
    day = next.effectiveOn;
  }
}

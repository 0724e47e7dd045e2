/** Worst first. block: not to be published as it is. flag: somebody should look. note: worth knowing. */
export const qualitySeverities = ['block', 'flag', 'note'] as const;
export type QualitySeverity = (typeof qualitySeverities)[number];

/** The names are stable: acceptances are kept by them. */
export const qualityChecks = [
  'cap_jump',
  'close_outside_range',
  'duplicate',
  'high_below_low',
  'missing_mega_cap',
  'missing_member',
  'not_positive',
  'price_jump',
  'sources_apart',
  'split_shaped_move',
  'stale_feed',
  'universe_grown',
  'universe_shrunk',
  'wrong_day',
] as const;
export type QualityCheck = (typeof qualityChecks)[number];

export interface QualityFinding {
  readonly check: QualityCheck;
  readonly severity: QualitySeverity;
  /** Null: of the session as a whole. */
  readonly ticker: string | null;
  /** For people; it names the line, what was seen and what was expected. */
  readonly detail: string;
  readonly observed: number | null;
  readonly expected: number | null;
}

/** A wrong value can stop a session only where it could reach an index. */
export function severityNear(nearIndex: boolean): QualitySeverity {
  return nearIndex ? 'block' : 'flag';
}

/** US dollars in a text for people. */
export function dollarsText(dollars: number): string {
  const magnitude = Math.abs(dollars);
  if (magnitude >= 1e9) return `USD ${(dollars / 1e9).toPrecision(5)} bn`;
  return `USD ${magnitude >= 1e6 ? `${(dollars / 1e6).toPrecision(5)} m` : String(dollars)}`;
}

export function percentText(fraction: number): string {
  return `${(100 * fraction).toFixed(1)} %`;
}

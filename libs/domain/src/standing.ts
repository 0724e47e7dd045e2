import type { CutOffs } from './cut-off.js';
import { distanceTo } from './cut-off.js';
import type { Ineligibility } from './ineligibility.js';
import { STALE_SESSIONS_MAX } from './line-state.js';
import type { RankedLine } from './ranking.js';
import type { SelectionRules } from './selection.js';

/**
 * Why a line is, or is not, in an index. In: `rank`; `buffer`, a member beyond the last rank that stays; `until_rebalance`, it would not
 * be chosen now and stays until the index chooses again. Out: `rank`; `buffer`, within the last rank but not far enough to come in;
 * `until_rebalance`, it would be chosen now and was not when the index last chose; `other_class`, another line represents its company;
 * or why it cannot be ranked.
 */
export type StandingReason = 'rank' | 'buffer' | 'until_rebalance' | 'other_class' | Ineligibility;

/** Everything that decides on one line after the close of a session. */
export interface Standing extends SelectionRules {
  readonly isMember: boolean;
  /** Of this session; null when it cannot be ranked, or another line represents its company. */
  readonly ranked: RankedLine | null;
  /** In the ranking by which the members were last chosen. */
  readonly decidingRank: number | null;
  readonly ineligibility: Ineligibility | null;
  /** The last session on which it traded, 'YYYY-MM-DD'; null when it never did. */
  readonly lastTraded: string | null;
  /** The line that represents its company, when it is another one. */
  readonly representedBy: string | null;
}

export function standingReason(standing: Standing): StandingReason {
  const { isMember, ranked, decidingRank, size, buffer } = standing;
  if (isMember) {
    if (ranked === null || (decidingRank !== null && decidingRank <= size && ranked.rank > size + buffer))
      return 'until_rebalance';
    return (decidingRank ?? ranked.rank) > size && (decidingRank ?? ranked.rank) <= size + buffer ? 'buffer' : 'rank';
  }
  if (standing.ineligibility !== null) return standing.ineligibility;
  if (standing.representedBy !== null) return 'other_class';
  if (ranked !== null && ranked.rank <= size - buffer) return 'until_rebalance';
  if (decidingRank !== null && decidingRank <= size && decidingRank > size - buffer) return 'buffer';
  return 'rank';
}

const outBecause: Readonly<Record<Exclude<Ineligibility, 'stale'>, string>> = {
  not_listed: 'it has no price yet, or is not listed yet',
  type: 'it is not common stock',
  exchange: 'it is not listed on an exchange',
  delisted: 'it is delisted',
  marked: 'its row is marked as not eligible',
  filter: 'the index is limited to other sectors or exchanges',
  no_market_cap: 'its market capitalisation is not known',
};

/** One plain sentence. */
export function standingSentence(
  { ticker, index, session }: { readonly ticker: string; readonly index: string; readonly session: string },
  standing: Standing,
  cutOff: CutOffs,
): string {
  const reason = standingReason(standing);
  const opening = `${ticker} is ${standing.isMember ? '' : 'not '}in ${index} after the close of ${session}`;
  return `${opening}: ${because(reason, standing, cutOff)}.`;
}

function because(reason: StandingReason, standing: Standing, { entry, exit }: CutOffs): string {
  const { ranked, isMember, size, buffer, decidingRank, lastTraded } = standing;
  const now = ranked === null ? 'it has no rank' : `at ${dollars(ranked.marketCap)} it ranks ${ranked.rank}`;
  const edge = isMember ? exit : entry;
  const away = ranked === null || edge === null ? '' : comparedWith(edge, ranked);
  switch (reason) {
    case 'rank':
      return `${now}${away}`;
    case 'buffer':
      return isMember
        ? `it ranked ${decidingRank ?? ranked?.rank} for ${size} seats, and the buffer keeps members up to rank ${size + buffer}`
        : `it ranked ${decidingRank} for ${size} seats, and the buffer lets others in only up to rank ${size - buffer}`;
    case 'until_rebalance':
      return isMember
        ? `${now}, which would not be enough, but the members are chosen anew only at the next rebalance`
        : `${now}, which would be enough, but the members were last chosen when it ranked ${decidingRank ?? 'nowhere'}`;
    case 'other_class':
      return `${standing.representedBy} represents its company`;
    case 'stale':
      return (
        `it has not traded since ${lastTraded ?? 'long ago'}, and only a member is carried through sessions without a trade, at most ` +
        `${STALE_SESSIONS_MAX} of them`
      );
    default:
      return outBecause[reason];
  }
}

function comparedWith(edge: RankedLine, ranked: RankedLine): string {
  const { share } = distanceTo(edge, ranked);
  if (edge.ticker === ranked.ticker) return ', the last rank that counts';
  const percent = `${Math.abs(100 * share).toFixed(1)} % ${share < 0 ? 'below' : 'above'}`;
  return `, ${percent} ${edge.ticker} at rank ${edge.rank}, the last that counts`;
}

const SCALES = [
  [1e12, 'trillion'],
  [1e9, 'billion'],
  [1e6, 'million'],
] as const;

/** For people: three or four digits. */
function dollars(amount: number): string {
  const [unit, word] = SCALES.find(([scale]) => amount >= scale) ?? [1, ''];
  return `${(amount / unit).toFixed(2)}${word === '' ? '' : ` ${word}`} US dollars`;
}

import { nextSession, previousSession } from '#domain/calendar';
import type { Work } from './stores/work.store.js';

/** A run of sessions with new or corrected data; inclusive. */
export interface Segment {
  readonly first: string;
  readonly last: string;
}

export interface WorkPlan {
  /** Ascending, neither overlapping nor touching, within the sessions that can be decided. */
  readonly segments: readonly Segment[];
  /** The lines concerned; null: any. */
  readonly tickers: ReadonlySet<string> | null;
}

export interface Reach {
  /** The sessions with prices inside the range asked for: nothing outside them is decided. */
  readonly firstPriced: string;
  readonly lastPriced: string;
  /** The newest session decided so far; null: none. */
  readonly decidedThrough: string | null;
}

/**
 * What has to be looked at, in order. A segment that starts beyond what is decided is drawn back to it, so that no session is left
 * out; a segment that reaches outside the sessions with prices is cut.
 */
export function planWork(work: readonly Work[], reach: Reach): WorkPlan {
  const segments: Segment[] = [];
  for (const item of work) {
    if (item.first_session === null || item.last_session === null) continue;
    const first =
      reach.decidedThrough === null
        ? reach.firstPriced
        : earlier(item.first_session, nextSession(reach.decidedThrough));
    const segment = { first: later(first, reach.firstPriced), last: earlier(item.last_session, reach.lastPriced) };
    if (segment.first <= segment.last) segments.push(segment);
  }
  const withSessions = work.filter((item) => item.first_session !== null);
  const anyLine = reach.decidedThrough === null || withSessions.some((item) => item.tickers === null);
  return {
    segments: mergeSegments(segments),
    tickers: anyLine ? null : new Set(withSessions.flatMap((item) => item.tickers ?? [])),
  };
}

function mergeSegments(segments: readonly Segment[]): Segment[] {
  const merged: Segment[] = [];
  for (const segment of [...segments].sort((a, b) => (a.first < b.first ? -1 : 1))) {
    const last = merged.at(-1);
    if (last !== undefined && previousSession(segment.first) <= last.last) {
      merged[merged.length - 1] = { first: last.first, last: later(last.last, segment.last) };
    } else {
      merged.push(segment);
    }
  }
  return merged;
}

/** Groups sessions into segments: those fewer than `gap` calendar days apart are looked at in one go. */
export function segmentsOf(sessions: readonly string[], gapDays: number): Segment[] {
  const segments: { first: string; last: string }[] = [];
  for (const session of [...sessions].sort()) {
    const current = segments.at(-1);
    if (current !== undefined && Date.parse(session) - Date.parse(current.last) <= gapDays * 86_400_000)
      current.last = session;
    else segments.push({ first: session, last: session });
  }
  return segments;
}

function earlier(a: string, b: string): string {
  return a < b ? a : b;
}

function later(a: string, b: string): string {
  return a > b ? a : b;
}

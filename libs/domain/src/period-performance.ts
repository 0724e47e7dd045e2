import { calendarFirst, calendarLast, sessionsBetween } from './calendar.js';
import { dateOfEpochDay, epochDay, epochDayOf, weekday } from './calendar-date.js';

/** Periods of the calendar. A week is that of ISO 8601: Monday to Sunday, of the year in which its Thursday lies. */
export type Period = 'week' | 'month' | 'quarter' | 'year';

/** A published session with the levels at its close. */
export interface LevelPoint {
  readonly session: string;
  readonly level: number;
  /** After the cost of trading. */
  readonly netLevel: number;
  /** Null where the benchmark is not known. */
  readonly benchmarkLevel: number | null;
}

/** What an index did in one period of a range. */
export interface PeriodPerformance {
  /** 2023-W03, 2023-01, 2023-Q1 or 2023. */
  readonly period: string;
  /** The first and the last published session of the period within the range. */
  readonly firstSession: string;
  readonly lastSession: string;
  readonly sessions: number;
  /**
   * A fraction: the level at the last session over the level at the last published session before the period's first one, minus 1;
   * from the base session on where the index begins in the period. Null where nothing was earned: the base session alone.
   */
  readonly periodReturn: number | null;
  /** As `periodReturn`, of the benchmark; null also where its levels are not known. */
  readonly benchmarkReturn: number | null;
  /** At the close of the last session. */
  readonly level: number;
  readonly netLevel: number;
  readonly benchmarkLevel: number | null;
  /**
   * Whether the return is that of the whole period. It is not where the range or the index begins or ends inside of it; sessions that
   * are not published do not count against it, since a neighbouring one spans them.
   */
  readonly complete: boolean;
}

export interface PeriodRange {
  /** The last published session before the range; null when the range begins with the base session. */
  readonly before: LevelPoint | null;
  /** The published sessions of the range, oldest first. */
  readonly points: readonly LevelPoint[];
  /** The last day about which something is known: the end of the range, or the last session of the index if that is earlier. */
  readonly end: string;
}

/**
 * A range by periods of the calendar, oldest first; periods without a published session are left out, and the return of the next one
 * spans them. Compounding the returns gives the return of the range, because each starts at the level at which the one
 * before it ended.
 */
export function periodPerformance(period: Period, { before, points, end }: PeriodRange): PeriodPerformance[] {
  const periods: PeriodPerformance[] = [];
  let from = before;
  for (const [label, group] of groupByPeriod(period, points)) {
    const first = group[0] as LevelPoint;
    const last = group.at(-1) as LevelPoint;
    const start = from ?? first;
    const earned = start.session !== last.session;
    periods.push({
      period: label,
      firstSession: first.session,
      lastSession: last.session,
      sessions: group.length,
      periodReturn: earned ? growth(start.level, last.level) : null,
      benchmarkReturn: earned ? growth(start.benchmarkLevel, last.benchmarkLevel) : null,
      level: last.level,
      netLevel: last.netLevel,
      benchmarkLevel: last.benchmarkLevel,
      complete: from !== null && isWhole(period, from.session, last.session, end),
    });
    from = last;
  }
  return periods;
}

/** Last / first - 1, a fraction; null where one is not known, or nothing can be earned any more. */
function growth(first: number | null, last: number | null): number | null {
  return first === null || last === null || first === 0 ? null : last / first - 1;
}

function groupByPeriod(period: Period, points: readonly LevelPoint[]): Map<string, LevelPoint[]> {
  const groups = new Map<string, LevelPoint[]>();
  for (const point of points) {
    const label = labelOf(period, point.session);
    const group = groups.get(label);
    if (group === undefined) groups.set(label, [point]);
    else group.push(point);
  }
  return groups;
}

/** Whether no session of the exchange in the period of `within` lies up to `from`, or after `end`. */
function isWhole(period: Period, from: string, within: string, end: string): boolean {
  const { first, last } = boundsOf(period, within);
  const sessions = sessionsBetween(
    first < calendarFirst ? calendarFirst : first,
    last > calendarLast ? calendarLast : last,
  );
  return from < (sessions[0] ?? first) && (sessions.at(-1) ?? last) <= end;
}

/** Counted from 0. */
const monthOf = (date: string): number => Number(date.slice(5, 7)) - 1;
const yearOf = (date: string): number => Number(date.slice(0, 4));

const THURSDAY = 3;

function thursdayOf(date: string): string {
  const day = epochDay(date);
  return dateOfEpochDay(day - weekday(day) + THURSDAY);
}

function labelOf(period: Period, date: string): string {
  if (period === 'year') return date.slice(0, 4);
  if (period === 'month') return date.slice(0, 7);
  if (period === 'quarter') return `${date.slice(0, 4)}-Q${Math.floor(monthOf(date) / 3) + 1}`;
  const thursday = thursdayOf(date);
  const dayOfYear = epochDay(thursday) - epochDayOf(yearOf(thursday), 1, 1);
  return `${thursday.slice(0, 4)}-W${String(Math.floor(dayOfYear / 7) + 1).padStart(2, '0')}`;
}

const MONTHS = { month: 1, quarter: 3, year: 12 } as const;

/** The first and the last day of the period in which `date` lies. */
function boundsOf(period: Period, date: string): { first: string; last: string } {
  if (period === 'week') {
    const thursday = epochDay(thursdayOf(date));
    return { first: dateOfEpochDay(thursday - 3), last: dateOfEpochDay(thursday + 3) };
  }
  const months = MONTHS[period];
  const first = yearOf(date) * 12 + Math.floor(monthOf(date) / months) * months;
  return { first: dateOfEpochDay(firstDayOf(first)), last: dateOfEpochDay(firstDayOf(first + months) - 1) };
}

/** @param month counted from January of the year 0 */
function firstDayOf(month: number): number {
  return epochDayOf(Math.floor(month / 12), (month % 12) + 1, 1);
}

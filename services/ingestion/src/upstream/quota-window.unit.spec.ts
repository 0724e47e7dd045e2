import fc from 'fast-check';
import { LONGEST_PAUSE_MS, takeToken } from './quota-window.js';
import type { QuotaRecord } from './quota-window.js';

const at = (milliseconds: number): Date => new Date(1_000_000 + milliseconds);
const record = (takenAt: readonly number[], pausedUntil: number | null = null): QuotaRecord => ({
  takenAt: takenAt.map(at),
  pausedUntil: pausedUntil === null ? null : at(pausedUntil),
});
const quota = { calls: 2, periodMs: 1000 };

describe('taking a token', () => {
  it('takes one that is there', () => {
    expect(takeToken(record([]), quota, at(0))).toEqual({ waitMs: null, takenAt: [at(0)] });
    expect(takeToken(record([0]), quota, at(10))).toEqual({ waitMs: null, takenAt: [at(0), at(10)] });
  });

  it('waits until the oldest comes back, a period after it was taken', () => {
    expect(takeToken(record([0, 10]), quota, at(20)).waitMs).toBe(980);
    expect(takeToken(record([0, 10]), quota, at(999)).waitMs).toBe(1);
    expect(takeToken(record([0, 10]), quota, at(1000))).toEqual({ waitMs: null, takenAt: [at(10), at(1000)] });
  });

  it('waits for the one that makes room when the quota was lowered', () => {
    expect(takeToken(record([0, 100, 200, 300]), quota, at(400)).waitMs).toBe(800);
  });

  it('waits as long as the vendor asked, if that is longer', () => {
    expect(takeToken(record([], 5000), quota, at(0)).waitMs).toBe(5000);
    expect(takeToken(record([0, 10], 500), quota, at(20)).waitMs).toBe(980);
    expect(takeToken(record([], 5000), quota, at(5000)).waitMs).toBeNull();
  });

  it('does not wait for a clock that was once ahead', () => {
    const year = 365 * 24 * 3_600_000;
    expect(takeToken(record([year, year + 1]), quota, at(0)).waitMs).toBe(1000);
    expect(takeToken(record([], LONGEST_PAUSE_MS + 1), quota, at(0)).waitMs).toBeNull();
  });

  it('never lets a window of the period see more calls than allowed, and never waits without need', () => {
    const demands = fc.array(fc.nat(800), { maxLength: 60 });
    fc.assert(
      fc.property(demands, fc.integer({ min: 1, max: 5 }), (pauses, calls) => {
        const size = { calls, periodMs: 1000 };
        const taken: number[] = [];
        let state: readonly Date[] = [];
        let now = 0;
        for (const pause of pauses) {
          now += pause;
          const first = takeToken({ takenAt: state, pausedUntil: null }, size, at(now));
          const inWindow = taken.filter((instant) => instant > now - 1000).length;
          expect(first.waitMs === null).toBe(inWindow < calls);
          now += first.waitMs ?? 0;
          const taking =
            first.waitMs === null ? first : takeToken({ takenAt: state, pausedUntil: null }, size, at(now));
          expect(taking.waitMs).toBeNull();
          expect(taking.takenAt.length).toBeLessThanOrEqual(calls);
          state = taking.takenAt;
          taken.push(now);
        }
        taken.forEach((start) => {
          expect(taken.filter((instant) => instant >= start && instant < start + 1000).length).toBeLessThanOrEqual(
            calls,
          );
        });
      }),
    );
  });
});

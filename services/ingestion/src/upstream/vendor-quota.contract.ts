import fc from 'fast-check';
import { migrate } from '#storage/migrate';
import type { Database } from '#storage/database';
import { VirtualTiming } from '../../test/virtual-timing.js';
import type { UpstreamError } from './upstream.error.js';
import { VendorQuota } from './vendor-quota.js';

/** Databases of the processes that share a store, and of its owner. */
export interface QuotaStore {
  readonly owner: Database;
  readonly processes: readonly Database[];
  close(): Promise<void>;
}

const MINUTE = { calls: 5, periodMs: 60_000, text: '5/minute' };
const START = new Date('2026-03-02T12:00:00Z');
const limits = { longestWaitMs: 3_600_000, quotaMarginMs: 500 };
const never = new AbortController().signal;

/** That a quota holds, whoever takes and whatever happens to him. */
export function describeQuota(name: string, open: () => Promise<QuotaStore>): void {
  describe(`the quota of a vendor in ${name}`, () => {
    let store: QuotaStore;

    beforeAll(async () => {
      store = await open();
      await migrate(store.owner);
    });
    afterAll(() => store.close());
    beforeEach(() => store.owner.execute('delete from ingestion.vendor_quota'));

    const taker = (
      timing: VirtualTiming,
      process: number,
      overrides: Partial<ConstructorParameters<typeof VendorQuota>[0]> = {},
    ) =>
      new VendorQuota({
        vendor: 'massive',
        key: 'the key',
        quota: MINUTE,
        database: store.processes[process % store.processes.length] ?? store.owner,
        timing,
        limits,
        ...overrides,
      });

    /** Takers who work side by side, each with his pauses; the instants at which they had their tokens. */
    async function takeAll(plans: readonly (readonly number[])[]): Promise<number[]> {
      const timing = new VirtualTiming(START, plans.length);
      const instants: number[] = [];
      await Promise.all(
        plans.map(async (pauses, process) => {
          const quota = taker(timing, process);
          for (const pause of pauses) {
            await timing.sleep(pause, never);
            await quota.take(never);
            instants.push(timing.now().getTime());
          }
          timing.leave();
        }),
      );
      return instants.sort((one, other) => one - other);
    }

    it('lets no window of the period see more calls than allowed', async () => {
      const plan = fc.array(fc.oneof(fc.nat(500), fc.nat(40_000)), { minLength: 1, maxLength: 8 });
      await fc.assert(
        fc.asyncProperty(fc.tuple(plan, plan, plan), async (plans) => {
          await store.owner.execute('delete from ingestion.vendor_quota');
          const instants = await takeAll(plans);
          expect(instants).toHaveLength(plans.flat().length);
          instants.forEach((instant, index) => {
            const sixth = instants[index + MINUTE.calls];
            if (sixth !== undefined) expect(sixth - instant).toBeGreaterThanOrEqual(60_500);
          });
        }),
        { numRuns: 25 },
      );
    }, 120_000);

    it('lets nobody wait without need', async () => {
      const instants = await takeAll([
        [0, 0, 0, 0],
        [0, 0, 0, 0],
        [0, 0, 0, 0],
      ]);
      expect(instants.map((instant) => instant - START.getTime())).toEqual([
        0,
        0,
        0,
        0,
        0,
        ...Array<number>(5).fill(60_500),
        121_000,
        121_000,
      ]);
    });

    it('stands when the process that took is gone, and is of one key', async () => {
      const timing = new VirtualTiming(START);
      const killed = taker(timing, 0);
      for (let call = 0; call < 5; call += 1) await killed.take(never);
      expect(killed.left()).toBe(0);
      const follower = taker(timing, 1, { limits: { ...limits, longestWaitMs: 1000 } });
      const error: unknown = await follower.take(never).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({
        failure: 'rate_limited',
        retryable: true,
        retryAfterMs: 60_500,
        message: 'massive: the quota of 5/minute is used up; the next call is due at 2026-03-02T12:01:00.500Z',
      } satisfies Partial<UpstreamError>);
      await taker(timing, 1, { key: 'another key' }).take(never);
      await taker(timing, 1, { vendor: 'sec', key: null }).take(never);
      const rows = await store.owner.query<{ vendor: string }>(
        'select vendor from ingestion.vendor_quota order by vendor',
      );
      expect(rows.map(({ vendor }) => vendor)).toEqual([
        expect.stringMatching(/^massive:[0-9a-f]{12}$/),
        expect.stringMatching(/^massive:[0-9a-f]{12}$/),
        'sec:public',
      ]);
    });

    it('is paused for all processes when the vendor asks for it, and the longer pause stands', async () => {
      const timing = new VirtualTiming(START);
      await taker(timing, 0).pause(90_000);
      await taker(timing, 1).pause(10_000);
      const other = taker(timing, 1);
      await other.take(never);
      expect(timing.now().getTime() - START.getTime()).toBe(90_000);
      expect(other.left()).toBe(4);
    });

    it('is paused also after a pause that a clock which was ahead had noted', async () => {
      const ahead = new VirtualTiming(new Date(START.getTime() + 365 * 86_400_000));
      const timing = new VirtualTiming(START);
      let clock = ahead;
      const setBack = { now: () => clock.now(), sleep: (ms: number, signal: AbortSignal) => clock.sleep(ms, signal) };
      const quota = taker(timing, 0, { timing: setBack });
      await quota.pause(10_000);
      clock = timing;
      await quota.pause(90_000);
      await quota.take(never);
      expect(timing.now().getTime() - START.getTime()).toBe(90_000);
    });

    it('gives up its wait with its caller, and takes nothing then', async () => {
      const timing = new VirtualTiming(START, 2);
      const quota = taker(timing, 0);
      for (let call = 0; call < 5; call += 1) await quota.take(never);
      const giveUp = new AbortController();
      const waiting = quota.take(giveUp.signal);
      while (timing.slept.length === 0) await new Promise(setImmediate);
      giveUp.abort();
      await expect(waiting).rejects.toMatchObject({ failure: 'cancelled' });
      await expect(quota.take(giveUp.signal)).rejects.toMatchObject({ failure: 'cancelled' });
      const [row] = await store.owner.query<{ taken: number }>(
        'select cardinality(taken_at) as taken from ingestion.vendor_quota',
      );
      expect(row).toEqual({ taken: 5 });
    });

    it('takes the time of the machine as it takes any other', async () => {
      const quota = { calls: 4, periodMs: 300, text: '4 in 300 ms' };
      const timing = {
        now: () => new Date(),
        sleep: (ms: number) => new Promise<void>((done) => void setTimeout(done, ms)),
      };
      const instants: number[] = [];
      await Promise.all(
        Array.from({ length: 6 }, async (_, process) => {
          const mine = new VendorQuota({
            vendor: 'massive',
            key: 'k',
            quota,
            database: store.processes[process % store.processes.length] ?? store.owner,
            timing,
            limits: { longestWaitMs: 30_000, quotaMarginMs: 0 },
          });
          for (let call = 0; call < 4; call += 1) {
            await mine.take(never);
            instants.push(Date.now());
          }
        }),
      );
      instants.sort((one, other) => one - other);
      // 24 tokens, 4 at a time: the last four come back five periods after the first were taken.
      expect((instants.at(-1) ?? 0) - (instants[0] ?? 0)).toBeGreaterThan(5 * 300 - 100);
      const [row] = await store.owner.query<{ taken_at: Date[] }>('select taken_at from ingestion.vendor_quota');
      expect(row?.taken_at.length).toBeLessThanOrEqual(4);
    });
  });
}

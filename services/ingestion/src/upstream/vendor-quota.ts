import { createHash } from 'node:crypto';
import type { CallQuota } from '#runtime/provider-settings';
import type { Database } from '#storage/database';
import { LONGEST_PAUSE_MS, pauseLeftMs, takeToken, tokensOut } from './quota-window.js';
import type { QuotaSize, Taking } from './quota-window.js';
import type { Timing } from './timing.js';
import type { UpstreamLimits } from './upstream-limits.js';
import { UpstreamError } from './upstream.error.js';

export interface VendorQuotaParts {
  readonly vendor: string;
  /** Null where the vendor knows callers by their address only. It is stored as a hash, never as itself. */
  readonly key: string | null;
  /** Null: no limit, and the database is not asked. */
  readonly quota: CallQuota | null;
  readonly database: Database;
  readonly timing: Timing;
  readonly limits: Pick<UpstreamLimits, 'longestWaitMs' | 'quotaMarginMs'>;
}

/**
 * The calls that a vendor allows for a key, kept in `ingestion.vendor_quota` and so across processes, restarts and kills: a token is
 * committed before its call is made, so a process that is killed between the two has wasted one, never used one twice.
 */
export class VendorQuota {
  private readonly size: QuotaSize | null;
  private readonly row: string;
  /** As last seen; other processes may have taken more since. */
  private takenAt: readonly Date[] = [];
  private pausedUntil: Date | null = null;

  constructor(private readonly parts: VendorQuotaParts) {
    const { quota, vendor, key, limits } = parts;
    this.size = quota === null ? null : { calls: quota.calls, periodMs: quota.periodMs + limits.quotaMarginMs };
    this.row = `${vendor}:${key === null ? 'public' : createHash('sha256').update(key).digest('hex').slice(0, 12)}`;
  }

  get limit(): number | null {
    return this.size?.calls ?? null;
  }

  /** Tokens that may be taken at once; null without a quota. */
  left(): number | null {
    if (this.size === null) return null;
    const now = this.parts.timing.now();
    if (pauseLeftMs(this.pausedUntil, now) > 0) return 0;
    return Math.max(0, this.size.calls - tokensOut(this.takenAt, this.size, now).length);
  }

  /** Waits for a token and takes it; fails at once when the wait would be longer than `longestWaitMs`. */
  async take(signal: AbortSignal): Promise<void> {
    const { vendor, timing, limits, quota } = this.parts;
    const deadline = timing.now().getTime() + limits.longestWaitMs;
    while (true) {
      if (signal.aborted)
        throw new UpstreamError(vendor, 'cancelled', 'the call was given up while it waited for its turn');
      const waitMs = await this.tryTaking();
      if (waitMs === null) return;
      const next = new Date(timing.now().getTime() + waitMs);
      if (next.getTime() > deadline) {
        const paused = this.pausedUntil !== null && this.pausedUntil >= next;
        const reason = paused ? 'it has asked for a pause' : `the quota of ${quota?.text} is used up`;
        throw new UpstreamError(
          vendor,
          'rate_limited',
          `${reason}; the next call is due at ${next.toISOString()}`,
          waitMs,
        );
      }
      await timing.sleep(waitMs, signal).catch((error: unknown) => {
        // The next turn of the loop says so.
        if (!signal.aborted) throw error;
      });
    }
  }

  /** Lets nobody call the vendor with this key for so long: it has said so itself. */
  async pause(milliseconds: number): Promise<void> {
    const { timing, database } = this.parts;
    const now = timing.now();
    const longest = new Date(now.getTime() + LONGEST_PAUSE_MS);
    const until = new Date(Math.min(now.getTime() + milliseconds, longest.getTime()));
    if (until.getTime() - now.getTime() > pauseLeftMs(this.pausedUntil, now)) this.pausedUntil = until;
    if (this.size === null) return;
    // What a clock that was ahead had noted is no pause, and must not stand against one.
    await database.execute(
      `insert into ingestion.vendor_quota as kept (vendor, paused_until) values ($1, $2)
       on conflict (vendor) do update set paused_until = case when kept.paused_until > $3 then excluded.paused_until
         else greatest(kept.paused_until, excluded.paused_until) end`,
      [this.row, until, longest],
    );
  }

  /** Null: taken. Else the milliseconds to wait. */
  private async tryTaking(): Promise<number | null> {
    const { size } = this;
    if (size === null) {
      return pauseLeftMs(this.pausedUntil, this.parts.timing.now()) || null;
    }
    const { taking, pausedUntil } = await this.takeStored(size);
    this.takenAt = taking.takenAt;
    this.pausedUntil = pausedUntil;
    return taking.waitMs;
  }

  private takeStored(size: QuotaSize): Promise<{ taking: Taking; pausedUntil: Date | null }> {
    const { database, timing } = this.parts;
    return database.transaction(async (transaction) => {
      await transaction.execute('insert into ingestion.vendor_quota (vendor) values ($1) on conflict do nothing', [
        this.row,
      ]);
      const [stored] = await transaction.query<{ taken_at: Date[]; paused_until: Date | null }>(
        'select taken_at, paused_until from ingestion.vendor_quota where vendor = $1 for update',
        [this.row],
      );
      const pausedUntil = stored?.paused_until ?? null;
      // The time is read under the lock: read before, it would be earlier than the call by as long as others held the row.
      const taking = takeToken({ takenAt: stored?.taken_at ?? [], pausedUntil }, size, timing.now());
      if (taking.waitMs === null) {
        await transaction.execute('update ingestion.vendor_quota set taken_at = $2::timestamptz[] where vendor = $1', [
          this.row,
          taking.takenAt.map((instant) => instant.toISOString()),
        ]);
      }
      return { taking, pausedUntil };
    });
  }
}

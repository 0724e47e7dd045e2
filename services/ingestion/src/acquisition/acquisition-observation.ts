import { Inject, Injectable } from '@nestjs/common';
import { closeOfSession } from '#domain/session-times';
import type { CheckResult, Readiness } from '#runtime/health';
import type { Metrics } from '#runtime/metrics';
import { METRICS, READINESS } from '#runtime/tokens';
import type { Queryable } from '#storage/database';
import type { AcquisitionParts } from './acquisition-parts.js';
import { ACQUISITION_PARTS } from './acquisition-resources.js';

/** How far the store is behind the market. */
interface AcquisitionState {
  /** The newest session that is complete; null: none yet. */
  readonly newestComplete: string | null;
  /** Sessions that something stands against, and sessions that did not come; of those that are still tried. */
  readonly incomplete: number;
  readonly missing: number;
  /** Of the sessions that are complete but blocked by an operator or the gate. */
  readonly blocked: number;
}

const REFRESH_MS = 15_000;

/** Keeps in sight, for `/readyz` and `/metrics`, how old the last good data are and what is waiting for an operator. */
@Injectable()
export class AcquisitionObservation {
  #state: AcquisitionState | null = null;
  #readAt = Number.NEGATIVE_INFINITY;

  constructor(
    @Inject(ACQUISITION_PARTS) private readonly parts: AcquisitionParts,
    @Inject(METRICS) metrics: Metrics,
    @Inject(READINESS) readiness: Readiness,
  ) {
    if (parts.providers.length === 0) return;
    readiness.add({ name: 'acquisition', run: () => this.#check() });
    metrics.beforeRead(() => {
      if (this.#state === null) return;
      const age = this.#newestAgeSeconds(this.#state);
      if (age !== null) metrics.acquisitionNewestAge.set(age);
      for (const kind of ['incomplete', 'missing', 'blocked'] as const) {
        metrics.acquisitionOpenSessions.set({ kind }, this.#state[kind]);
      }
    });
  }

  /** Reads the state anew when it is some seconds old. */
  async refresh(): Promise<void> {
    const now = performance.now();
    if (this.parts.providers.length === 0 || now - this.#readAt < REFRESH_MS) return;
    this.#readAt = now;
    this.#state = await readAcquisitionState(this.parts.database);
  }

  /** Sessions that wait for a vendor or an operator make no process unready; they are worth a look. */
  #check(): CheckResult {
    if (this.#state === null) return { status: 'ok' };
    const { newestComplete, incomplete, missing, blocked } = this.#state;
    return {
      status: incomplete + blocked > 0 ? 'degraded' : 'ok',
      newest_complete_session: newestComplete,
      newest_complete_age_seconds: this.#newestAgeSeconds(this.#state),
      sessions: { incomplete, missing, blocked },
    };
  }

  #newestAgeSeconds({ newestComplete }: AcquisitionState): number | null {
    if (newestComplete === null) return null;
    return Math.max(0, Math.round((this.parts.timing.now().getTime() - closeOfSession(newestComplete)) / 1000));
  }
}

async function readAcquisitionState(database: Queryable): Promise<AcquisitionState> {
  const [state] = await database.query<AcquisitionState>(
    `select max(acquired.date) filter (where acquired.status = 'complete') as "newestComplete",
       count(*) filter (where acquired.status = 'incomplete' and not acquired.final)::int4 as incomplete,
       count(*) filter (where acquired.status = 'missing' and not acquired.final)::int4 as missing,
       (select count(*)::int4 from ingestion_sessions stored where stored.verdict = 'blocked') as blocked
     from acquisition_sessions acquired`,
  );
  if (state === undefined) throw new TypeError('an aggregate without groups answered no row');
  return state;
}

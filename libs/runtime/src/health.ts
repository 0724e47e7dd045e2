import { setTimeout as sleep } from 'node:timers/promises';

/** ok: as it should be. degraded: slower or later, but nothing is wrong. failed: this process should get no work. */
export type CheckStatus = 'ok' | 'degraded' | 'failed';

export interface CheckResult {
  readonly status: CheckStatus;
  readonly [detail: string]: unknown;
}

export interface ReadinessCheck {
  readonly name: string;
  run(): Promise<CheckResult> | CheckResult;
}

export interface ReadinessReport {
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, CheckResult>>;
}

/** A check that has not answered by then has failed, in milliseconds. */
const CHECK_TIMEOUT_MS = 2000;
/** Probes that come faster than this get the same report, in milliseconds: a probe must not be a load. */
const REPORT_LIFETIME_MS = 500;

/** Asks every check whether this process can do its work. */
export class Readiness {
  private report: { readonly at: number; readonly result: Promise<ReadinessReport> } | null = null;

  private readonly checks: ReadinessCheck[] = [];

  constructor(checks: readonly ReadinessCheck[] = []) {
    checks.forEach((check) => this.add(check));
  }

  /** From now on `check` is asked too. Its name must be new. */
  add(check: ReadinessCheck): void {
    if (this.checks.some(({ name }) => name === check.name)) {
      throw new Error(`There is a readiness check ${check.name} already; give this one another name.`);
    }
    this.checks.push(check);
  }

  read(): Promise<ReadinessReport> {
    const now = performance.now();
    if (this.report === null || now - this.report.at > REPORT_LIFETIME_MS) {
      this.report = { at: now, result: this.ask() };
    }
    return this.report.result;
  }

  private async ask(): Promise<ReadinessReport> {
    const results = await Promise.all(
      this.checks.map(async (check) => [check.name, await withinTimeLimit(check)] as const),
    );
    return {
      ready: results.every(([, result]) => result.status !== 'failed'),
      checks: Object.fromEntries(results),
    };
  }
}

async function withinTimeLimit(check: ReadinessCheck): Promise<CheckResult> {
  const timer = new AbortController();
  const limit = sleep(CHECK_TIMEOUT_MS, undefined, { signal: timer.signal }).then((): CheckResult => ({
    status: 'failed',
    reason: `no answer within ${CHECK_TIMEOUT_MS} ms`,
  }));
  // The timer that is aborted below rejects; that is no news.
  limit.catch(() => undefined);
  try {
    return await Promise.race([(async () => check.run())(), limit]);
  } catch (error) {
    return { status: 'failed', reason: error instanceof Error ? error.message : String(error) };
  } finally {
    timer.abort();
  }
}

import type { Logger } from 'pino';
import type { Readiness } from '#runtime/health';
import type { Metrics } from '#runtime/metrics';
import type { ProvidersConfiguration } from '#runtime/provider-settings';
import type { Database } from '#storage/database';
import { HttpUpstream } from './http-upstream.js';
import { redactor } from './redactor.js';
import type { Timing } from './timing.js';
import { UpstreamObservation, keepUpstreamGauges, upstreamsCheck } from './upstream-observation.js';
import { UpstreamPolicy } from './upstream-policy.js';
import { defaultLimits } from './upstream-limits.js';
import type { UpstreamLimits } from './upstream-limits.js';
import type { Upstream } from './upstream.js';
import { VendorHttp } from './vendor-http.js';
import { VendorQuota } from './vendor-quota.js';
import { configuredVendors } from './vendors.js';
import type { Vendor, VendorName } from './vendors.js';

export interface UpstreamsParts {
  readonly providers: ProvidersConfiguration;
  /** Under the role of ingestion. */
  readonly database: Database;
  readonly timing: Timing;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly readiness: Pick<Readiness, 'add'>;
}

/** The vendors that are set up, each behind its manners. */
export interface Upstreams extends Readonly<Partial<Record<VendorName, Upstream>>> {
  /** Ends the calls in hand. */
  close(): Promise<void>;
}

/** Opens every vendor of the configuration, once per process; nothing is asked yet. `limits` are for tests that cannot wait. */
export function openUpstreams(parts: UpstreamsParts, limits: Partial<UpstreamLimits> = {}): Upstreams {
  const opened = configuredVendors(parts.providers).map((vendor) =>
    openVendor(vendor, parts, { ...defaultLimits, ...limits }),
  );
  const upstreams = opened.map(({ upstream }) => upstream);
  if (upstreams.length > 0) {
    keepUpstreamGauges(parts.metrics, upstreams, parts.timing);
    parts.readiness.add(upstreamsCheck(upstreams, parts.timing));
  }
  return {
    ...Object.fromEntries(upstreams.map((upstream) => [upstream.vendor, upstream])),
    close: async () => {
      await Promise.all(opened.map(({ http }) => http.close()));
    },
  };
}

function openVendor(
  vendor: Vendor,
  { database, timing, logger, metrics }: UpstreamsParts,
  limits: UpstreamLimits,
): { upstream: HttpUpstream; http: VendorHttp } {
  const { name, key, quota } = vendor;
  const redact = redactor(key === null ? [] : [key]);
  const observation = new UpstreamObservation(name, timing, logger, metrics);
  const http = new VendorHttp({ ...vendor, limits, timing, redact });
  const policy = new UpstreamPolicy({
    vendor: name,
    limits,
    timing,
    random: Math.random,
    onBreaker: (state, reason) => observation.breaker(state, reason),
  });
  const upstream = new HttpUpstream({
    vendor: name,
    http,
    policy,
    quota: new VendorQuota({ vendor: name, key, quota, database, timing, limits }),
    observation,
    timing,
    redact,
  });
  return { upstream, http };
}

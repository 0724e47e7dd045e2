import { setTimeout as sleep } from 'node:timers/promises';
import { truthFiles, truthKinds } from '#testing/vendor-server/market-truth';
import type { VendorMarket } from '#testing/vendor-server/vendor-market';
import { startVendorServer, type RecordedRequest, type VendorServer } from '#testing/vendor-server/vendor-server';
import type { VendorScript } from '#testing/vendor-server/vendor-script';
import type { ApiClient, DateRange } from './api-client.js';
import { startDeployment } from './deployment.js';

export interface Quotas {
  /** Calls a second of Massive, and of each of the others. */
  readonly massive: number;
  readonly others: number;
}

/** Vendors of a market, and what a product needs in its environment to ask them. They say themselves when a quota was exceeded. */
export async function startVendors(
  market: VendorMarket,
  script: VendorScript,
  { massive, others }: Quotas,
): Promise<{ readonly server: VendorServer; readonly settings: Readonly<Record<string, string>> }> {
  const limit = (calls: number) => ({ calls, perMs: 1000 });
  const server = await startVendorServer({
    market,
    clock: { now: () => new Date() },
    script,
    limits: { massive: limit(massive), fmp: limit(others), sec: limit(others) },
  });
  const settings = {
    ...server.environment,
    MASSIVE_QUOTA: `${massive}/second`,
    FMP_QUOTA: `${others}/second`,
    SEC_QUOTA: `${others}/second`,
  };
  return { server, settings };
}

/** The calls for whole-market days, with the session that each was about. */
export function marketDayCalls(server: VendorServer): { readonly session: string; readonly call: RecordedRequest }[] {
  return server.requests.flatMap((call) => {
    const session = /\/grouped\/.*\/(\d{4}-\d{2}-\d{2})$/.exec(call.path)?.[1];
    return call.vendor === 'massive' && session !== undefined ? [{ session, call }] : [];
  });
}

/** Hashes of the tables of a product to which the truth was imported as files. */
export async function hashesOfTruth(market: VendorMarket, range: DateRange): Promise<Record<string, string>> {
  const deployment = await startDeployment('standalone');
  try {
    const files = truthFiles(market);
    for (const kind of truthKinds) {
      const text = Buffer.concat([...files[kind]()]).toString('utf8');
      const report = await deployment.api.importText(kind, text);
      if (report['rows_rejected'] !== 0) throw new Error(`${kind} of the truth: ${JSON.stringify(report)}`);
    }
    await deployment.api.build(range);
    return await indexHashes(deployment.api);
  } finally {
    await deployment.stop();
  }
}

/** Of what the index is, without the words of `stocks`, which sources tell differently. */
export async function indexHashes(api: ApiClient): Promise<Record<string, string>> {
  const { stocks: _words, ...hashes } = ((await api.tableHashes()) as { tables: Record<string, string> }).tables;
  return hashes;
}

/** Reads until `holds`, or gives back what it read last: for what is worked off without a job to ask for. */
export async function eventually<T>(
  read: () => Promise<T>,
  holds: (value: T) => boolean,
  milliseconds = 90_000,
): Promise<T> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const value = await read();
    if (holds(value) || Date.now() > deadline) return value;
    await sleep(100);
  }
}

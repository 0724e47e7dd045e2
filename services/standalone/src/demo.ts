import { setTimeout } from 'node:timers/promises';
import type { RunningService } from '#runtime/run-service';
import { DATABASE } from '#runtime/tokens';
import { ImportService } from '#services/ingestion/src/ingestion.module';
import { ApiKeys } from '#services/query-gateway/src/query-gateway.module';
import type { Database } from '#storage/database';
import { createSimulatedMarket, marketFileKinds } from '#testing/market-simulator/market-csv';
import type { MarketFileKind, SimulatedMarket } from '#testing/market-simulator/market-csv';
import { defaultMarket } from '#testing/market-simulator/market-options';
import type { MarketOptions } from '#testing/market-simulator/market-options';
import { readDemoState } from './demo-state.js';

export const DEMO_SOURCE = 'simulated';

const POLL_MS = 250;
/** A build that decides no further session for so long is stuck; the service stays up and says so. */
const STALL_MS = 120_000;
const REPORT_EVERY = 0.25;
const KEY_MS = 60 * 60 * 1000;

export interface DemoParts {
  readonly importer: Pick<ImportService, 'importFile' | 'marketState'>;
  /** Of any service: only tables that all may read are read. */
  readonly database: Database;
  /** Where this process serves its interface. */
  readonly url: string;
  /** Makes a key for that interface; null where none is needed. */
  readonly makeKey: () => Promise<string | null>;
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
}

/** Fills an empty store with the simulated market and builds its index, unless `DEMO=off`. Resolves when that is done. */
export async function runDemo(running: RunningService): Promise<void> {
  if (!running.configuration.demo) return;
  await loadDemo(demoParts(running, (line) => process.stdout.write(`  ${line}\n`)));
}

export function demoParts(
  { app, url, configuration, stopping }: RunningService,
  print: (line: string) => void,
): DemoParts {
  const open = configuration.gateway.access === 'open';
  return {
    importer: app.get(ImportService, { strict: false }),
    database: app.get<Database>(DATABASE, { strict: false }),
    url,
    makeKey: async () => (open ? null : makeDemoKey(app.get(ApiKeys, { strict: false }))),
    signal: stopping,
    print,
  };
}

/** Of the demo alone, for as long as a build of the simulated market may take on a slow machine. */
async function makeDemoKey(keys: ApiKeys): Promise<string> {
  const expiresAt = new Date(Date.now() + KEY_MS).toISOString();
  return (await keys.issue({ name: 'demo', scopes: ['read', 'build'], expires_at: expiresAt }, 'demo')).key;
}

/**
 * Takes up the demo where it stands. Each file is stored whole or not at all, and loading one twice changes nothing, so a process
 * that was killed on the way is followed by one that does the rest. Real data are never touched.
 */
export async function loadDemo(parts: DemoParts, options: MarketOptions = defaultMarket): Promise<void> {
  const { database, importer, print, signal } = parts;
  const { empty, simulated } = await importer.marketState();
  if (!empty && !simulated) return;
  const market = createSimulatedMarket(options);
  const { sessions } = market.plan;
  const range = { first: sessions[0] ?? options.firstDate, last: sessions.at(-1) ?? options.lastDate };
  const state = await readDemoState(database, range);
  if (state.complete) return;
  const startedAt = performance.now();
  try {
    if (state.sessionsWithPrices === 0) await loadMarket(parts, market);
    const job = state.buildRequested ? null : await requestBuild(parts, options);
    await waitForIndex(parts, { range, job, sessions: sessions.length });
    print(`Ready after ${seconds(startedAt)}.`);
  } catch (error) {
    // Asked to stop: the next start goes on from here.
    if (!signal.aborted) throw error;
  }
}

async function loadMarket({ importer, print, signal }: DemoParts, market: SimulatedMarket): Promise<void> {
  const { sessions, lines } = market.plan;
  print(
    'The store is empty: loading a simulated market. Its companies and prices are invented (DEMO=off starts empty).',
  );
  for (const kind of marketFileKinds) {
    const startedAt = performance.now();
    const chunks = reported(market.file(kind), { kind, signal, print, rows: lines.length * sessions.length });
    const report = await importer.importFile({
      kind,
      source: DEMO_SOURCE,
      actor: 'simulation',
      simulated: true,
      chunks,
    });
    if (report.rowsRejected > 0) {
      throw new Error(
        `${report.rowsRejected} of ${report.rowsRead} simulated ${kind} were rejected: the simulator is wrong`,
      );
    }
    print(`Loaded ${kind}: ${report.rowsRead.toLocaleString('en-US')} rows in ${seconds(startedAt)}.`);
  }
}

/** Bytes of a row of prices, about; for progress only. */
const ROW_BYTES = 63;

/** Passes the file on, says how far it is, and ends it when the process is asked to stop. */
async function* reported(
  file: AsyncIterable<Uint8Array>,
  {
    kind,
    signal,
    print,
    rows,
  }: { kind: MarketFileKind; signal: AbortSignal; print: (line: string) => void; rows: number },
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  let next = REPORT_EVERY;
  for await (const chunk of file) {
    signal.throwIfAborted();
    bytes += chunk.length;
    const share = bytes / (rows * ROW_BYTES);
    if (kind === 'prices' && share >= next && next < 1) {
      print(`Loading prices: ${Math.round(next * 100)} %`);
      next += REPORT_EVERY;
    }
    yield chunk;
  }
}

/** A job that was asked for, and what its owner shows to look at it. */
interface RequestedJob {
  readonly id: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Asks for the build as anybody would. */
async function requestBuild(
  { url, makeKey, print, signal }: DemoParts,
  { firstDate, lastDate }: MarketOptions,
): Promise<RequestedJob> {
  signal.throwIfAborted();
  print(`Building the index from ${firstDate} to ${lastDate}.`);
  const key = await makeKey();
  const headers: Record<string, string> = key === null ? {} : { authorization: `Bearer ${key}` };
  const response = await fetch(`${url}/build-index`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', prefer: 'respond-async' },
    body: JSON.stringify({ start_date: firstDate, end_date: lastDate }),
    signal,
  });
  const answer = (await response.json()) as { job_id?: string; detail?: string };
  if (!response.ok || answer.job_id === undefined) {
    throw new Error(`The build was refused with status ${response.status}: ${answer.detail ?? 'no reason was given'}`);
  }
  return { id: answer.job_id, headers };
}

async function waitForIndex(
  parts: DemoParts,
  { range, job, sessions }: { range: { first: string; last: string }; job: RequestedJob | null; sessions: number },
): Promise<void> {
  let decided = 0;
  let next = REPORT_EVERY;
  let movedAt = performance.now();
  for (;;) {
    const state = await readDemoState(parts.database, range);
    if (state.complete) return;
    if (state.sessionsDecided !== decided) movedAt = performance.now();
    decided = state.sessionsDecided;
    if (decided / sessions >= next) {
      parts.print(`Building: ${Math.floor((100 * decided) / sessions)} %`);
      next += REPORT_EVERY;
    }
    if (job !== null) await assertJobAlive(parts, job);
    if (performance.now() - movedAt > STALL_MS) {
      throw new Error(
        `The build has decided ${decided} of ${sessions} sessions and makes no progress: see the log and ${parts.url}/readyz`,
      );
    }
    await setTimeout(POLL_MS, undefined, { signal: parts.signal });
  }
}

async function assertJobAlive({ url, signal }: DemoParts, { id, headers }: RequestedJob): Promise<void> {
  const response = await fetch(`${url}/v1/jobs/${id}`, { headers, signal });
  const job = (await response.json()) as { status?: string; error?: { detail: string } | null };
  if (job.status === 'failed') throw new Error(`The build failed: ${job.error?.detail ?? 'no reason was given'}`);
}

function seconds(startedAt: number): string {
  return `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
}

import { setTimeout as wait } from 'node:timers/promises';
import { pino } from 'pino';
import { Readiness } from '#runtime/health';
import { Metrics } from '#runtime/metrics';
import { migrate } from '#storage/migrate';
import { openPgliteDatabase } from '#storage/pglite-database';
import type { PgliteDatabase } from '#storage/pglite-database';
import { newYorkInstant } from '#testing/vendor-server/new-york-time';
import { VendorMarket } from '#testing/vendor-server/vendor-market';
import { defaultVendorMarket } from '#testing/vendor-server/vendor-market-options';
import { answerFaults, goodManners } from '#testing/vendor-server/vendor-script';
import { startVendorServer } from '#testing/vendor-server/vendor-server';
import type { VendorServer } from '#testing/vendor-server/vendor-server';
import { VirtualTiming } from '../../test/virtual-timing.js';
import { openUpstreams } from './open-upstreams.js';
import type { Upstreams } from './open-upstreams.js';
import type { UpstreamLimits } from './upstream-limits.js';
import { UpstreamError } from './upstream.error.js';
import type { UpstreamAnswer } from './upstream.js';

const PROCESSES = 3;
const CALLS_OF_EACH = 25;
/** Attempts at one answer before the test gives up; each has its own retries. */
const PATIENCE = 30;
const impatient: Partial<UpstreamLimits> = { headersMs: 300, bodyMs: 300, attemptMs: 1000, maxBytes: 2_000_000 };

let store: PgliteDatabase;
let server: VendorServer;
const timing = new VirtualTiming(newYorkInstant('2024-06-20', '18:00'), PROCESSES);
const never = new AbortController().signal;

beforeAll(async () => {
  store = await openPgliteDatabase({ directory: null });
  await migrate(store);
  server = await startVendorServer({
    market: new VendorMarket({ ...defaultVendorMarket, lines: 40, lastDate: '2024-06-28' }),
    clock: timing,
    limits: { massive: { calls: 5, perMs: 60_000 } },
    script: { ...goodManners, seed: 7, share: 0.3, kinds: answerFaults, hangMs: 2000 },
  });
});
afterAll(async () => {
  await server.close();
  await store.close();
});

function openProcess(): Upstreams {
  const massive = {
    key: server.environment['MASSIVE_API_KEY'] ?? '',
    baseUrl: server.baseUrls.massive,
    quota: { calls: 5, periodMs: 60_000, text: '5/minute' },
  };
  return openUpstreams(
    {
      providers: { massive, fmp: null, sec: null, nasdaq: null, flatFiles: null },
      database: store.forRole('equal_index_ingestion'),
      timing,
      logger: pino({ level: 'silent' }),
      metrics: new Metrics(),
      readiness: new Readiness(),
    },
    impatient,
  );
}

/** What is wrong with status 200 is for the reader of the body to say. */
function check({ body }: UpstreamAnswer): void {
  const { status, results } = JSON.parse(body.toString()) as { status?: unknown; results?: unknown };
  if (status !== 'OK' || !Array.isArray(results)) throw new UpstreamError('massive', 'malformed', 'no results');
}

it('gives every answer in the end, and never more calls than the quota, while processes are killed on the way', async () => {
  const sessions = ['2024-06-14', '2024-06-17', '2024-06-18'];
  let kills = 0;
  const answers = await Promise.all(
    sessions.map(async (session, process) => {
      let upstreams = openProcess();
      const got: number[] = [];
      for (let tries = 0; got.length < CALLS_OF_EACH && tries < CALLS_OF_EACH + PATIENCE; tries += 1) {
        const path = `/v2/aggs/grouped/locale/us/market/stocks/${session}`;
        const asked = upstreams.massive?.get({ path, query: { adjusted: false }, signal: never, check });
        // Looked at below; it may fail before.
        asked?.catch(() => undefined);
        if (tries % 5 === process) {
          // As a kill does: whatever is in hand is lost, and a new process knows what the database knows.
          await wait(tries % 7);
          await upstreams.close();
          upstreams = openProcess();
          kills += 1;
        }
        try {
          const answer = await asked;
          got.push((JSON.parse(answer?.body.toString() ?? '') as { results: unknown[] }).results.length);
        } catch (error) {
          if (!(error instanceof UpstreamError)) throw error;
          await timing.sleep(error.retryAfterMs ?? 1000, never);
        }
      }
      await upstreams.close();
      timing.leave();
      return got;
    }),
  );
  expect(kills).toBeGreaterThan(PROCESSES * 5);
  for (const lines of answers) {
    expect(lines).toHaveLength(CALLS_OF_EACH);
    expect(new Set(lines).size).toBe(1);
  }
  expect(server.requests.length).toBeGreaterThan(PROCESSES * CALLS_OF_EACH * 1.2);
  expect(new Set(server.requests.map(({ fault }) => fault))).toEqual(new Set([...answerFaults, null]));
  expect(server.quotaExceeded).toBe(false);
}, 180_000);

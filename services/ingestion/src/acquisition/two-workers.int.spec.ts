import { randomUUID } from 'node:crypto';
import pino from 'pino';
import { sessionsBetween } from '#domain/calendar';
import { parseConfiguration } from '#runtime/configuration';
import { Readiness } from '#runtime/health';
import { Metrics } from '#runtime/metrics';
import { eventually } from '#testing/eventually';
import { startRealPostgres, type RealPostgres } from '#testing/real-services';
import { VendorMarket } from '#testing/vendor-server/vendor-market';
import { defaultVendorMarket } from '#testing/vendor-server/vendor-market-options';
import { startVendorServer, type VendorServer } from '#testing/vendor-server/vendor-server';
import { ImportStore } from '../../test/import-store.js';
import { createProviders } from '../providers/create-providers.js';
import { openUpstreams, type Upstreams } from '../upstream/open-upstreams.js';
import { systemTiming } from '../upstream/timing.js';
import { AcquisitionObservation } from './acquisition-observation.js';
import type { AcquisitionParts } from './acquisition-parts.js';
import { AcquisitionWorker } from './acquisition-worker.js';

/** Two replicas of the service on one store: one acquires, and when it goes the other goes on. */

const FIRST = '2024-01-16';
const LAST = '2024-02-02';
const TIMEOUT_MS = 240_000;
const sessions = sessionsBetween(FIRST, LAST);
const market = new VendorMarket({ ...defaultVendorMarket, firstDate: FIRST, lastDate: LAST, lines: 110 });

let postgres: RealPostgres;
let store: ImportStore;
let server: VendorServer;
const opened: Upstreams[] = [];
beforeAll(async () => {
  postgres = await startRealPostgres();
  store = await ImportStore.openPostgres(postgres.url);
  server = await startVendorServer({ market, clock: systemTiming });
}, TIMEOUT_MS);
afterAll(async () => {
  await Promise.all(opened.map((upstreams) => upstreams.close()));
  await server.close();
  await store.close();
  await postgres.stop();
});

/** A replica as its module would make it. */
function replica(port: number, errors: unknown[]): AcquisitionWorker {
  const configuration = parseConfiguration({
    environment: {
      ...{ ...server.environment, PORT: String(port), MASSIVE_QUOTA: 'none', FMP_QUOTA: 'none', SEC_QUOTA: 'none' },
      ...{ ACQUIRE: 'on', ACQUIRE_FROM: FIRST },
    },
    defaultProfile: 'standalone',
    workingDirectory: '/',
    terminal: false,
    readTextFile: () => '',
  });
  const logger = pino({ level: 'error' }, { write: (line: string) => void errors.push(line) });
  const { database, outbox } = store.parts;
  const readiness = new Readiness();
  const metrics = new Metrics();
  const upstreams = openUpstreams({
    ...{ providers: configuration.providers, database, timing: systemTiming, logger, metrics, readiness },
  });
  opened.push(upstreams);
  const parts: AcquisitionParts = {
    ...{ database, outbox, logger, clock: systemTiming, timing: systemTiming, createId: randomUUID },
    providers: createProviders(upstreams, () => systemTiming.now()),
  };
  return new AcquisitionWorker(parts, configuration, new AcquisitionObservation(parts, metrics, readiness));
}

async function complete(): Promise<string[]> {
  const rows = await store.owner.query<{ date: string }>(
    `select date from acquisition_sessions where status = 'complete' and date <= $1 order by date`,
    [LAST],
  );
  return rows.map(({ date }) => date);
}

test(
  'of two replicas one acquires; the other takes over where it stops, and no session is fetched twice',
  async () => {
    const errors: unknown[] = [];
    const [one, two] = [replica(9001, errors), replica(9002, errors)];
    one.onApplicationBootstrap();
    two.onApplicationBootstrap();
    await eventually('some are complete', async () => (await complete()).length >= 4, TIMEOUT_MS);
    await one.onApplicationShutdown();
    await eventually('all are complete', async () => (await complete()).length === sessions.length, TIMEOUT_MS);
    await two.onApplicationShutdown();

    expect(await complete()).toEqual(sessions);
    expect(errors).toEqual([]);
    const days = server.requests.filter(({ path }) => path.includes('/grouped/')).map(({ path }) => path.slice(-10));
    const twice = days.filter((day, position) => day <= LAST && days.indexOf(day) !== position);
    // The one that was in hand when the first replica stopped, at most.
    expect(twice.length).toBeLessThanOrEqual(1);
    const attempts = await store.owner.query<{ attempts: number }>(
      `select count(*)::int4 as attempts from acquisition_attempts where outcome <> 'stored' and date <= $1`,
      [LAST],
    );
    expect(attempts).toEqual([{ attempts: 0 }]);
  },
  TIMEOUT_MS,
);

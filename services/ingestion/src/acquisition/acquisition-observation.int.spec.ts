import { Readiness } from '#runtime/health';
import { Metrics } from '#runtime/metrics';
import { AcquisitionStore, MemoryVendor } from '../../test/acquisition-store.js';
import { AcquisitionObservation } from './acquisition-observation.js';

let store: AcquisitionStore;
beforeAll(async () => {
  store = await AcquisitionStore.open();
});
afterAll(() => store.close());

test('how far the store is behind stands on readyz and in the metrics', async () => {
  const { owner } = store.store;
  await owner.execute(
    `insert into acquisition_sessions (date, status, final) values ('2026-11-12', 'complete', true),
       ('2026-11-13', 'incomplete', false), ('2026-11-16', 'incomplete', true), ('2026-11-17', 'missing', false)`,
  );
  await owner.execute(
    `insert into ingestion_sessions (date, lines, simulated, revision, verdict) values ('2026-11-13', 1, false, 1, 'blocked')`,
  );
  const [metrics, readiness] = [new Metrics(), new Readiness()];
  const observation = new AcquisitionObservation(
    store.parts([new MemoryVendor('massive').provider()]),
    metrics,
    readiness,
  );
  await observation.refresh();
  // The clock stands at 2026-11-20T23:00:00Z, eight days and two hours after the close at 16:00 in New York.
  const age = 8 * 86_400 + 2 * 3_600;
  expect((await readiness.read()).checks['acquisition']).toEqual({
    status: 'degraded',
    newest_complete_session: '2026-11-12',
    newest_complete_age_seconds: age,
    sessions: { incomplete: 1, missing: 1, blocked: 1 },
  });
  const { text } = await metrics.read();
  expect(text).toContain(`acquisition_newest_session_age_seconds ${age}`);
  expect(text).toContain('acquisition_open_sessions{kind="blocked"} 1');
  expect(text).toContain('acquisition_open_sessions{kind="missing"} 1');
});

test('a service without vendors says nothing of them', async () => {
  const readiness = new Readiness();
  new AcquisitionObservation(store.parts([]), new Metrics(), readiness);
  expect((await readiness.read()).checks).toEqual({});
});

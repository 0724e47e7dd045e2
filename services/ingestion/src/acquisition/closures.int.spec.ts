import { randomUUID } from 'node:crypto';
import pino from 'pino';
import { Service } from '#contracts/topics';
import { SqlOutbox } from '#messaging/sql-outbox';
import { migrate } from '#storage/migrate';
import { openPgliteDatabase, type PgliteDatabase } from '#storage/pglite-database';
import { readMassiveClosures } from '../providers/massive/massive-closures.js';
import type { Provider } from '../providers/provider.js';
import { UpstreamError } from '../upstream/upstream.error.js';
import { acquireDue } from './acquire-due.js';
import type { AcquisitionParts } from './acquisition-parts.js';
import { loadRecords } from './stores/acquisition.store.js';

let database: PgliteDatabase;
beforeAll(async () => {
  database = await openPgliteDatabase({ directory: null });
  await migrate(database);
});
afterAll(() => database.close());

const { signal } = new AbortController();
const schedule = { first: '2026-11-17', delayMs: 0 };

/** A vendor that has no rows of any day and announces what it is told to. */
function parts(now: string, announce: () => unknown): AcquisitionParts {
  const clock = { now: () => new Date(now) };
  const provider: Provider = {
    name: 'massive',
    marketDays: { offers: () => true, readMarketDay: () => Promise.resolve(null) },
    calendar: { readClosures: () => Promise.resolve(announce()).then(readMassiveClosures) },
  };
  return {
    database,
    outbox: new SqlOutbox({ service: Service.ingestion, relay: { wake: () => undefined }, now: clock.now }),
    clock,
    createId: randomUUID,
    providers: [provider],
    timing: { ...clock, sleep: () => Promise.resolve() },
    logger: pino({ level: 'silent' }),
  };
}
const closure = (date: string, status: string, exchange = 'NYSE') => ({
  exchange,
  date,
  status,
  name: 'Day of mourning',
});

test('a closure that no rule foresees is learned once a day, and its session is not waited for', async () => {
  let asked = 0;
  const announce = (): unknown => {
    asked += 1;
    return [
      closure('2026-11-18', 'closed'),
      closure('2026-11-18', 'closed', 'NASDAQ'),
      closure('2026-11-26', 'closed'), // Thanksgiving, which the rules know
      closure('2026-11-27', 'early-close'),
      { exchange: 'NYSE', date: 'soon', status: 'closed' },
    ];
  };
  await acquireDue(parts('2026-11-16T12:00:00Z', announce), schedule, signal);
  await acquireDue(parts('2026-11-16T18:00:00Z', announce), schedule, signal);
  expect(asked).toBe(1);
  expect(await database.query('select date, name, source from announced_closures')).toEqual([
    { date: '2026-11-18', name: 'Day of mourning', source: 'massive' },
  ]);

  const late = parts('2026-11-19T02:00:00Z', announce);
  await acquireDue(late, schedule, signal);
  await acquireDue(late, schedule, signal);
  const records = await loadRecords(database, schedule.first);
  expect(records.get('2026-11-17')).toMatchObject({ status: 'missing', final: false, attempts: 1 });
  expect(records.get('2026-11-18')).toEqual({ status: 'missing', final: true, attempts: 0, nextAttemptAt: null });
  const [session] = await database.query(`select reasons from acquisition_sessions where date = '2026-11-18'`);
  expect(session).toEqual({
    reasons: ['exchange_closed: massive has announced Day of mourning', 'empty: massive has no rows of 2026-11-18 yet'],
  });
});

test('a vendor that does not answer the question stops nothing', async () => {
  const refuse = (): never => {
    throw new UpstreamError('massive', 'unavailable', 'status 500');
  };
  const failing = parts('2026-11-20T12:00:00Z', () => Promise.resolve().then(refuse));
  await expect(acquireDue(failing, schedule, signal)).resolves.toBeInstanceOf(Date);
});

import { encodeEvent } from '#contracts/codec';
import { declaredTopics, deadLetterTopic, Service, Topic } from '#contracts/topics';
import { ApplicationError } from '#domain/errors';
import { openPgliteDatabase } from '#storage/pglite-database';
import type { PgliteDatabase } from '#storage/pglite-database';
import { eventually } from '#testing/eventually';
import type { EventContext } from './event-context.js';
import { EventStrategy } from './event-strategy.js';
import { InProcessStream } from './in-process/in-process-stream.js';
import { createMessagingTables } from './messaging-tables.js';
import { silentLogger } from './silent-logger.js';

const TOPIC = Topic.importRequested;
const DEAD_LETTERS_READ = 10;

let database: PgliteDatabase;
beforeAll(async () => {
  database = await openPgliteDatabase({ directory: null });
  await createMessagingTables(database);
});
afterAll(() => database.close());

/** A process whose handler may try once: what fails for a reason of its own is a dead letter at once. */
async function startProcess(handle: (context: EventContext) => Promise<void>) {
  const stream = new InProcessStream({ database, logger: silentLogger });
  await stream.ensureTopics(declaredTopics);
  const strategy = new EventStrategy({ stream, logger: silentLogger, attempts: 1 });
  strategy.addHandler(TOPIC, async (_event, context: EventContext) => handle(context), true, { group: 'worker' });
  strategy.listen(() => undefined);
  const stop = async (): Promise<void> => {
    await strategy.close();
    await stream.close();
  };
  return { stream, stop };
}

it('a message that the end of the process interrupts is delivered again, also at its last attempt', async () => {
  let begun = false;
  const ending = await startProcess(async ({ signal }) => {
    begun = true;
    await eventually('the process is to end', () => signal.aborted);
    throw new ApplicationError('import.interrupted', 'left to the next process', { retryable: true });
  });
  const body = { job_id: '019a9c3e-5f00-7abc-8def-0123456789ab', kind: 'prices', source: 'upload', bytes: 1 } as const;
  const origin = { id: 'interrupted', source: Service.queryGateway, time: new Date(), traceparent: null };
  await ending.stream.publish([encodeEvent({ topic: TOPIC, key: 'us', body }, origin)]);
  await eventually('it is in hand', () => begun);
  await ending.stop();

  let again = false;
  const next = await startProcess(async () => void (again = true));
  await eventually('it comes again', () => again);
  expect(await next.stream.readDeadLetters(deadLetterTopic(TOPIC), DEAD_LETTERS_READ)).toEqual([]);
  await next.stop();
});

import type { PgliteDatabase } from '#storage/pglite-database';
import { openPgliteDatabase } from '#storage/pglite-database';

import { describeEventPipeline } from '../event-pipeline.contract.js';
import { describeEventStream } from '../event-stream.contract.js';
import { describeEventStrategy } from '../event-strategy.contract.js';
import { createMessagingTables } from '../messaging-tables.js';
import { silentLogger } from '../silent-logger.js';
import { InProcessStream } from './in-process-stream.js';

let database: PgliteDatabase;
beforeAll(async () => {
  database = await openPgliteDatabase({ directory: null });
  await createMessagingTables(database);
});
afterAll(() => database.close());

const openStream = (): InProcessStream =>
  new InProcessStream({
    database,
    logger: silentLogger,
    closeTimeoutMs: 1_500,
    backOff: { initialMs: 20, maximumMs: 100 },
  });

describeEventStream('in-process on PGlite', () => ({ open: openStream }));
describeEventStrategy('in-process on PGlite', () => ({ open: openStream }));
describeEventPipeline('PGlite and in-process', () => ({ open: openStream, database }));

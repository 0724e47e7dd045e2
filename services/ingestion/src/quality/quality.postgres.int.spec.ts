import { startRealPostgres } from '#testing/real-services';
import type { RealPostgres } from '#testing/real-services';
import { ImportStore } from '../../test/import-store.js';
import { describeQuality } from './quality.contract.js';

let postgres: RealPostgres;

beforeAll(async () => {
  postgres = await startRealPostgres();
}, 180_000);
afterAll(() => postgres.stop());

describeQuality('PostgreSQL', () => ImportStore.openPostgres(postgres.url));

import { openPgliteDatabase } from '#storage/pglite-database';
import { describeQuota } from './vendor-quota.contract.js';

describeQuota('PGlite', async () => {
  const owner = await openPgliteDatabase({ directory: null });
  return { owner, processes: [owner.forRole('equal_index_ingestion')], close: () => owner.close() };
});

import { describeDatabase, type StoreUnderTest } from './database.contract.js';
import { migrate } from './migrate.js';
import { openPgliteDatabase } from './pglite-database.js';

async function openEmpty(): Promise<StoreUnderTest> {
  const database = await openPgliteDatabase({ directory: null });
  return { database, forRole: (role) => database.forRole(role), close: () => database.close() };
}

describeDatabase({
  name: 'PGlite',
  openEmpty,
  open: async () => {
    const store = await openEmpty();
    await migrate(store.database);
    return store;
  },
});

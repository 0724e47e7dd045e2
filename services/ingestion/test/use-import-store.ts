import { startRealPostgres } from '#testing/real-services';
import type { RealPostgres } from '#testing/real-services';
import { ImportStore } from './import-store.js';

/** A store that is open while the tests of a file run. */
export function usePgliteStore(): () => ImportStore {
  let store: ImportStore;
  beforeAll(async () => {
    store = await ImportStore.openPglite();
  });
  afterAll(() => store.close());
  return () => store;
}

/** The same on a PostgreSQL of its own. */
export function usePostgresStore(): () => ImportStore {
  let postgres: RealPostgres;
  let store: ImportStore;
  beforeAll(async () => {
    postgres = await startRealPostgres();
    store = await ImportStore.openPostgres(postgres.url);
  }, 180_000);
  afterAll(async () => {
    await store.close();
    await postgres.stop();
  });
  return () => store;
}

/** Gives each test an empty store, and lets none leave anything behind that imports work in. */
export function startEachTestEmpty(store: () => ImportStore): void {
  beforeEach(async () => {
    await store().clear();
  });
  afterEach(async () => {
    expect(await store().leftovers()).toEqual([]);
  });
}

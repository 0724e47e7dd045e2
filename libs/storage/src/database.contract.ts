import type { Database } from './database.js';
import { describeBulk } from './bulk.contract.js';
import { describeErrors } from './errors.contract.js';
import { describeSchema } from './schema.contract.js';
import { describeTransactions } from './transactions.contract.js';
import { describeValues } from './values.contract.js';

/** A store of its own for one suite, migrated, and empty but for what migrations put there. */
export interface StoreUnderTest {
  /** Owner of all tables. */
  readonly database: Database;
  forRole(role: string): Database;
  close(): Promise<void>;
}

export interface Adapter {
  readonly name: string;
  open(): Promise<StoreUnderTest>;
  /** A further store without any table. */
  openEmpty(): Promise<StoreUnderTest>;
}

/** What every adapter of the port promises; run by one spec per adapter. */
export function describeDatabase(adapter: Adapter): void {
  describe(`the database port on ${adapter.name}`, () => {
    let store: StoreUnderTest;
    beforeAll(async () => {
      store = await adapter.open();
      await store.database.executeScript(`
        create table probe (id int4 primary key, value text check (value <> 'forbidden'));
        create table bulk (d date, t text, i int4, l int8, f float8, b boolean, j jsonb, y bytea);
      `);
    });
    afterAll(() => store.close());

    describeValues(() => store);
    describeTransactions(() => store);
    describeErrors(() => store);
    describeBulk(() => store);
    describeSchema(() => store, adapter);
  });
}

import type { Database } from '#storage/database';
import { migrate } from '#storage/migrate';
import { openPgliteDatabase } from '#storage/pglite-database';
import { AcquisitionLease } from './acquisition-lease.js';

describe('the lease of acquiring', () => {
  let database: Database;
  beforeAll(async () => {
    database = await openPgliteDatabase({ directory: null });
    await migrate(database);
  });
  afterAll(() => database.close());
  beforeEach(() => database.execute('delete from ingestion.acquisition_lease'));

  it('is held by one process until it is released or has run out', async () => {
    const [one, other] = [new AcquisitionLease(database, 'a:1'), new AcquisitionLease(database, 'b:1')];
    expect([await one.hold(), await other.hold(), await one.hold()]).toEqual([true, false, true]);
    await one.release();
    expect([await other.hold(), await one.hold()]).toEqual([true, false]);
    await database.execute(`update ingestion.acquisition_lease set expires_at = now() - interval '1 second'`);
    expect([await one.hold(), await other.hold()]).toEqual([true, false]);
  });

  it('is taken over at once by a process that is back at its address, and by no other', async () => {
    const killed = new AcquisitionLease(database, 'a:1');
    expect(await killed.hold()).toBe(true);
    expect(await new AcquisitionLease(database, 'a:11').hold()).toBe(false);
    expect(await new AcquisitionLease(database, 'a:1').hold()).toBe(true);
  });

  it('has one holder where two live processes give the same address: the one that started last', async () => {
    const [first, second] = [new AcquisitionLease(database, 'a:1'), new AcquisitionLease(database, 'a:1')];
    expect([await first.hold(), await second.hold(), await first.hold(), await second.hold()]).toEqual([
      ...[true, true],
      ...[false, true],
    ]);
  });
});

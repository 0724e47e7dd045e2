import type { Database } from '#storage/database';

/** How long a leader that is not heard of any more stays leader. */
const LEASE_MS = 30_000;

/** Of all processes one acquires: the holder of the lease. It is taken over when it has run out. */
export class AcquisitionLease {
  constructor(
    private readonly database: Database,
    private readonly holder: string,
  ) {}

  /** Takes or renews the lease; false while somebody else holds it. The database's clock decides, which all processes share. */
  async hold(): Promise<boolean> {
    const rows = await this.database.query(
      `insert into ingestion.acquisition_lease as lease (only_row, holder, expires_at)
       values (true, $1, now() + $2 * interval '1 millisecond')
       on conflict (only_row) do update set holder = excluded.holder, expires_at = excluded.expires_at
       where lease.holder = excluded.holder or lease.expires_at < now()
       returning lease.holder`,
      [this.holder, LEASE_MS],
    );
    return rows.length > 0;
  }

  /** Lets another process go on at once. */
  async release(): Promise<void> {
    await this.database.execute('delete from ingestion.acquisition_lease where holder = $1', [this.holder]);
  }
}

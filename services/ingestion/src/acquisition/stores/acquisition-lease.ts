import { randomUUID } from 'node:crypto';
import type { Database } from '#storage/database';

/** How long a leader that is not heard of any more stays leader. */
const LEASE_MS = 30_000;

/**
 * Of all processes one acquires: the holder of the lease. It is taken over when it has run out. A process that was killed and is back
 * need not wait for that: with its first call it takes the lease over from whoever held it at its own address. Should two live
 * processes ever give the same address, the one that started last leads, and the other hears of it when it renews.
 */
export class AcquisitionLease {
  readonly #database: Database;
  readonly #address: string;
  readonly #holder: string;
  #takesOver = true;

  /** `address`: without spaces, of this process alone among those that live. */
  constructor(database: Database, address: string) {
    this.#database = database;
    this.#address = address;
    this.#holder = `${address} ${randomUUID()}`;
  }

  /** Takes or renews the lease; false while somebody else holds it. The database's clock decides, which all processes share. */
  async hold(): Promise<boolean> {
    const rows = await this.#database.query(
      `insert into ingestion.acquisition_lease as lease (only_row, holder, expires_at)
       values (true, $1, now() + $2 * interval '1 millisecond')
       on conflict (only_row) do update set holder = excluded.holder, expires_at = excluded.expires_at
       where lease.holder = excluded.holder or lease.expires_at < now()
         or ($3::boolean and split_part(lease.holder, ' ', 1) = $4)
       returning lease.holder`,
      [this.#holder, LEASE_MS, this.#takesOver, this.#address],
    );
    this.#takesOver = false;
    return rows.length > 0;
  }

  /** Lets another process go on at once. */
  async release(): Promise<void> {
    await this.#database.execute('delete from ingestion.acquisition_lease where holder = $1', [this.#holder]);
  }
}

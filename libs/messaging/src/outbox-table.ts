import type { Service, Topic } from '#contracts/topics';
import type { Database } from '#storage/database';
import type { StreamMessage } from './event-stream.js';
import { serviceSchema } from './service-schema.js';

export interface OutboxBatch {
  readonly ids: readonly number[];
  readonly messages: readonly StreamMessage[];
  /** The batch was cut off: there is more. */
  readonly full: boolean;
}

const BATCH_ROWS = 500;
const BATCH_BYTES = 4 * 1024 * 1024;

/** The relay's SQL over `<service>.outbox` and `<service>.relay_lease`. */
export class OutboxTable {
  private readonly schema: string;

  constructor(
    private readonly database: Database,
    service: Service,
    private readonly lease: { readonly holder: string; readonly leaseMs: number },
  ) {
    this.schema = serviceSchema(service);
  }

  async hasRows(): Promise<boolean> {
    const [row] = await this.database.query<{ any: boolean }>(
      `select exists (select from ${this.schema}.outbox) as "any"`,
    );
    return row?.any ?? false;
  }

  /** Takes or renews the lease; false while another holder's has not run out. */
  async takeLease(): Promise<boolean> {
    const taken = await this.database.execute(
      `insert into ${this.schema}.relay_lease as lease (holder, expires_at)
       values ($1, clock_timestamp() + make_interval(secs => $2))
       on conflict (only_row) do update set holder = excluded.holder, expires_at = excluded.expires_at
       where lease.holder = excluded.holder or lease.expires_at < clock_timestamp()`,
      [this.lease.holder, this.lease.leaseMs / 1_000],
    );
    return taken === 1;
  }

  async release(): Promise<void> {
    await this.database.execute(`delete from ${this.schema}.relay_lease where holder = $1`, [this.lease.holder]);
  }

  /** The oldest visible rows by id: at most 500, at most 4 MiB of bodies, at least one. */
  async readOldest(): Promise<OutboxBatch> {
    const rows = await this.database.query<{
      id: number;
      topic: Topic;
      key: string;
      headers: Record<string, string>;
      body: string;
    }>(
      `select sized.id, sized.topic, sized.key, sized.headers, sized.body
       from (select oldest.*, sum(octet_length(oldest.body)) over (order by oldest.id) - octet_length(oldest.body) as bytes_before
             from (select * from ${this.schema}.outbox order by id limit $1) oldest) sized
       where sized.bytes_before < $2
       order by sized.id`,
      [BATCH_ROWS, BATCH_BYTES],
    );
    const bytes = rows.reduce((sum, row) => sum + Buffer.byteLength(row.body), 0);
    return {
      ids: rows.map((row) => row.id),
      messages: rows.map(({ topic, key, headers, body }) => ({ topic, key, headers, body })),
      full: rows.length === BATCH_ROWS || bytes >= BATCH_BYTES,
    };
  }

  async delete(ids: readonly number[]): Promise<void> {
    await this.database.execute(`delete from ${this.schema}.outbox where id = any($1::int8[])`, [ids]);
  }

  async measure(): Promise<{ backlog: number; oldestAt: Date | null }> {
    const [row] = await this.database.query<{ backlog: number; oldest_at: Date | null }>(
      `select count(*) as backlog, min(created_at) as oldest_at from ${this.schema}.outbox`,
    );
    return { backlog: row?.backlog ?? 0, oldestAt: row?.oldest_at ?? null };
  }
}

import { randomUUID } from 'node:crypto';
import type { Event } from '#contracts/envelope';
import type { EventBody } from '#contracts/events';
import { Service, Topic } from '#contracts/topics';
import { SqlInbox } from '#messaging/sql-inbox';
import { SqlOutbox } from '#messaging/sql-outbox';
import type { Database } from '#storage/database';
import { migrate } from '#storage/migrate';
import { openPgliteDatabase } from '#storage/pglite-database';
import { createPostgresDatabase } from '#storage/postgres-database';
import { importUpload } from '../src/import-upload.js';
import type { ImportRequested, UploadParts } from '../src/import-upload.js';
import type { ImportKind } from '../src/rows/import-kind.js';

type Progress = EventBody<typeof Topic.jobProgressed>;
type Ingested = EventBody<typeof Topic.pricesIngested>;

export interface Imported {
  readonly jobId: string;
  /** The end of the job. */
  readonly end: Progress;
  /** The announcement of changed prices, if there was one. */
  readonly ingested: Ingested | null;
}

/** A store with ingestion at work in it, and someone who uploads. */
export class ImportStore {
  now = new Date('2026-11-20T12:00:00Z');
  /** With all rights; for looking. */
  readonly owner: Database;
  readonly parts: UploadParts;
  readonly #close: () => Promise<void>;

  private constructor(owner: Database, ingestion: Database, close: () => Promise<void>) {
    this.owner = owner;
    this.#close = close;
    const clock = { now: () => this.now };
    const outbox = new SqlOutbox({ service: Service.ingestion, relay: { wake: () => undefined }, now: clock.now });
    this.parts = { database: ingestion, outbox, inbox: new SqlInbox(Service.ingestion), clock, createId: randomUUID };
  }

  static async openPglite(directory: string | null = null): Promise<ImportStore> {
    const owner = await openPgliteDatabase({ directory });
    await migrate(owner);
    return new ImportStore(owner, owner.forRole('equal_index_ingestion'), () => owner.close());
  }

  static async openPostgres(url: string): Promise<ImportStore> {
    const open = (role: string | null): Database =>
      createPostgresDatabase({
        url,
        role,
        maxConnections: 4,
        statementTimeoutMs: 600_000,
        applicationName: 'import-test',
        onError: () => undefined,
      });
    const owner = open(null);
    await migrate(owner);
    const ingestion = open('equal_index_ingestion');
    return new ImportStore(owner, ingestion, async () => {
      await ingestion.close();
      await owner.close();
    });
  }

  /** Uploads as the gateway does, and says which event it would announce. */
  async upload(kind: ImportKind, content: string | Uint8Array, chunkBytes = 1024 ** 2): Promise<ImportRequested> {
    const bytes = Buffer.from(content);
    const jobId = randomUUID();
    for (let position = 0; position * chunkBytes < bytes.length; position += 1) {
      const data = bytes.subarray(position * chunkBytes, (position + 1) * chunkBytes);
      await this.owner.execute('insert into upload_chunks (job_id, position, data) values ($1, $2, $3)', [
        jobId,
        position,
        data,
      ]);
    }
    return {
      id: randomUUID(),
      topic: Topic.importRequested,
      source: Service.queryGateway,
      time: this.now.toISOString(),
      key: jobId,
      traceparent: null,
      body: { job_id: jobId, kind, source: 'test', bytes: bytes.length },
    };
  }

  deliver(event: ImportRequested, signal: AbortSignal = new AbortController().signal): Promise<void> {
    return importUpload(this.parts, event, signal);
  }

  async import(kind: ImportKind, content: string | Uint8Array, chunkBytes?: number): Promise<Imported> {
    const event = await this.upload(kind, content, chunkBytes);
    await this.takeEvents();
    await this.deliver(event);
    const events = await this.takeEvents();
    const ends = events.flatMap(({ topic, body }) => (topic === Topic.jobProgressed ? [body as Progress] : []));
    const ingested = events.flatMap(({ topic, body }) => (topic === Topic.pricesIngested ? [body as Ingested] : []));
    const end = ends.at(-1);
    if (end === undefined || ingested.length > 1) throw new Error(`unexpected events: ${JSON.stringify(events)}`);
    return { jobId: event.body.job_id, end, ingested: ingested[0] ?? null };
  }

  /** What was announced since the last look. */
  async takeEvents(): Promise<Pick<Event, 'topic' | 'key' | 'body'>[]> {
    const rows = await this.owner.query<{ topic: Topic; key: string; body: string }>(
      'select topic, key, body from ingestion.outbox order by id',
    );
    await this.owner.execute('delete from ingestion.outbox');
    return rows.map(({ topic, key, body }) => ({ topic, key, body: JSON.parse(body) as Event['body'] }));
  }

  /** Tables that imports work in and ought to leave no trace of. */
  async leftovers(): Promise<string[]> {
    const rows = await this.owner.query<{ name: string }>(
      `select relname as name from pg_class where relname like 'staged%' union all select name from ingestion.staging_tables`,
    );
    return rows.map(({ name }) => name);
  }

  async rejections(jobId: string): Promise<object[]> {
    return this.owner.query(
      'select line, "column", value, rule from ingestion_rejections where job_id = $1 order by line, rule',
      [jobId],
    );
  }

  /** Every stored value, without what tells one way to the same data from another (revision, time). */
  async contents(): Promise<Record<string, object[]>> {
    const { owner } = this;
    return {
      prices: await owner.query(
        `select date, ticker, open, high, low, close, volume, market_cap, eligible, issuer, delisting_return
         from stock_prices order by date, ticker`,
      ),
      actions: await owner.query(
        'select ticker, ex_date, kind, value, source from corporate_actions order by ticker, ex_date, kind',
      ),
      stocks: await owner.query(
        'select ticker, name, sector, exchange, issuer, type, listed_on, delisted_on from stocks order by ticker',
      ),
      sessions: await owner.query('select date, lines, simulated from ingestion_sessions order by date'),
    };
  }

  async revision(): Promise<number> {
    const [state] = await this.owner.query<{ revision: number }>('select revision from ingestion_state');
    return state?.revision ?? -1;
  }

  async count(table: string): Promise<number> {
    const [counted] = await this.owner.query<{ rows: number }>(`select count(*) as rows from ${table}`);
    return counted?.rows ?? -1;
  }

  /** Makes the store as good as new. */
  async clear(): Promise<void> {
    await this.owner.executeScript(`
      truncate stocks, stock_prices, corporate_actions, ticker_changes, ticker_change_history, market_revisions, stock_price_history, corporate_action_history, ingestion_sessions, ingestion_imports, ingestion_rejections,
        upload_chunks, ingestion.outbox, ingestion.inbox;
      update ingestion_state set revision = 0, simulated = false;`);
  }

  close(): Promise<void> {
    return this.#close();
  }
}

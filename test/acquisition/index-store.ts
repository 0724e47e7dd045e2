import { randomUUID } from 'node:crypto';
import pino from 'pino';
import { decodeEvent } from '#contracts/codec';
import type { Event } from '#contracts/envelope';
import { Service, Topic } from '#contracts/topics';
import { defaultIndex } from '#domain/index-definition';
import { SqlInbox } from '#messaging/sql-inbox';
import { SqlOutbox } from '#messaging/sql-outbox';
import { acceptBuild, acceptPrices } from '#services/index-construction/src/accept-request';
import { constructIndex } from '#services/index-construction/src/construct-index';
import { importFile, type ImportParts } from '#services/ingestion/src/import-file';
import type { ImportKind } from '#services/ingestion/src/rows/import-kind';
import { advancePerformance } from '#services/performance/src/advance-performance';
import type { Database } from '#storage/database';
import { migrate } from '#storage/migrate';
import { openPgliteDatabase } from '#storage/pglite-database';
import { tableHashes } from '#storage/table-hashes';

type Message = { id: number; topic: Topic; key: string; headers: Record<string, string>; body: string };
export type Change = Event<typeof Topic.compositionChanged>;

const relay = { wake: (): void => undefined };
const logger = pino({ level: 'silent' });

/** A store in which an index is kept, with the services' own functions and without the stream between them. */
export class IndexStore {
  readonly ingestion: ImportParts;

  private constructor(
    readonly database: Database,
    now: () => Date,
  ) {
    const outbox = new SqlOutbox({ service: Service.ingestion, relay, now });
    this.ingestion = { database, outbox, clock: { now }, createId: randomUUID };
  }

  static async open(now: () => Date, directory: string | null = null): Promise<IndexStore> {
    const database = await openPgliteDatabase({ directory });
    await migrate(database);
    return new IndexStore(database, now);
  }

  async import(kind: ImportKind, chunks: Iterable<Uint8Array>): Promise<void> {
    async function* pieces(): AsyncGenerator<Uint8Array> {
      yield* chunks;
    }
    const file = { jobId: randomUUID(), kind, source: 'truth', actor: 'test', gate: 'flag', simulated: false } as const;
    const report = await importFile(
      this.ingestion,
      { ...file, chunks: pieces(), bytes: null },
      { onProgress: () => Promise.resolve(), claim: () => Promise.resolve(true), announce: () => Promise.resolve() },
    );
    if (report === null || report.rowsRejected > 0) throw new Error(`${kind}: ${JSON.stringify(report)}`);
  }

  async build(first: string, last: string): Promise<void> {
    const request = { job_id: randomUUID(), index_id: defaultIndex.id, start_date: first, end_date: last };
    await this.database.transaction((transaction) => acceptBuild(transaction, request));
  }

  /** Hands on what ingestion has announced until nothing is left to do; returns the change events in order. */
  async settle(): Promise<Change[]> {
    for (const event of await this.#take('ingestion')) {
      if (event.topic !== Topic.pricesIngested) continue;
      const { body } = event as Event<typeof Topic.pricesIngested>;
      await this.database.transaction((transaction) => acceptPrices(transaction, body));
    }
    const outbox = new SqlOutbox({ service: Service.indexConstruction, relay, now: () => new Date(0) });
    const { signal } = new AbortController();
    await constructIndex({ database: this.database, outbox, logger }, defaultIndex.id, signal);
    const changes: Change[] = [];
    for (const event of await this.#take('index_construction')) {
      if (event.topic === Topic.compositionChanged) changes.push(event as Change);
      if (event.topic === Topic.indexConstructed) await this.#advance(event as Event<typeof Topic.indexConstructed>);
    }
    return changes;
  }

  async #advance(event: Event<typeof Topic.indexConstructed>): Promise<void> {
    const outbox = new SqlOutbox({ service: Service.performance, relay, now: () => new Date(0) });
    const inbox = new SqlInbox(Service.performance);
    await advancePerformance({ database: this.database, inbox, outbox }, event);
    await this.database.execute('delete from performance.outbox');
  }

  async #take(schema: 'ingestion' | 'index_construction'): Promise<Event[]> {
    const messages = await this.database.query<Message>(
      `delete from ${schema}.outbox returning id, topic, key, headers, body`,
    );
    return messages.sort((a, b) => a.id - b.id).map((message) => decodeEvent(message));
  }

  /** Of what the index is, without the words of `stocks`, which sources tell differently. */
  async hashes(): Promise<Record<string, string>> {
    const { stocks: _words, ...hashes } = await tableHashes(this.database);
    return hashes;
  }

  close(): Promise<void> {
    return this.database.close();
  }
}

import { randomUUID } from 'node:crypto';
import type { JobError } from '#contracts/api/job.schema';
import type { Event } from '#contracts/envelope';
import type { EventBody } from '#contracts/events';
import { Service, Topic } from '#contracts/topics';
import type { IndexDefinition } from '#domain/index-definition';
import { SqlOutbox } from '#messaging/sql-outbox';
import { importFile, type ImportParts } from '#services/ingestion/src/import-file';
import type { ImportKind } from '#services/ingestion/src/rows/import-kind';
import { migrate } from '#storage/migrate';
import { openPgliteDatabase, type PgliteDatabase } from '#storage/pglite-database';
import { tableHashes } from '#storage/table-hashes';
import { IndexPump, takeEvents, type Change } from './index-pump.js';

const relay = { wake: (): void => undefined };

/** A store in which an index is kept, with the services' own functions and without the stream between them. */
export class IndexStore {
  readonly ingestion: ImportParts;
  readonly #pump: IndexPump;

  private constructor(
    readonly database: PgliteDatabase,
    now: () => Date,
  ) {
    this.#pump = new IndexPump(database);
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

  /** The default index, or another one, which is made if there is none. Returns why it was refused, if it was. */
  build(first: string, last: string, definition?: IndexDefinition): Promise<JobError | null> {
    return this.#pump.requestBuild(first, last, definition);
  }

  retire(id: string): Promise<void> {
    return this.#pump.requestRetirement(id);
  }

  /** Says, as ingestion would, that something of these sessions has changed. */
  announce(kind: EventBody<typeof Topic.pricesIngested>['kind'], sessions: readonly string[]): Promise<void> {
    return this.#pump.announce(kind, sessions, null);
  }

  /** Hands on what ingestion has announced until nothing is left to do; returns the change events in order. */
  async settle(): Promise<Change[]> {
    for (const event of await takeEvents(this.database, 'ingestion')) {
      if (event.topic === Topic.pricesIngested)
        await this.#pump.accept((event as Event<typeof Topic.pricesIngested>).body);
    }
    return this.#pump.settle();
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

import pino from 'pino';
import { decodeEvent } from '#contracts/codec';
import type { Event } from '#contracts/envelope';
import type { JobError } from '#contracts/api/job.schema';
import { indexDefinition as eventDefinition, type EventBody } from '#contracts/events';
import { Service, Topic } from '#contracts/topics';
import { defaultIndex, type IndexDefinition } from '#domain/index-definition';
import { SqlInbox } from '#messaging/sql-inbox';
import { SqlOutbox } from '#messaging/sql-outbox';
import { acceptBuild, acceptPrices } from '#services/index-construction/src/accept-request';
import { constructIndex } from '#services/index-construction/src/construct-index';
import { retireIndex } from '#services/index-construction/src/retire-index';
import { indicesWithWork } from '#services/index-construction/src/stores/work.store';
import { advancePerformance } from '#services/performance/src/advance-performance';
import type { Database } from '#storage/database';

type Message = { id: number; topic: Topic; key: string; headers: Record<string, string>; body: string };
export type Change = Event<typeof Topic.compositionChanged>;
type Ingested = EventBody<typeof Topic.pricesIngested>;

const JOB = '00000000-0000-4000-8000-000000000001';
const logger = pino({ level: 'silent' });
const outboxOf = (service: Service): SqlOutbox =>
  new SqlOutbox({ service, relay: { wake: () => undefined }, now: () => new Date(0) });

interface Roles {
  readonly construction: Database;
  readonly performance: Database;
}

/** Keeps the index of a store, with the functions of index construction and performance and without the stream between them. */
export class IndexPump {
  readonly #construction: Database;
  readonly #performance: Database;

  /** Both services work with all rights, unless their roles are given. */
  constructor(
    private readonly owner: Database,
    roles: Roles = { construction: owner, performance: owner },
  ) {
    this.#construction = roles.construction;
    this.#performance = roles.performance;
  }

  /** Forgets the index and all that was said of it; the next one is like this. */
  async startOver(definition: IndexDefinition): Promise<void> {
    await this.owner.executeScript(`
      truncate index_sessions, index_compositions, composition_changes, index_session_history, index_performance_history,
        index_performance, index_performance_state, index_construction.work, index_construction.outbox, performance.outbox,
        performance.inbox;
      truncate indices cascade;`);
    await this.define(definition);
  }

  async define(definition: IndexDefinition): Promise<void> {
    await this.owner.execute('insert into indices (id, definition) values ($1, $2::text::jsonb)', [
      definition.id,
      JSON.stringify(definition),
    ]);
  }

  /** Of the default index, or of another one, which is made if there is none. Returns why it was refused, if it was. */
  requestBuild(first: string, last: string, definition?: IndexDefinition): Promise<JobError | null> {
    const range = { job_id: JOB, start_date: first, end_date: last };
    const request =
      definition === undefined
        ? { ...range, index_id: defaultIndex.id }
        : { ...range, index_id: definition.id, definition: eventDefinition.parse(definition), owner: 'test' };
    return this.#construction.transaction((transaction) => acceptBuild(transaction, request));
  }

  /** Gives an index up; performance hears of it when the pump settles. */
  async requestRetirement(id: string): Promise<void> {
    const request = { job_id: JOB, index_id: id, start_date: '2023-01-03', end_date: '2023-01-03' };
    await this.#construction.transaction(async (transaction) => {
      const events = await retireIndex(transaction, { ...request, action: 'retire' });
      await outboxOf(Service.indexConstruction).append(transaction, events);
    });
  }

  async accept(prices: Ingested): Promise<void> {
    await this.#construction.transaction((transaction) => acceptPrices(transaction, prices));
  }

  /** Says, as ingestion would, that something of these sessions has changed; of all lines if none are named. */
  async announce(kind: Ingested['kind'], sessions: readonly string[], tickers: string[] | null): Promise<void> {
    await this.accept({
      ...{ universe: 'us', first_session: sessions[0] as string, last_session: sessions.at(-1) as string },
      ...{ sessions: [...sessions], tickers, rows: 1, kind, simulated: false, revision: 2 },
    });
  }

  /**
   * Does all pending work; returns the change events in order. `between` runs when compositions are new already and levels are not.
   */
  async settle(between: () => Promise<void> = () => Promise.resolve()): Promise<Change[]> {
    const parts = { database: this.#construction, outbox: outboxOf(Service.indexConstruction), logger };
    for (const id of await indicesWithWork(this.#construction)) {
      await constructIndex(parts, id, new AbortController().signal);
    }
    await between();
    const events = await takeEvents(this.owner, 'index_construction');
    for (const event of events) {
      if (event.topic === Topic.indexConstructed) await this.#advance(event as Event<typeof Topic.indexConstructed>);
    }
    return events.flatMap((event) => (event.topic === Topic.compositionChanged ? [event as Change] : []));
  }

  async #advance(event: Event<typeof Topic.indexConstructed>): Promise<void> {
    const inbox = new SqlInbox(Service.performance);
    await advancePerformance({ database: this.#performance, inbox, outbox: outboxOf(Service.performance) }, event);
    await this.owner.execute('delete from performance.outbox');
  }
}

/** What a service has announced since the last look, in order. */
export async function takeEvents(owner: Database, schema: 'ingestion' | 'index_construction'): Promise<Event[]> {
  const messages = await owner.query<Message>(`delete from ${schema}.outbox returning id, topic, key, headers, body`);
  return messages.sort((a, b) => a.id - b.id).map((message) => decodeEvent(message));
}

import { Inject, Injectable } from '@nestjs/common';
import { defaultIndex } from '#domain/index-definition';
import { DATABASE } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { CoalescedReader } from './coalesced-reader.js';

/** Which state of the data an answer is made from. */
export interface DataRevision {
  /** Differs whenever any answer can differ, also between two databases. */
  readonly key: string;
  /** The part of it that is of the index: its sessions, compositions and levels are the same as long as this is. */
  readonly indexKey: string;
  readonly simulated: boolean;
  /** Whether the index is known at all; the default one is before it is first built, too. */
  readonly exists: boolean;
  /** The sessions that the index is built for; null before the first build. */
  readonly built: SessionRange | null;
  /**
   * The last session of which everything is said, level included, which comes a moment after the composition; null where there is none.
   * What is answered about later ones will soon be another answer.
   */
  readonly completeUntil: string | null;
}

export interface SessionRange {
  readonly first_session: string;
  readonly last_session: string;
}

interface RevisionRow {
  readonly simulated: boolean;
  readonly data_revision: number;
  readonly index_id: string | null;
  readonly index_revision: number | null;
  readonly index_created_at: Date | null;
  readonly performance_revision: number | null;
  readonly base_session: string | null;
  readonly last_session: string | null;
  readonly last_level: string | null;
}

/** One row per index, or one without any. */
const REVISIONS = `
  select s.simulated, s.revision as data_revision, i.id as index_id, i.revision as index_revision, i.created_at as index_created_at,
         p.revision as performance_revision, i.base_session, i.last_session,
         (select max(l.date) from index_performance l where l.index_id = i.id) as last_level
  from ingestion_state s
  left join indices i on i.retired_at is null
  left join index_performance_state p on p.index_id = i.id`;

/** All that one reading says. */
interface Reading {
  readonly byIndex: ReadonlyMap<string, DataRevision>;
  /** Of an index that is not there. */
  readonly withoutIndex: DataRevision;
}

/**
 * Reads the revision of the data: one tiny query per burst of requests, never older than the request. Where nobody but this process
 * writes, none at all while nothing is written.
 */
@Injectable()
export class DataRevisions {
  private readonly reader: CoalescedReader<Reading>;
  private kept: { readonly writes: number; readonly reading: Reading } | null = null;

  constructor(@Inject(DATABASE) private readonly database: Database) {
    this.reader = new CoalescedReader(() => this.readNow());
  }

  /** Of the market data and one index; of an index that is not there, or not built, nothing is built. */
  async read(indexId: string = defaultIndex.id): Promise<DataRevision> {
    return this.held(indexId) ?? revisionIn(await this.reader.read(), indexId);
  }

  /** The same without waiting, where it is known; else null. */
  held(indexId: string): DataRevision | null {
    if (this.kept === null || this.kept.writes !== this.database.writes?.()) return null;
    return revisionIn(this.kept.reading, indexId);
  }

  private async readNow(): Promise<Reading> {
    // Counted before the query: what is written while it waits or runs makes it read again.
    const writes = this.database.writes?.();
    const reading = readingOf(await this.database.query<RevisionRow>(REVISIONS));
    this.kept = writes === undefined ? null : { writes, reading };
    return reading;
  }
}

const revisionIn = ({ byIndex, withoutIndex }: Reading, indexId: string): DataRevision =>
  byIndex.get(indexId) ?? withoutIndex;

function readingOf(rows: readonly RevisionRow[]): Reading {
  const [first] = rows;
  if (first === undefined) throw new Error('ingestion_state has no row: the migrations have not been applied');
  return {
    byIndex: new Map(
      rows.flatMap((row): [string, DataRevision][] => (row.index_id === null ? [] : [[row.index_id, toRevision(row)]])),
    ),
    withoutIndex: toRevision({
      ...first,
      index_id: null,
      index_revision: null,
      index_created_at: null,
      performance_revision: null,
      base_session: null,
      last_session: null,
      last_level: null,
    }),
  };
}

function toRevision(row: RevisionRow): DataRevision {
  // The time of the index's creation tells one database from another behind the same cache.
  const birth = row.index_created_at?.getTime() ?? 0;
  const indexKey = `${birth}.${row.index_revision ?? 0}.${row.performance_revision ?? 0}`;
  return {
    key: `${row.data_revision}.${indexKey}`,
    indexKey,
    simulated: row.simulated,
    exists: row.index_id !== null,
    built:
      row.base_session === null || row.last_session === null
        ? null
        : { first_session: row.base_session, last_session: row.last_session },
    completeUntil: earlierOf(row.last_session, row.last_level),
  };
}

function earlierOf(first: string | null, second: string | null): string | null {
  if (first === null || second === null) return null;
  return first < second ? first : second;
}

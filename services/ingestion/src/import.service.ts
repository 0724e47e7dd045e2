import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Outbox } from '#messaging/outbox';
import { CLOCK, DATABASE, OUTBOX } from '#runtime/tokens';
import type { Clock } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { importFile } from './import-file.js';
import type { ImportParts } from './import-file.js';
import type { ImportKind } from './rows/import-kind.js';
import type { ImportReport } from './store/import-report.store.js';
import { readMarketState } from './store/market-state.store.js';
import type { MarketState } from './store/market-state.store.js';

export interface LocalImport {
  readonly kind: ImportKind;
  /** Where the rows come from, as the store will call it. */
  readonly source: string;
  /** Who asked for it. */
  readonly actor: string;
  /** Whether this is the simulated market; it goes into an empty store or one that holds it already. */
  readonly simulated: boolean;
  /** The CSV file, plain or gzip. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** Imports for those in the same process: the very way of an upload, without a job. */
@Injectable()
export class ImportService {
  private readonly parts: ImportParts;

  constructor(@Inject(DATABASE) database: Database, @Inject(OUTBOX) outbox: Outbox, @Inject(CLOCK) clock: Clock) {
    this.parts = { database, outbox, clock, createId: randomUUID };
  }

  /** Whether the store is empty, and whether what it holds is the simulated market. */
  marketState(): Promise<MarketState> {
    return readMarketState(this.parts.database);
  }

  /**
   * Imports a file whole and announces what changed.
   * @throws FileRefused when the file as a whole cannot be imported
   */
  async importFile(file: LocalImport): Promise<ImportReport> {
    const report = await importFile(
      this.parts,
      { ...file, gate: 'flag', jobId: this.parts.createId(), bytes: null },
      { onProgress: () => Promise.resolve(), claim: () => Promise.resolve(true), announce: () => Promise.resolve() },
    );
    if (report === null) throw new TypeError('an import that nobody else does was done by somebody else');
    return report;
  }
}

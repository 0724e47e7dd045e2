import { Inject, Injectable } from '@nestjs/common';
import type { References } from '#domain/eligibility';
import { DATABASE } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { references } from '#storage/references.reader';
import { ProblemError } from '../http/problem.error.js';
import type { MarketBlock } from './market-block.js';
import { MarketChanged, readMarketBlock } from './market-block.reader.js';
import { MarketPanel } from './market-panel.js';
import { NameTable } from './name-table.js';

/** What all blocks together may take of memory, those in use included. */
const BYTES_MAX = 256 * 1024 * 1024;
/** One cell of a block takes 21 bytes; a range must fit in with some room for lines that come and go. */
const ROWS_MAX = 11_000_000;
const ATTEMPTS = 3;

interface HeldBlock {
  readonly block: MarketBlock;
  /** Which state of its sessions it holds. */
  readonly signature: string;
  users: number;
}

interface StoredSession {
  readonly date: string;
  readonly lines: number;
  readonly revision: number;
}

/** The market of a range, as long as it is used. */
export interface UsedMarket {
  readonly panel: MarketPanel;
  readonly references: References;
}

/**
 * Keeps the market in memory, a block per month: read when it is first asked for, and again when a session of the month has changed. What
 * has not been used for longest makes room.
 */
@Injectable()
export class MarketPanels {
  private readonly names = { lines: new NameTable(), issuers: new NameTable() };
  /** The one used last comes last. */
  private readonly held = new Map<string, HeldBlock>();
  /** Also those in whose place newer ones are held. */
  private readonly inUse = new Set<HeldBlock>();
  private running = 0;
  private known: { readonly revision: number; readonly references: References } | null = null;
  /** Ranges are taken one after the other, so that two of them never wait for each other's room. */
  private turn: Promise<unknown> = Promise.resolve();
  private released: () => void = () => undefined;

  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /**
   * Does `work` with the market from `first` to `last`. Throws a 422 problem for more of it than fits into memory, and the reason of
   * `signal` where that is aborted before all of it is read.
   */
  async use<Result>(
    first: string,
    last: string,
    work: (market: UsedMarket) => Promise<Result>,
    signal?: AbortSignal,
  ): Promise<Result> {
    const taking = this.turn.then(() => this.takeUnchanged(first, last, signal));
    this.turn = taking.catch(() => undefined);
    const { blocks, references: known } = await taking;
    this.running += 1;
    try {
      const panel = new MarketPanel(
        blocks.map(({ block }) => block),
        this.names,
      );
      return await work({ panel, references: known });
    } finally {
      this.running -= 1;
      this.release(blocks);
    }
  }

  /** Again where the market changed while it was read, so that all of it is of one state. */
  private async takeUnchanged(
    first: string,
    last: string,
    signal: AbortSignal | undefined,
  ): Promise<{ blocks: readonly HeldBlock[]; references: References }> {
    for (let attempt = 1; ; attempt += 1) {
      const revision = await this.revision();
      try {
        const blocks = await this.take(first, last, signal);
        const known = await this.referencesIfUnchanged(revision, blocks, attempt === ATTEMPTS);
        if (known !== null) return { blocks, references: known };
        this.release(blocks);
      } catch (error) {
        if (!(error instanceof MarketChanged) || attempt === ATTEMPTS) throw error;
      }
    }
  }

  /** Null where the market is not of `revision` any more, unless that is how it is taken. Lets go of `blocks` when it fails. */
  private async referencesIfUnchanged(
    revision: number,
    blocks: readonly HeldBlock[],
    asItComes: boolean,
  ): Promise<References | null> {
    try {
      if (!asItComes && (await this.revision()) !== revision) return null;
      if (this.known?.revision === revision) return this.known.references;
      const read = await references(this.database);
      this.known = { revision, references: read };
      return read;
    } catch (error) {
      this.release(blocks);
      throw error;
    }
  }

  private async revision(): Promise<number> {
    const [row] = await this.database.query<{ revision: number }>(`select s.revision from ingestion_state s`);
    return row?.revision ?? 0;
  }

  private async take(first: string, last: string, signal: AbortSignal | undefined): Promise<HeldBlock[]> {
    const sessions = await this.database.query<StoredSession>(
      `select s.date, s.lines, s.revision from ingestion_sessions s
       where s.date >= date_trunc('month', $1::date) and s.date < date_trunc('month', $2::date) + interval '1 month' order by s.date`,
      [first, last],
    );
    refuseTooMuch(sessions);
    const taken: HeldBlock[] = [];
    try {
      for (const [month, own] of byMonth(sessions)) {
        signal?.throwIfAborted();
        taken.push(await this.takeMonth(month, own));
      }
      return taken;
    } catch (error) {
      this.release(taken);
      throw error;
    }
  }

  private async takeMonth(month: string, sessions: readonly StoredSession[]): Promise<HeldBlock> {
    const signature = sessions.map(({ date, revision }) => `${date}.${revision}`).join();
    let held = this.held.get(month);
    if (held?.signature !== signature) {
      this.held.delete(month);
      await this.makeRoom();
      const dates = sessions.map(({ date }) => date);
      held = { block: await readMarketBlock(this.database, dates, this.names), signature, users: 0 };
    }
    held.users += 1;
    this.inUse.add(held);
    this.held.delete(month);
    this.held.set(month, held);
    return held;
  }

  /** Lets go of what is not used, the longest unused first; where others use all of it, waits until one of them is done. */
  private async makeRoom(): Promise<void> {
    for (;;) {
      const present = [...new Set([...this.held.values(), ...this.inUse])];
      const bytes = present.map(({ block }) => block.bytes);
      const next = Math.max(0, ...bytes);
      if (bytes.reduce((sum, more) => sum + more, next) <= BYTES_MAX) return;
      const unused = [...this.held].find(([, { users }]) => users === 0);
      if (unused !== undefined) this.held.delete(unused[0]);
      // All of it is of the range that is being taken, which fits in.
      else if (this.running === 0) return;
      else await new Promise<void>((resolve) => (this.released = resolve));
    }
  }

  private release(blocks: readonly HeldBlock[]): void {
    for (const held of blocks) {
      held.users -= 1;
      if (held.users === 0) this.inUse.delete(held);
    }
    this.released();
  }
}

function refuseTooMuch(sessions: readonly StoredSession[]): void {
  let rows = 0;
  for (const [at, { lines }] of sessions.entries()) {
    rows += lines;
    if (rows <= ROWS_MAX) continue;
    throw new ProblemError(
      'definition-refused',
      `The range has more prices than are kept in memory for a what-if (${ROWS_MAX}): from ${(sessions[0] as StoredSession).date} ask ` +
        `for a range up to ${(sessions[Math.max(0, at - 1)] as StoredSession).date}, and for the rest in a further one.`,
    );
  }
}

function byMonth(sessions: readonly StoredSession[]): Map<string, StoredSession[]> {
  const months = new Map<string, StoredSession[]>();
  for (const session of sessions) {
    const month = session.date.slice(0, 'YYYY-MM'.length);
    const known = months.get(month);
    if (known === undefined) months.set(month, [session]);
    else known.push(session);
  }
  return months;
}

import type { PgliteSession } from './pglite-session.js';
import { quoteName } from './sql-values.js';

/** How often it is looked whether something is to be done; never while nobody uses the store. */
const INTERVAL_MS = 5_000;
/** Log written since the last checkpoint at which the next is due: what a start after a crash has to read again. */
const CHECKPOINT_BYTES = 128 * 1024 * 1024;

/** The thresholds of autovacuum with its default settings, and a higher floor. */
const TABLES_DUE = `
  select s.schemaname || '.' || s.relname as name, s.n_dead_tup > 1000 + 0.2 * s.n_live_tup as vacuum
  from pg_stat_user_tables s join pg_class c on c.oid = s.relid
  where c.relpersistence <> 't'
    and (s.n_dead_tup > 1000 + 0.2 * s.n_live_tup or s.n_mod_since_analyze > 500 + 0.1 * greatest(c.reltuples, 0))
  order by s.n_mod_since_analyze desc`;

/**
 * What a server does in the background and the embedded engine, which has one process, does not: checkpoints (without them the log
 * grows for ever), vacuum and analyze (without them the queues of events grow for ever and plans are made blindly).
 */
export class PgliteMaintenance {
  readonly #session: PgliteSession;
  #lastLook: number;
  #checkpointed: string | null = null;

  constructor(session: PgliteSession, now: number) {
    this.#session = session;
    this.#lastLook = now;
  }

  /** `now`: milliseconds of a clock that only goes forward. */
  isDue(now: number): boolean {
    if (now - this.#lastLook < INTERVAL_MS) return false;
    this.#lastLook = now;
    return true;
  }

  /** The statements that are due, each to be run by itself, outside a transaction and without a role. */
  async due(): Promise<string[]> {
    // The counts of the last second are still on their way otherwise.
    await this.#session.run('select pg_stat_force_next_flush()', []);
    const { rows: tables } = await this.#session.run(TABLES_DUE, []);
    const statements = (tables as { name: string; vacuum: boolean }[]).map(
      ({ name, vacuum }) => `${vacuum ? 'vacuum (analyze)' : 'analyze'} ${quoteName(name)}`,
    );
    const { rows } = await this.#session.run(
      `select pg_current_wal_insert_lsn()::text as position,
        pg_wal_lsn_diff(pg_current_wal_insert_lsn(), coalesce($1::pg_lsn, redo_lsn))::float8 as bytes
      from pg_control_checkpoint()`,
      [this.#checkpointed],
    );
    const [log] = rows as { position: string; bytes: number }[];
    if (log !== undefined && log.bytes > CHECKPOINT_BYTES) {
      this.#checkpointed = log.position;
      statements.push('checkpoint');
    }
    return statements;
  }
}

import type { Database } from '#storage/database';

const INDEX = 'top100-equal';

interface Known {
  readonly date: string;
  readonly known_from: string;
  readonly known_until: string;
}

/** What was said of a session before, as index construction would have kept it. */
export async function storeSessionHistory(
  store: Database,
  said: Known & {
    readonly status?: 'published' | 'incomplete' | 'missing';
    readonly reasons?: readonly string[];
    readonly hash?: string;
    readonly composition?: readonly object[];
    readonly changes?: readonly object[];
  },
): Promise<void> {
  await store.execute(
    `insert into index_session_history (index_id, date, known_from, known_until, status, reasons, eligible, covered, constituents,
       rebalanced, hash, revision, is_base, composition, changes)
     values ($1, $2::date, $3::timestamptz, $4::timestamptz, $5, $6::text[], 600, 600, 3, true, $7, 1, false, $8::text::jsonb,
       $9::text::jsonb)`,
    [
      ...[INDEX, said.date, said.known_from, said.known_until, said.status ?? 'published', said.reasons ?? []],
      ...[said.hash ?? null, JSON.stringify(said.composition ?? []), JSON.stringify(said.changes ?? [])],
    ],
  );
}

/** A level that stood before, as performance would have kept it. */
export async function storeLevelHistory(
  store: Database,
  said: Known & { readonly level: number; readonly daily_return: number },
): Promise<void> {
  await store.execute(
    `insert into index_performance_history (index_id, date, known_from, known_until, daily_return, cumulative_return, level,
       session_return, net_level, constituents)
     values ($1, $2::date, $3::timestamptz, $4::timestamptz, $5, $6, $7, $8, $7, 3)`,
    [
      ...[INDEX, said.date, said.known_from, said.known_until],
      ...[said.daily_return, (said.level / 1000 - 1) * 100, said.level, said.daily_return / 100],
    ],
  );
}

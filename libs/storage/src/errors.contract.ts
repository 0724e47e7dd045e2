import { ApplicationError } from '#domain/errors';
import type { StoreUnderTest } from './database.contract.js';

const cases: readonly [sql: string, code: string, retryable: boolean][] = [
  ['insert into probe (id) values (1), (1)', 'unique_violation', false],
  ["insert into probe (id, value) values (1, 'forbidden')", 'check_violation', false],
  ['insert into probe (value) values (null)', 'not_null_violation', false],
  [
    "insert into index_sessions (index_id, date, status, eligible, covered, constituents, rebalanced, revision) values ('none', '2024-01-02', 'missing', 0, 0, 0, false, 1)",
    'foreign_key_violation',
    false,
  ],
  ["select 'x'::int4", 'invalid_value', false],
  ['select 1 / 0', 'invalid_value', false],
  ['select * from no_such_table', 'invalid_statement', false],
  ['selec 1', 'invalid_statement', false],
  ["do $$ begin raise exception 'x' using errcode = 'deadlock_detected'; end $$", 'deadlock_detected', true],
  ["do $$ begin raise exception 'x' using errcode = 'lock_not_available'; end $$", 'lock_not_available', true],
  ["do $$ begin raise exception 'x' using errcode = 'query_canceled'; end $$", 'statement_timeout', true],
  ["do $$ begin raise exception 'x' using errcode = 'too_many_connections'; end $$", 'database_unavailable', true],
  ["do $$ begin raise exception 'x' using errcode = 'read_only_sql_transaction'; end $$", 'database_unavailable', true],
  ["do $$ begin raise exception 'x'; end $$", 'database_error', false],
];

export function describeErrors(store: () => StoreUnderTest): void {
  test.each(cases)('%s is %s (retryable: %s)', async (sql, code, retryable) => {
    const error = await store()
      .database.execute(sql)
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ApplicationError);
    expect(error).toMatchObject({ code, retryable, cause: { code: expect.stringMatching(/^[0-9A-Z]{5}$/) } });
    expect(await store().database.query('select 1 as one')).toEqual([{ one: 1 }]);
  });
}

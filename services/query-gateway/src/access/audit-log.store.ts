import type { AuditEntry } from '#contracts/api/access.schema';
import type { Queryable } from '#storage/database';

/** A call as it is written down. */
export type AuditedCall = Omit<AuditEntry, 'at'> & { readonly at: Date };

export async function insertCalls(database: Queryable, calls: readonly AuditedCall[]): Promise<void> {
  const column = <Name extends keyof AuditedCall>(name: Name) => calls.map((call) => call[name]);
  await database.execute(
    `insert into audit_log (at, caller, owner, operation, path, status, request_id, address)
     select a.at, a.caller, a.owner, a.operation, a.path, a.status, a.request_id, a.address
     from unnest($1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int4[], $7::text[], $8::text[])
       with ordinality as a (at, caller, owner, operation, path, status, request_id, address, position)
     order by a.position`,
    [
      calls.map(({ at }) => at.toISOString()),
      ...[column('caller'), column('owner'), column('operation'), column('path')],
      ...[column('status'), column('request_id'), column('address')],
    ],
  );
}

/** Key of the pages: instant and number of a row. */
export type AuditPosition = readonly [at: string, id: number];

/** Of days in UTC, both ends included; the newest first, one more than `limit` where there are further ones. */
export async function listCalls(
  database: Queryable,
  range: { start: string; end: string; after: AuditPosition | null; limit: number },
): Promise<(AuditedCall & { readonly id: number })[]> {
  const [at = null, id = null] = range.after ?? [];
  return database.query(
    `select l.id, l.at, l.caller, l.owner, l.operation, l.path, l.status, l.request_id, l.address
     from audit_log l
     where l.at >= $1::date::timestamp at time zone 'UTC' and l.at < ($2::date + 1)::timestamp at time zone 'UTC'
       and ($3::timestamptz is null or (l.at, l.id) < ($3::timestamptz, $4::int8))
     order by l.at desc, l.id desc limit $5`,
    [range.start, range.end, at, id, range.limit + 1],
  );
}

/** Deletes some of the calls before `instant`, the oldest first; returns how many. */
export async function deleteCallsBefore(database: Queryable, instant: Date, most: number): Promise<number> {
  return database.execute(
    `delete from audit_log where id in (
       select l.id from audit_log l where l.at < $1::timestamptz order by l.at, l.id limit $2)`,
    [instant, most],
  );
}

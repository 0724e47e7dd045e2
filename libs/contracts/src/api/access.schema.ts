import { z } from 'zod';
import { dataSource } from './data-source.schema.js';
import { rangeFields, withRangeRules } from './date-range.schema.js';
import { nextCursor, pagingFields } from './paging.schema.js';

/**
 * What a caller may do. read: ask questions, be told of events. build: have an index built, data imported or acquired. export: have
 * workbooks written and fetch them. admin: everything, also what belongs to others, keys and decisions on data.
 */
export const scope = z.enum(['read', 'build', 'export', 'admin'], {
  error: 'is not a scope: give read, build, export or admin',
});
export type Scope = z.infer<typeof scope>;
export const scopes: readonly Scope[] = scope.options;

const NAME_LENGTH_MAX = 100;
/** As high as the limit of the deployment may be set. */
const LIMIT_PER_MINUTE_MAX = 9_999_999;
export const OVERLAP_SECONDS_DEFAULT = 24 * 60 * 60;
const OVERLAP_SECONDS_MAX = 30 * 24 * 60 * 60;

/** Control characters, and halves of characters: stores refuse some of them, and pages show none. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}]/u;

const name = z
  .string({ error: 'is missing or no text: say who or what the key is for, such as "reporting"' })
  .trim()
  .min(1, { error: 'is empty: say who or what the key is for, such as "reporting"' })
  .max(NAME_LENGTH_MAX, { error: `is too long: give at most ${NAME_LENGTH_MAX} characters` })
  .refine((given) => !UNPRINTABLE.test(given), { error: 'has control characters or half a character: leave them out' })
  .meta({ description: 'For people: who or what the key is for.' });

const keyScopes = z
  .array(scope, { error: `is missing or no list: give some of ${scopes.join(', ')}, such as ["read"]` })
  .min(1, { error: `is empty: give at least one of ${scopes.join(', ')}` })
  .max(scopes.length, { error: `is too long: give each of ${scopes.join(', ')} at most once` })
  .meta({ description: 'What the key allows; admin includes the others.' });

/** The last instant whose year has four digits, in milliseconds since 1970. */
export const INSTANT_MAX = Date.parse('9999-12-31T23:59:59.999Z');

const instant = z.iso
  .datetime({
    offset: true,
    error: 'is not an instant: give one with its zone, such as 2030-01-01T00:00:00Z, or leave it out',
  })
  // In UTC it may be of the year after.
  .refine((text) => !(Date.parse(text) > INSTANT_MAX), {
    error: 'is after the year 9999: leave it out for a key without an end',
  });

/** Body of `POST /v1/keys`. */
export const keyBody = z.strictObject({
  name,
  scopes: keyScopes,
  expires_at: instant
    .nullable()
    .optional()
    .meta({ description: 'When it ends to be valid; left out or null: never, until it is revoked.' }),
  limit_per_minute: z
    .int({ error: `is not a limit: give a whole number from 1 to ${LIMIT_PER_MINUTE_MAX}, or leave it out` })
    .min(1, { error: 'must be at least 1' })
    .max(LIMIT_PER_MINUTE_MAX, { error: `must be at most ${LIMIT_PER_MINUTE_MAX}` })
    .nullable()
    .optional()
    .meta({ description: 'Cost of calls per minute; left out or null: the limit of the deployment.' }),
});
export type KeyBody = z.output<typeof keyBody>;

/** Body of `POST /v1/keys/{id}/rotate`. */
export const rotateBody = z.strictObject({
  overlap_seconds: z
    .int({ error: `is not a number of seconds: give a whole one from 0 to ${OVERLAP_SECONDS_MAX}` })
    .min(0, { error: 'must be at least 0' })
    .max(OVERLAP_SECONDS_MAX, { error: `must be at most ${OVERLAP_SECONDS_MAX}, 30 days` })
    .optional()
    .meta({
      description: 'For how long the old key stays valid beside the new one; a day unless said.',
      default: OVERLAP_SECONDS_DEFAULT,
    }),
});

const keyFields = {
  id: z.uuid(),
  name: z.string(),
  prefix: z
    .string()
    .meta({ description: 'How the key begins, by which people tell keys apart; the rest is not kept.' }),
  owner: z.string().meta({ description: 'Owner of what is made with the key; the same for the keys that replace it.' }),
  scopes: z.array(scope),
  status: z.enum(['active', 'expired', 'revoked']),
  limit_per_minute: z.int().nullable().meta({ description: 'Null: the limit of the deployment.' }),
  created_at: z.iso.datetime(),
  created_by: z.string(),
  expires_at: z.iso.datetime().nullable(),
  revoked_at: z.iso.datetime().nullable(),
  last_used_at: z.iso.datetime().nullable().meta({ description: 'To about a minute; null: never.' }),
  replaced_by: z.uuid().nullable().meta({ description: 'The key that it was rotated to.' }),
};

export const keyAnswer = z.object({ ...keyFields, data_source: dataSource });
export type KeyAnswer = Omit<z.infer<typeof keyAnswer>, 'data_source'>;

export const newKeyAnswer = z.object({
  ...keyFields,
  key: z.string().meta({ description: 'The key itself. It is shown this once: only its hash is kept.' }),
  data_source: dataSource,
});

export const keysQuery = z.strictObject(pagingFields);

export const keysAnswer = z.object({
  data: z.array(z.object(keyFields)).meta({ description: 'The newest first, also those that are no longer valid.' }),
  next_cursor: nextCursor,
  data_source: dataSource,
});
export type KeysAnswer = z.infer<typeof keysAnswer>;

export const auditQuery = withRangeRules(z.strictObject({ ...rangeFields, ...pagingFields }));

const auditEntry = z.object({
  at: z.iso.datetime(),
  caller: z.string().meta({ description: 'The key or the subject of the token; `unknown` where none was valid.' }),
  owner: z.string().nullable(),
  operation: z.string().meta({ description: 'As in this document.' }),
  path: z.string(),
  status: z.int().meta({ description: 'Of the answer; 499 when the caller left before it.' }),
  request_id: z.string(),
  address: z.string().nullable(),
});
export type AuditEntry = z.infer<typeof auditEntry>;

export const auditAnswer = z.object({
  start_date: z.iso.date(),
  end_date: z.iso.date(),
  data: z.array(auditEntry).meta({ description: 'The newest first.' }),
  next_cursor: nextCursor,
  data_source: dataSource,
});
export type AuditAnswer = z.infer<typeof auditAnswer>;

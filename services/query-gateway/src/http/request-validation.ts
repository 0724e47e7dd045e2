import type { z } from 'zod';
import type { FieldError } from '#contracts/api/problem.schema';
import { invalidRequest, NAMED_FIELDS_MAX } from './problem.error.js';

/** Long values are cut in answers: they help nobody and could be megabytes. */
const SHOWN_VALUE_LENGTH_MAX = 200;
/** No list that is taken is nearly as long. */
const LIST_LENGTH_MAX = 1000;
/** One more than are named tells that there are more. */
const ERRORS_MADE_MAX = NAMED_FIELDS_MAX + 1;

/** The query of `url`, checked. Throws a 400 problem that names each wrong, unknown or repeated parameter. */
export function parseQuery<Schema extends z.ZodObject>(schema: Schema, url: string): z.output<Schema> {
  const at = url.indexOf('?');
  const parameters = new URLSearchParams(at === -1 ? '' : url.slice(at + 1));
  const repeated = [...timesOf(parameters)].filter(([, times]) => times > 1);
  if (repeated.length > 0) {
    throw invalidRequest(
      repeated.slice(0, ERRORS_MADE_MAX).map(([name, times]) => ({
        parameter: name,
        value: parameters.getAll(name).slice(0, 5).map(shown),
        message: `is given ${times} times: give it once`,
      })),
    );
  }
  return check(schema, Object.fromEntries(parameters), 'parameter');
}

/** How often each name is given. */
function timesOf(parameters: URLSearchParams): Map<string, number> {
  const times = new Map<string, number>();
  for (const name of parameters.keys()) times.set(name, (times.get(name) ?? 0) + 1);
  return times;
}

/** Path parameters, checked. */
export function parsePath<Schema extends z.ZodObject>(schema: Schema, parameters: unknown): z.output<Schema> {
  return check(schema, parameters, 'parameter');
}

/** A JSON body, checked. Throws a 400 problem with a JSON Pointer for each wrong, unknown or missing member. */
export function parseBody<Schema extends z.ZodObject>(schema: Schema, body: unknown): z.output<Schema> {
  // No body at all lacks the same members as an empty object does.
  return check(schema, body ?? {}, 'pointer');
}

type Place = 'parameter' | 'pointer';

function check<Schema extends z.ZodObject>(schema: Schema, input: unknown, place: Place): z.output<Schema> {
  // A strict schema passes over this one name.
  const unseen = placesOfProto(input);
  if (unseen.length > 0) {
    throw invalidRequest(unseen.map((path) => ({ ...located(place, path), message: 'is not known: leave it out' })));
  }
  refuseLongLists(input);
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.slice(0, ERRORS_MADE_MAX);
  throw invalidRequest(issues.flatMap((issue) => fieldErrors(issue, input, schema, place)));
}

/** Before its members are looked at: to say of each of fifty thousand what is wrong with it would take a second. */
function refuseLongLists(input: unknown): void {
  if (typeof input !== 'object' || input === null) return;
  const long = Object.entries(input).filter(([, member]) => Array.isArray(member) && member.length > LIST_LENGTH_MAX);
  if (long.length === 0) return;
  throw invalidRequest(
    long.map(([name, list]: [string, readonly unknown[]]) => ({
      ...located('pointer', name),
      message: `is a list of ${list.length}: no list here is longer than ${LIST_LENGTH_MAX}`,
    })),
  );
}

/** In the input itself and in its members: no schema goes further down. */
function placesOfProto(input: unknown): string[] {
  if (typeof input !== 'object' || input === null) return [];
  const has = (value: unknown): boolean =>
    typeof value === 'object' && value !== null && Object.hasOwn(value, '__proto__');
  const within = Object.entries(input).flatMap(([name, member]) => (has(member) ? [`${name}/__proto__`] : []));
  return has(input) ? ['__proto__', ...within] : within;
}

function fieldErrors(issue: z.core.$ZodIssue, input: unknown, schema: z.ZodObject, place: Place): FieldError[] {
  const known = Object.keys(schema.shape).join(', ');
  if (issue.code === 'unrecognized_keys') {
    // Further in, the schema of that object says what it may hold.
    const within = issue.path.length > 0;
    return issue.keys.slice(0, ERRORS_MADE_MAX).map((key) => ({
      ...located(place, [...issue.path, key].map(String).join('/')),
      value: shown(valueAt(input, [...issue.path, key])),
      message: within
        ? issue.message
        : known === ''
          ? 'is not known: leave it out'
          : `is not known: leave it out, the fields are ${known}`,
    }));
  }
  if (issue.path.length === 0) {
    return [{ ...located(place, null), message: `must be a JSON object with ${known}` }];
  }
  const value = valueAt(input, issue.path);
  return [
    {
      ...located(place, issue.path.map(String).join('/')),
      ...(value === undefined ? {} : { value: shown(value) }),
      message: issue.message,
    },
  ];
}

function located(place: Place, field: string | null): Pick<FieldError, Place> {
  if (place === 'parameter') return { parameter: field ?? '' };
  return { pointer: field === null ? '' : `/${field.replaceAll('~', '~0')}` };
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

/** Of what has members, these alone: a value of a hundred thousand brackets has no end to go to. */
function shown(value: unknown): unknown {
  if (typeof value === 'string') return value.slice(0, SHOWN_VALUE_LENGTH_MAX);
  if (typeof value === 'object' && value !== null) return membersAsText(value).slice(0, SHOWN_VALUE_LENGTH_MAX);
  return value;
}

function membersAsText(value: object): string {
  return JSON.stringify(value, (_name, member: unknown) =>
    member !== value && typeof member === 'object' && member !== null ? '…' : member,
  );
}

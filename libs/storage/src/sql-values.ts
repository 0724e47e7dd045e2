import { ApplicationError } from '#domain/errors';
import type { SqlValue } from './database.js';

/** Turns the text form of a value, as the server sends it, into what the port promises. */
export type Decoder = (text: string) => unknown;

const text: Decoder = (value) => value;
const json: Decoder = (value) => JSON.parse(value) as unknown;
const boolean: Decoder = (value) => value === 't';

function int8(value: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) {
    throw new ApplicationError(
      'integer_out_of_range',
      `The int8 value ${value} cannot be held exactly as a number; select it as text.`,
    );
  }
  return number;
}

/** '2024-01-02 03:04:05.678+00', whatever offset the session shows. */
function timestamptz(value: string): Date {
  const date = new Date(value.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00'));
  if (Number.isNaN(date.getTime())) {
    throw new ApplicationError(
      'timestamp_out_of_range',
      `The timestamp ${value} is not an instant that a Date can hold.`,
    );
  }
  return date;
}

function bytea(value: string): Uint8Array {
  const buffer = Buffer.from(value.slice(2), 'hex');
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}

/** Reads an array literal such as {1,NULL,"a\"b"}; nested arrays come out nested. */
function arrayOf(element: Decoder): Decoder {
  return (literal) => {
    let position = literal.indexOf('{');
    const readQuoted = (): string => {
      let value = '';
      for (position += 1; literal[position] !== '"'; position += 1) {
        if (literal[position] === '\\') position += 1;
        value += literal[position];
      }
      position += 1;
      return value;
    };
    const readArray = (): unknown[] => {
      const items: unknown[] = [];
      position += 1;
      while (literal[position] !== '}') {
        if (literal[position] === ',') position += 1;
        if (literal[position] === '{') items.push(readArray());
        else if (literal[position] === '"') items.push(element(readQuoted()));
        else {
          const start = position;
          while (literal[position] !== ',' && literal[position] !== '}') position += 1;
          const item = literal.slice(start, position);
          items.push(item === 'NULL' ? null : element(item));
        }
      }
      position += 1;
      return items;
    };
    return readArray();
  };
}

/** By object id of the type: these are fixed for the built-in types. What is not listed stays text. */
const decoders = new Map<number, Decoder>();
const builtIn: readonly [oid: number, arrayOid: number, decoder: Decoder][] = [
  [16, 1000, boolean],
  [17, 1001, bytea],
  [19, 1003, text],
  [20, 1016, int8],
  [21, 1005, Number],
  [23, 1007, Number],
  [25, 1009, text],
  [26, 1028, Number],
  [114, 199, json],
  [700, 1021, Number],
  [701, 1022, Number],
  [1042, 1014, text],
  [1043, 1015, text],
  [1082, 1182, text],
  [1184, 1185, timestamptz],
  [1700, 1231, text],
  [2950, 2951, text],
  [3802, 3807, json],
];
for (const [oid, arrayOid, decoder] of builtIn) {
  decoders.set(oid, decoder);
  decoders.set(arrayOid, arrayOf(decoder));
}

/** The decoder of a type by its object id. */
export function decoderOf(oid: number): Decoder {
  return decoders.get(oid) ?? text;
}

function encodeElement(item: string | number | boolean | null): string {
  if (item === null) return 'NULL';
  if (typeof item === 'string') return `"${item.replace(/["\\]/g, '\\$&')}"`;
  return encodePlain(item);
}

/** A negative zero would lose its sign by String(). */
function encodePlain(value: number | bigint | boolean): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

/** The form in which a value travels: text, or bytes for `bytea`. */
export function encodeValue(value: SqlValue): string | Uint8Array | null {
  if (value === null || typeof value === 'string' || value instanceof Uint8Array) return value;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return `{${value.map(encodeElement).join(',')}}`;
  return encodePlain(value as number | bigint | boolean);
}

/** Quotes a name, or a name with its schema ('ingestion.outbox'), for use in SQL text. */
export function quoteName(name: string): string {
  return name
    .split('.')
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join('.');
}

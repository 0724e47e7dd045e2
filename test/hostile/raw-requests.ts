import { z } from 'zod';
import type { Operation } from '#contracts/api/operation';
import { operations } from '#contracts/api/operations';

type Random = () => number;

const pick = <Item>(random: Random, items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;

/** What people, scanners and broken clients put where a value is expected. */
const NASTY_VALUES = [
  ...['', '%', '%00', '%ff%fe', '%2e%2e%2f%2e%2e%2fetc%2fpasswd', "'%20or%20'1'='1", '%22%3E%3Cscript%3E', '__proto__'],
  ...[
    '-1',
    '0',
    '1e309',
    'NaN',
    '9'.repeat(400),
    '2023-02-30',
    '0000-00-00',
    '2023-01-03T00:00:00Z',
    'null',
    '[]',
    '{}',
  ],
  ...['%F0%9F%93%88', '%E2%80%AE', 'a'.repeat(5000), '*', '$where', '../', '.', '%0d%0aX-Injected:%201'],
];

const NASTY_HEADERS = [
  ...['Accept: */*;q=2', 'Accept: text/csv, application/json;q=0', 'Accept-Encoding: br;q=0, *;q=0', 'Prefer: wait=-1'],
  ...['Prefer: wait=99999999999999999999', 'If-None-Match: "', 'If-None-Match: W/*, ,"a"', 'Range: bytes=-0,5-2,-'],
  ...[
    'Range: bytes=18446744073709551616-',
    'Content-Encoding: gzip',
    'Transfer-Encoding: chunked',
    'Expect: 100-continue',
  ],
  ...[
    'Idempotency-Key: "',
    `Idempotency-Key: ${'k'.repeat(2000)}`,
    'Last-Event-ID: -1',
    'Last-Event-ID: 99999999999999999999',
  ],
  ...[
    'Authorization: Bearer',
    'Authorization: Basic !!!!',
    `Authorization: Bearer ${'a.'.repeat(3000)}`,
    'X-API-Key: \u00ff\u00fe',
  ],
  ...[
    'X-Request-Id: \u0000',
    `X-Request-Id: ${'i'.repeat(5000)}`,
    'X-Forwarded-For: 1.2.3.4, ::1, unknown',
    'Content-Length: -5',
  ],
  ...[
    'Content-Length: 18446744073709551616',
    'Host: a\u0000b',
    'Connection: upgrade',
    'Upgrade: h2c',
    'Origin: null',
    'traceparent: 00-0-0-00',
  ],
];

const NASTY_BODIES = [
  ...[
    '',
    '{',
    'null',
    '[]',
    '"text"',
    '0',
    '{"__proto__":{"admin":true}}',
    '{"start_date":{"$gt":""}}',
    '\u0000\u0001\u0002',
  ],
  ...[
    `{"start_date":"${'x'.repeat(20_000)}"}`,
    `${'['.repeat(5000)}`,
    '{"start_date":1e400,"end_date":-0}',
    '\ufeff{}',
  ],
];

const identifiers = ['019a9c3e-5f00-7abc-8def-0123456789ab', '1', 'top100-equal', 'AAPL', '-'];

interface Member {
  readonly examples?: readonly unknown[];
  readonly enum?: readonly unknown[];
}

/** A request to one operation as it should be, as text. */
export function plainRequest(random: Random, operation: Operation): string {
  const path = pick(random, operation.paths).replaceAll(/\{[^}]+\}/g, () => pick(random, identifiers));
  const query = queryOf(random, operation);
  const body = operation.body === undefined ? '' : JSON.stringify(operation.body.example);
  const lines = [
    `${operation.method.toUpperCase()} ${path}${query} HTTP/1.1`,
    'Host: localhost',
    'Prefer: respond-async',
    'Accept: application/json',
    ...(body === '' ? [] : ['Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`]),
    'Connection: close',
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}

function queryOf(random: Random, operation: Operation): string {
  if (operation.query === undefined) return '';
  const { properties = {} } = z.toJSONSchema(operation.query, { io: 'input' }) as {
    properties?: Record<string, Member>;
  };
  const parts = Object.entries(properties).flatMap(([name, { examples, enum: values }]) => {
    const usual = examples?.[0] ?? values?.[0];
    if (usual === undefined || random() < 0.2) return random() < 0.3 ? [`${name}=${pick(random, NASTY_VALUES)}`] : [];
    return [`${name}=${encodeURIComponent(String(usual))}`];
  });
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

type Mutation = (random: Random, request: string) => string;

const at = (random: Random, text: string): number => Math.floor(random() * (text.length + 1));

const mutations: readonly Mutation[] = [
  (_random, request) => request,
  // A byte that changed, came twice, or was lost.
  (random, request) => {
    const place = at(random, request);
    return request.slice(0, place) + String.fromCharCode(Math.floor(random() * 256)) + request.slice(place + 1);
  },
  (random, request) => {
    const place = at(random, request);
    return request.slice(0, place) + request.slice(place, place + 40) + request.slice(place);
  },
  (random, request) => {
    const place = at(random, request);
    return request.slice(0, place) + request.slice(place + 1 + Math.floor(random() * 20));
  },
  // The connection ends in the middle.
  (random, request) => request.slice(0, at(random, request)),
  (random, request) => request.replace('\r\n', `\r\n${pick(random, NASTY_HEADERS)}\r\n`),
  (random, request) => request.replace(/=[^&\s]*/, () => `=${pick(random, NASTY_VALUES)}`),
  (random, request) =>
    request.replace(
      / (\S+) HTTP/,
      (_, path: string) =>
        ` ${path}${path.includes('?') ? '&' : '?'}${pick(random, ['date', 'limit', 'cursor', 'format', 'fields', 'x', 'start_date'])}=${pick(random, NASTY_VALUES)} HTTP`,
    ),
  (random, request) =>
    request.replace(/ (\S+) HTTP/, (_, path: string) => ` ${path}/${pick(random, NASTY_VALUES)} HTTP`),
  (random, request) =>
    request.replace(
      /^\w+/,
      pick(random, ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'CONNECT', 'get', 'G\u0001T']),
    ),
  (random, request) => {
    const [head = ''] = request.split('\r\n\r\n');
    const body = pick(random, NASTY_BODIES);
    const length = random() < 0.8 ? Buffer.byteLength(body) : Math.floor(random() * 200);
    const kept = head.replace(/\r\nContent-Length: \d+/, '');
    return `${kept}\r\nContent-Length: ${length}${kept.includes('Content-Type') ? '' : '\r\nContent-Type: application/json'}\r\n\r\n${body}`;
  },
  (random, request) => request.replaceAll('\r\n', random() < 0.5 ? '\n' : '\r'),
];

/** One request to some operation, damaged in one to three ways. Latin-1: a character is a byte. */
export function hostileRequest(random: Random): string {
  let request = plainRequest(random, pick(random, operations));
  for (let times = 1 + Math.floor(random() * 3); times > 0; times -= 1)
    request = pick(random, mutations)(random, request);
  return request;
}

import type { Random } from '#testing/market-simulator/random';

/** Bodies as no vendor should send them: each made from a good one by one to three of the harms below. */

export const hostileNames = [
  '__proto__',
  'constructor',
  "Robert'); drop table stocks;--",
  '<script>alert(1)</script>',
  '=cmd|calc!A1',
  'a\u0000b',
  'half \ud800 pair',
  '\u202egnirts',
  '\u0007\u001b[31m',
  '../../etc/passwd',
  '${jndi:ldap://x}',
  'ÄÖÜ',
  '😀'.repeat(300),
  'x'.repeat(5000),
  '',
  ' ',
  'NaN',
  'null',
];
const hostileValues: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -0,
  -1,
  1e-320,
  1e308,
  -1e308,
  1e15,
  2 ** 53,
  0.1,
  '12',
  'NaN',
  '1e999',
  '-',
  [],
  {},
  [[]],
  [null],
  { length: 1e9 },
  '2026-11-20',
  '2026-11-21',
  '2026-02-30',
  '9999-12-31',
  '0000-00-00',
  'Dec 99, 9999',
  '$1,2,3.4.5',
  '-$5.00',
  'https://api.massive.com/v3/reference/tickers?cursor=1',
  'http://169.254.169.254/v3/reference/tickers?cursor=2',
  ...hostileNames,
];
/** As text, since JSON cannot make them from values. */
const hostileNumbers = ['1e999', '-1e999', 'NaN', 'Infinity', '0x10', '1e', '--1', '01', '1'.repeat(400), '1e-400', ''];

const ENVELOPE_PLACES = 6;

type Harm = (body: Buffer, random: Random, others: readonly Buffer[]) => Buffer;

export function mutateBody(body: Buffer, random: Random, others: readonly Buffer[]): Buffer {
  let result = body;
  for (let left = 1 + random.below(3); left > 0; left -= 1) {
    // Harm to a value in the middle is the likeliest to get through, so it is the most frequent.
    const harm = random.uniform() < 0.5 ? harmValue : one(harms, random);
    result = harm(result, random, others);
  }
  return result;
}

const harms: readonly Harm[] = [
  (body, random) => body.subarray(0, random.below(body.length + 1)),
  (body, random) => body.subarray(random.below(body.length + 1)),
  flipBits,
  (body, random) => splice(body, random, Buffer.alloc(0), random.below(40)),
  (body, random) => splice(body, random, bytes(random, 1 + random.below(20)), 0),
  (body, random) => splice(body, random, body.subarray(0, random.below(body.length + 1)), 0),
  (body, random) => splice(body, random, Buffer.from(one(hostileNumbers, random)), random.below(4)),
  (body) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), body]),
  (body) => Buffer.concat([body, body]),
  (body) => Buffer.from(body.toString('utf8'), 'utf16le'),
  (body, random) => Buffer.from(body.toString('utf8').replace(/\d+(\.\d+)?/, one(hostileNumbers, random)), 'utf8'),
  (body, random) => replaceNumber(body, random),
  (_body, random) => bytes(random, random.below(200)),
  (_body, random, others) => one(others, random),
  () => Buffer.alloc(0),
  () => Buffer.from('<!DOCTYPE html><html><body>502 Bad Gateway</body></html>'),
  (_body, random) => Buffer.from('['.repeat(1 + random.below(5000))),
  (_body, random) => Buffer.from('{"a":'.repeat(1 + random.below(5000))),
  (_body, random) => Buffer.from(JSON.stringify(one(hostileValues, random))),
];

function flipBits(body: Buffer, random: Random): Buffer {
  const copy = Buffer.from(body);
  for (let left = 1 + random.below(8); left > 0 && copy.length > 0; left -= 1) {
    const at = random.below(copy.length);
    copy[at] = (copy[at] as number) ^ (1 << random.below(8));
  }
  return copy;
}

function replaceNumber(body: Buffer, random: Random): Buffer {
  const text = body.toString('utf8');
  const numbers = [...text.matchAll(/-?\d+(\.\d+)?/g)];
  if (numbers.length === 0) return body;
  const { index, 0: number } = one(numbers, random);
  return Buffer.from(`${text.slice(0, index)}${one(hostileNumbers, random)}${text.slice(index + number.length)}`);
}

/** Puts something hostile, something doubled or nothing where a value was, anywhere in the tree. */
function harmValue(body: Buffer, random: Random): Buffer {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    return flipBits(body, random);
  }
  const places: [holder: Record<string, unknown>, key: string][] = [];
  collect(value, places);
  if (places.length === 0) return Buffer.from(JSON.stringify(one(hostileValues, random)));
  for (let left = 1 + random.below(4); left > 0; left -= 1) {
    // The first places are those of the envelope, which would drown among the rows.
    const [holder, key] = one(random.below(4) === 0 ? places.slice(0, ENVELOPE_PLACES) : places, random);
    const kind = random.below(10);
    if (kind === 0) delete holder[key];
    else if (kind === 1 && Array.isArray(holder)) holder.push(holder[Number(key)]);
    else if (kind === 2) holder[key] = { [one(hostileNames, random)]: holder[key] };
    else if (kind === 3) holder[key] = [holder[key], holder[key]];
    else if (kind === 4) holder[key] = one(places, random)[0];
    else holder[key] = one(hostileValues, random);
  }
  try {
    const text = JSON.stringify(value);
    return Buffer.from(random.below(8) === 0 ? text.replace('{', '{"__proto__":{"polluted":true},') : text);
  } catch {
    // It holds itself now, and has no text.
    return Buffer.from('{"a":[]}');
  }
}

function collect(value: unknown, places: [Record<string, unknown>, string][]): void {
  if (typeof value !== 'object' || value === null || places.length > 2000) return;
  for (const [key, inner] of Object.entries(value)) {
    places.push([value as Record<string, unknown>, key]);
    collect(inner, places);
  }
}

function splice(body: Buffer, random: Random, put: Buffer, taken: number): Buffer {
  const at = random.below(body.length + 1);
  return Buffer.concat([body.subarray(0, at), put, body.subarray(at + taken)]);
}

function bytes(random: Random, count: number): Buffer {
  return Buffer.from(Array.from({ length: count }, () => random.below(256)));
}

function one<T>(list: readonly T[], random: Random): T {
  return list[random.below(list.length)] as T;
}

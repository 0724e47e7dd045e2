import type { ServerResponse } from 'node:http';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { pino } from 'pino';
import { Metrics } from '#runtime/metrics';
import { Readiness } from '#runtime/health';
import type { Database } from '#storage/database';
import { ScriptedVendor, status } from '../../test/scripted-vendor.js';
import { VirtualTiming } from '../../test/virtual-timing.js';
import { openUpstreams } from './open-upstreams.js';
import type { Upstreams } from './open-upstreams.js';
import { systemTiming } from './timing.js';
import type { Timing } from './timing.js';
import type { UpstreamLimits } from './upstream-limits.js';
import { UpstreamError } from './upstream.error.js';
import type { Upstream, UpstreamRequest } from './upstream.js';

const KEY = 'sEcr3t+Key/of=ours';
/** No quota, no question to the database. */
const noDatabase = {} as Database;

const impatient: Partial<UpstreamLimits> = {
  connectMs: 300,
  headersMs: 300,
  bodyMs: 300,
  attemptMs: 800,
  retries: 0,
  firstPauseMs: 2,
  maximumPauseMs: 10,
  breakerFailures: 100,
};

let vendor: ScriptedVendor;
let base: string;
let opened: Upstreams[];
let logLines: string[];
let metrics: Metrics;
let readiness: Readiness;
/** Everything that anybody could get to see. */
let seen: string[];

beforeEach(async () => {
  vendor = new ScriptedVendor();
  base = await vendor.open();
  opened = [];
  logLines = [];
  seen = [];
  metrics = new Metrics();
});
afterEach(async () => {
  seen.push(...logLines, (await metrics.read()).text, JSON.stringify(await readiness.read()));
  await Promise.all(opened.map((upstreams) => upstreams.close()));
  await vendor.close();
  const forms = [KEY, encodeURIComponent(KEY), Buffer.from(KEY).toString('base64'), 'sEcr3t'];
  for (const form of forms) expect(seen.filter((text) => text.includes(form))).toEqual([]);
});

function open(
  name: 'massive' | 'fmp' | 'sec' | 'nasdaq',
  limits: Partial<UpstreamLimits> = {},
  timing: Timing = systemTiming,
): Upstream {
  readiness = new Readiness();
  const at = { baseUrl: `${base}/${name}`, quota: null };
  const none = { massive: null, fmp: null, sec: null, nasdaq: null, flatFiles: null };
  const mine = {
    sec: { ...at, contact: 'Jane Doe jane@example.org' },
    nasdaq: at,
    massive: { ...at, key: KEY },
    fmp: { ...at, key: KEY },
  };
  const logger = pino({ level: 'debug', base: null }, { write: (line) => void logLines.push(line) });
  const upstreams = openUpstreams(
    { providers: { ...none, [name]: mine[name] }, database: noDatabase, timing, logger, metrics, readiness },
    { ...impatient, ...limits },
  );
  opened.push(upstreams);
  const upstream = upstreams[name];
  if (upstream === undefined) throw new Error(`${name} was not opened`);
  return upstream;
}

const get = (upstream: Upstream, request: Partial<UpstreamRequest> = {}) =>
  upstream.get({ path: '/v1/prices', signal: new AbortController().signal, ...request });

/** The error of a call that has to fail, after a look at all that it carries. */
async function failureOf(upstream: Upstream, request: Partial<UpstreamRequest> = {}): Promise<UpstreamError> {
  const error = await get(upstream, request).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof UpstreamError)) throw new Error(`not an UpstreamError: ${String(error)}`);
  seen.push(error.message, String(error.stack), JSON.stringify(error), String(error.cause));
  return error;
}

describe('asking', () => {
  it('adds the key where the vendor wants it, and nowhere else', async () => {
    await get(open('massive'), { query: { adjusted: false } });
    await get(open('fmp'), { path: '/eod-bulk', query: { date: '2024-02-29' } });
    await get(open('sec'));
    await get(open('nasdaq'));
    const [massive, fmp, sec, nasdaq] = vendor.requests;
    expect(massive?.url).toBe('/massive/v1/prices?adjusted=false');
    expect(massive?.headers.authorization).toBe(`Bearer ${KEY}`);
    expect(new URL(fmp?.url ?? '', base).searchParams.get('apikey')).toBe(KEY);
    expect(fmp?.headers.authorization).toBeUndefined();
    expect(sec?.headers['user-agent']).toBe('equal-weighted-index Jane Doe jane@example.org');
    expect(nasdaq?.headers['user-agent']).toMatch(/^Mozilla/);
  });

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
    ['identity', (bytes: Buffer) => bytes],
  ])('unpacks %s', async (encoding, pack) => {
    vendor.always = (response) =>
      response.writeHead(200, { 'content-encoding': encoding }).end(pack(Buffer.from('"ü"')));
    const answer = await get(open('massive'));
    expect(answer).toMatchObject({ status: 200, headers: { 'content-encoding': encoding } });
    expect(answer.body.toString()).toBe('"ü"');
  });

  it('takes 304 for an answer where it asked for changes only', async () => {
    vendor.always = status(304, '', { etag: '"1"' });
    const upstream = open('massive');
    const check = (): never => {
      throw new Error('an empty body is no JSON');
    };
    const answer = await get(upstream, { headers: { 'if-none-match': '"1"' }, check });
    expect(answer).toMatchObject({ status: 304, headers: { etag: '"1"' }, body: Buffer.alloc(0) });
    expect((await failureOf(upstream)).failure).toBe('refused');
  });

  it('follows a next_url to the vendor, and never with the key to somebody else', async () => {
    const upstream = open('massive');
    await get(upstream, { path: 'https://api.polygon.io/v3/reference/tickers?cursor=abc' });
    await get(upstream, { path: `${base}/massive/v3/reference/tickers?cursor=def&apiKey=old` });
    expect(vendor.requests.map(({ url }) => url)).toEqual([
      '/massive/v3/reference/tickers?cursor=abc',
      '/massive/v3/reference/tickers?cursor=def',
    ]);
    const other = new ScriptedVendor();
    const elsewhere = await other.open();
    const error = await failureOf(upstream, { path: `${elsewhere}/v3/x?cursor=1` });
    expect(error.failure).toBe('refused');
    vendor.always = status(302, '', { location: `${elsewhere}/?apikey=${encodeURIComponent(KEY)}` });
    const redirected = await failureOf(upstream);
    expect(redirected.failure).toBe('refused');
    expect(redirected.message).toBe(
      `massive: status 302 points to ${elsewhere}/?apikey=***; redirects are not followed, check the base URL`,
    );
    expect(other.requests).toEqual([]);
    await other.close();
  });
});

describe('an answer that is none', () => {
  it.each([
    [400, 'refused', false],
    [401, 'unauthorized', false],
    [402, 'not_entitled', false],
    [403, 'not_entitled', false],
    [404, 'not_found', false],
    [408, 'timeout', true],
    [413, 'refused', false],
    [425, 'rate_limited', true],
    [429, 'rate_limited', true],
    [499, 'unavailable', true],
    [500, 'unavailable', true],
    [504, 'unavailable', true],
  ])('status %i is %s', async (code, failure, retryable) => {
    vendor.always = status(code, `{"error":"Unknown API Key ${KEY}"}`);
    expect(await failureOf(open('massive'))).toMatchObject({
      failure,
      retryable,
      message: `massive: status ${code}: {"error":"Unknown API Key ***"}`,
    });
  });

  it('is told in few words, without tags', async () => {
    vendor.always = status(502, `<html><style>p{}</style><h1>502  Bad\nGateway</h1><p>${'x'.repeat(500)}</p></html>`);
    const { message } = await failureOf(open('massive'));
    expect(message).toBe(`massive: status 502: 502 Bad Gateway ${'x'.repeat(184)}…`);
  });

  it('may be empty', async () => {
    vendor.always = status(429);
    expect(await failureOf(open('massive'))).toMatchObject({ message: 'massive: status 429', retryAfterMs: null });
  });

  it('says when to come back, in seconds or as a date', async () => {
    const timing = new VirtualTiming(new Date('2026-03-02T12:00:00Z'));
    const upstream = open('massive', {}, timing);
    vendor.script = [
      status(503, '', { 'retry-after': '7' }),
      status(503, '', { 'retry-after': 'Mon, 02 Mar 2026 12:00:09 GMT' }),
    ];
    expect((await failureOf(upstream)).retryAfterMs).toBe(7000);
    expect((await failureOf(upstream)).retryAfterMs).toBe(9000);
  });

  it('is too large when a few bytes unpack to many', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    vendor.always = (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
    const error = await failureOf(open('massive', { maxBytes: 100_000 }));
    expect(error).toMatchObject({ failure: 'too_large', retryable: false });
    expect(error.message).toContain('larger than 100000 bytes unpacked');
    vendor.always = status(200, '12345');
    expect((await failureOf(open('massive'), { maxBytes: 4 })).failure).toBe('too_large');
  });

  it.each([
    ['gzip', 'not gzip at all'],
    ['br', 'not brotli'],
    ['zstd', 'x'],
  ])('is malformed when it is not %s as it says', async (encoding, body) => {
    vendor.always = status(200, body, { 'content-encoding': encoding });
    expect((await failureOf(open('massive'))).failure).toBe('malformed');
  });

  it('is malformed when it is cut off inside its packing', async () => {
    const cut = gzipSync(Buffer.from('word '.repeat(10_000))).subarray(0, 60);
    vendor.always = (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(cut);
    expect((await failureOf(open('massive'))).failure).toBe('malformed');
  });

  it('is what the reader of the body says it is', async () => {
    const upstream = open('massive');
    const saysKey = (): never => {
      throw new UpstreamError('massive', 'unauthorized', `Invalid API KEY ${KEY}`);
    };
    expect(await failureOf(upstream, { check: saysKey })).toMatchObject({
      failure: 'unauthorized',
      message: 'massive: Invalid API KEY ***',
    });
    vendor.always = status(200, `<html>${KEY}`);
    const parse = ({ body }: { body: Buffer }): void => void JSON.parse(body.toString());
    expect((await failureOf(upstream, { check: parse })).failure).toBe('malformed');
  });
});

describe('an answer that does not come', () => {
  it.each<[string, (response: ServerResponse) => void, string]>([
    ['the headers hang', () => undefined, 'timeout'],
    ['the body hangs', (response) => response.writeHead(200).write('['), 'timeout'],
    ['the connection breaks', (response) => response.destroy(), 'unavailable'],
    [
      'the body breaks off',
      (response) => response.writeHead(200, { 'content-length': '9' }).write('[', () => response.destroy()),
      'unavailable',
    ],
    ['the body drips', (response) => drip(response), 'timeout'],
  ])('when %s', async (_what, answer, failure) => {
    vendor.always = answer;
    const startedAt = performance.now();
    expect(await failureOf(open('massive'))).toMatchObject({ failure, retryable: true });
    expect(performance.now() - startedAt).toBeLessThan(3000);
  });

  it('when nobody listens', async () => {
    const upstream = open('massive');
    await vendor.close();
    expect((await failureOf(upstream)).failure).toBe('unavailable');
  });

  it('when the caller gives up, before, during and while it waits', async () => {
    const timing = new VirtualTiming(new Date(), 2);
    const upstream = open('massive', { retries: 3 }, timing);
    expect((await failureOf(upstream, { signal: AbortSignal.abort() })).failure).toBe('cancelled');
    expect(vendor.requests).toEqual([]);
    const giveUp = new AbortController();
    vendor.script = [() => giveUp.abort()];
    expect((await failureOf(upstream, { signal: giveUp.signal })).failure).toBe('cancelled');
    vendor.always = status(500);
    const later = new AbortController();
    const failed = failureOf(upstream, { signal: later.signal });
    while (timing.slept.length === 0) await new Promise(setImmediate);
    later.abort();
    expect((await failed).failure).toBe('cancelled');
    expect(upstream.state().breaker).toBe('closed');
  });
});

describe('asking again', () => {
  it('happens after what may pass, and only then', async () => {
    const upstream = open('massive', { retries: 2 });
    vendor.script = [status(500), status(200, 'no JSON')];
    const check = ({ body }: { body: Buffer }): void => void JSON.parse(body.toString());
    expect((await get(upstream, { check })).body.toString()).toBe('{}');
    expect(vendor.requests).toHaveLength(3);
    vendor.script = [status(404), status(200)];
    expect((await failureOf(upstream)).failure).toBe('not_found');
    vendor.script = [status(500), status(500), status(503), status(200)];
    expect((await failureOf(upstream)).message).toBe('massive: status 503');
    expect((await metrics.read()).text).toContain('upstream_requests_total{vendor="massive",outcome="unavailable"} 4');
  });

  it('is never earlier than the vendor asked for', async () => {
    const timing = new VirtualTiming(new Date('2026-03-02T12:00:00Z'));
    const upstream = open('massive', { retries: 2 }, timing);
    vendor.script = [
      status(503, '', { 'retry-after': '40' }),
      status(429, '', { 'retry-after': 'Mon, 02 Mar 2026 12:01:10 GMT' }),
    ];
    await get(upstream);
    expect(timing.now().toISOString()).toBe('2026-03-02T12:01:10.000Z');
  });

  it('is left to the caller when he would have to wait too long, and meanwhile nobody asks', async () => {
    const timing = new VirtualTiming(new Date('2026-03-02T12:00:00Z'));
    const upstream = open('massive', { retries: 2 }, timing);
    vendor.script = [status(429, '', { 'retry-after': '3600' })];
    expect(await failureOf(upstream)).toMatchObject({ failure: 'rate_limited', retryAfterMs: 3_600_000 });
    timing.pass(60_000);
    const refused = await failureOf(upstream);
    expect(refused.retryAfterMs).toBe(3_540_000);
    expect(refused.message).toBe('massive: it has asked for a pause; the next call is due at 2026-03-02T13:00:00.000Z');
    expect(vendor.requests).toHaveLength(1);
    timing.pass(3_540_000);
    await get(upstream);
  });
});

describe('the breaker', () => {
  it('opens after outages in a row, says so, and closes when a trial call succeeds', async () => {
    const timing = new VirtualTiming(new Date('2026-03-02T12:00:00Z'));
    const upstream = open('massive', { breakerFailures: 3, breakerOpenMs: 30_000 }, timing);
    vendor.always = status(500);
    for (let call = 0; call < 3; call += 1) expect((await failureOf(upstream)).message).toBe('massive: status 500');
    expect(upstream.state().breaker).toBe('open');
    timing.pass(10_000);
    expect(await failureOf(upstream)).toMatchObject({
      failure: 'unavailable',
      retryAfterMs: 20_000,
      message:
        'massive: not asked since 2026-03-02T12:00:00.000Z, as it was out of order (massive: status 500); tried again from 2026-03-02T12:00:30.000Z',
    });
    expect(vendor.requests).toHaveLength(3);
    expect(await readiness.read()).toMatchObject({
      ready: true,
      checks: {
        upstreams: { status: 'degraded', vendors: { massive: { breaker: 'open', last_error: 'massive: status 500' } } },
      },
    });
    expect((await metrics.read()).text).toContain('upstream_breaker_state{vendor="massive"} 2');
    timing.pass(20_000);
    await failureOf(upstream);
    expect(vendor.requests).toHaveLength(4);
    expect((await failureOf(upstream)).message).toContain('since 2026-03-02T12:00:00.000Z');
    timing.pass(30_000);
    vendor.always = status(200);
    await get(upstream);
    expect(upstream.state().breaker).toBe('closed');
    timing.pass(5_000);
    expect((await metrics.read()).text).toMatch(
      /upstream_breaker_state\{vendor="massive"\} 0[^]*upstream_last_success_age_seconds\{vendor="massive"\} 5/,
    );
  });

  it('takes no notice of answers that are no outage', async () => {
    const upstream = open('massive', { breakerFailures: 2 });
    for (const code of [404, 401, 429, 403, 400, 404]) {
      vendor.script = [status(code)];
      await failureOf(upstream);
    }
    expect(upstream.state().breaker).toBe('closed');
  });

  it('stays open when the trial call was given up', async () => {
    const timing = new VirtualTiming(new Date('2026-03-02T12:00:00Z'));
    const upstream = open('massive', { breakerFailures: 1, breakerOpenMs: 1000 }, timing);
    vendor.script = [status(500)];
    await failureOf(upstream);
    timing.pass(1000);
    const giveUp = new AbortController();
    vendor.script = [() => giveUp.abort()];
    expect((await failureOf(upstream, { signal: giveUp.signal })).failure).toBe('cancelled');
    expect(upstream.state().breaker).toBe('open');
  });

  it('does not flood the log', async () => {
    const upstream = open('massive', { breakerFailures: 4, retries: 1 });
    vendor.always = status(500);
    for (let call = 0; call < 20; call += 1) await failureOf(upstream);
    const levels = logLines.map((line) => (JSON.parse(line) as { level: number }).level).filter((level) => level > 20);
    expect(levels).toEqual([40, 40]);
  });

  it('does not flood the log with lines that a plan does not include', async () => {
    const upstream = open('fmp');
    for (let call = 0; call < 10; call += 1) {
      vendor.script = [status(402), status(200)];
      await failureOf(upstream);
      await get(upstream);
    }
    expect(logLines.filter((line) => (JSON.parse(line) as { level: number }).level > 20)).toHaveLength(1);
  });
});

describe('the bulkhead', () => {
  it('asks so many at once, lets so many wait, and turns the rest away', async () => {
    const upstream = open('massive', { concurrentCalls: 2, queuedCalls: 3, attemptMs: 5000, headersMs: 5000 });
    const held: (() => void)[] = [];
    vendor.always = (response) => void held.push(() => response.end('{}'));
    const calls = Array.from({ length: 5 }, () => get(upstream));
    const turnedAway = await failureOf(upstream);
    expect(turnedAway).toMatchObject({ failure: 'rate_limited' });
    expect(turnedAway.message).toContain('2 calls are under way and 3 wait');
    while (held.length < 2) await new Promise(setImmediate);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(held).toHaveLength(2);
    vendor.always = (response) => response.end('{}');
    held.forEach((answer) => answer());
    await Promise.all(calls);
    expect(vendor.requests).toHaveLength(5);
  });
});

function drip(response: ServerResponse): void {
  response.writeHead(200);
  const timer = setInterval(() => response.write('.'), 50);
  response.on('close', () => clearInterval(timer));
}

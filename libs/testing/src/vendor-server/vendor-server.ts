import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { createRandom } from '../market-simulator/random.js';
import { fmp } from './fmp-interface.js';
import { massive } from './massive-interface.js';
import { nasdaq } from './nasdaq-interface.js';
import { RequestQuota } from './request-quota.js';
import type { QuotaLimit } from './request-quota.js';
import { sec } from './sec-interface.js';
import { sendNothing, spoilAnswer } from './send-fault.js';
import { ServedMarket } from './served-market.js';
import { nameOn } from './vendor-line.js';
import type { VendorMarket } from './vendor-market.js';
import type { VendorAnswer, VendorInterface, VendorQuestion, VendorRoute } from './vendor-route.js';
import { drawFault, goodManners, hashOf, isDataFault, vendors } from './vendor-script.js';
import type { DrawnFault, FaultKind, Vendor, VendorScript } from './vendor-script.js';

const INTERFACES: Readonly<Record<Vendor, VendorInterface>> = { massive, fmp, sec, nasdaq };
const HOST = '127.0.0.1';
const KEY_NAMES = ['apiKey', 'apikey'];
const NO_KEY = 'no key';
const GZIP_FROM_BYTES = 1024;
/** Older requests are forgotten, so that a server may stay up for days. */
const REQUESTS_KEPT = 200_000;
const RESOURCES_KEPT = 200_000;

export interface RecordedRequest {
  readonly vendor: Vendor;
  readonly path: string;
  /** Without the key. */
  readonly query: string;
  /** By the given clock. */
  readonly at: Date;
  /** 0: no answer. */
  readonly status: number;
  readonly fault: FaultKind | 'outage' | 'quota' | null;
}

export interface VendorServerOptions {
  readonly market: VendorMarket;
  readonly clock: { now(): Date };
  /** 0 or left out: any free one. */
  readonly port?: number;
  readonly script?: VendorScript;
  readonly limits?: Partial<Readonly<Record<Vendor, QuotaLimit>>>;
  readonly keys?: Readonly<Record<'massive' | 'fmp', string>>;
  readonly onRequest?: (request: RecordedRequest) => void;
}

export interface VendorServer {
  /** What a product needs in its environment to ask this server instead of the vendors. */
  readonly environment: Readonly<Record<string, string>>;
  readonly baseUrls: Readonly<Record<Vendor, string>>;
  /** Oldest first, at most the last 200,000. */
  readonly requests: readonly RecordedRequest[];
  /** Whether any call ever came beyond a quota. */
  readonly quotaExceeded: boolean;
  close(): Promise<void>;
}

/** Serves the interfaces of all vendors on one port of this machine: `/massive/…`, `/fmp/…`, `/sec/…`, `/nasdaq/…`. */
export async function startVendorServer(options: VendorServerOptions): Promise<VendorServer> {
  const desk = new VendorDesk(options);
  const server = createServer((request, response) => desk.serve(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, HOST, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const baseUrl = (vendor: Vendor): string => `http://${HOST}:${port}/${vendor}`;
  return {
    environment: {
      MASSIVE_API_KEY: desk.keys.massive,
      MASSIVE_BASE_URL: baseUrl('massive'),
      FMP_API_KEY: desk.keys.fmp,
      FMP_BASE_URL: baseUrl('fmp'),
      SEC_BASE_URL: baseUrl('sec'),
      SEC_CONTACT: 'developer@example.com',
      NASDAQ: 'on',
      NASDAQ_BASE_URL: baseUrl('nasdaq'),
    },
    baseUrls: { massive: baseUrl('massive'), fmp: baseUrl('fmp'), sec: baseUrl('sec'), nasdaq: baseUrl('nasdaq') },
    requests: desk.requests,
    get quotaExceeded() {
      return desk.quotaExceeded;
    },
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

/** One request on its way through the desk. */
interface Caller {
  readonly vendor: Vendor;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly key: string | null;
  readonly now: Date;
}

interface Outcome {
  /** Null: the client gets no proper answer. */
  readonly answer: VendorAnswer | null;
  readonly fault: RecordedRequest['fault'];
  readonly broken?: FaultKind;
}

class VendorDesk {
  readonly requests: RecordedRequest[] = [];
  readonly keys: Readonly<Record<'massive' | 'fmp', string>>;
  quotaExceeded = false;
  private readonly script: VendorScript;
  private readonly quotas = new Map<Vendor, RequestQuota>();
  private readonly attempts = new Map<string, number>();
  private refusals = 0;

  constructor(private readonly options: VendorServerOptions) {
    this.script = options.script ?? goodManners;
    this.keys = options.keys ?? { massive: 'simulated-massive-key', fmp: 'simulated-fmp-key' };
    for (const vendor of vendors) {
      const limit = options.limits?.[vendor];
      if (limit !== undefined) this.quotas.set(vendor, new RequestQuota(limit));
    }
    for (const { session, ticker } of this.script.faults) {
      const known = options.market.lines.some((line) => nameOn(line, session)?.ticker === ticker);
      if (!known || options.market.positionOf(session) === undefined) {
        throw new RangeError(`fault of ${ticker} on ${session}: give a session and a ticker of the market`);
      }
    }
  }

  serve(request: IncomingMessage, response: ServerResponse): void {
    try {
      this.attend(request, response);
    } catch (error) {
      // A mistake of ours must not look like one of the scripted ones.
      const text = error instanceof Error ? String(error.stack) : String(error);
      process.stderr.write(`vendor server: ${request.url}: ${text}\n`);
      response.writeHead(599, { 'content-type': 'text/plain' }).end(text);
    }
  }

  private attend(request: IncomingMessage, response: ServerResponse): void {
    const caller = this.callerOf(request);
    if (caller === null) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end(`give a path under /${vendors.join('/, /')}/\n`);
      return;
    }
    const { answer, fault, broken } = request.method === 'GET' ? this.decide(caller) : methodRefused();
    this.record({ ...described(caller), status: answer?.status ?? (broken === 'huge' ? 200 : 0), fault });
    if (answer === null) sendNothing(broken ?? 'reset', response, this.script);
    else send(answer, request.headers, response);
  }

  private callerOf(request: IncomingMessage): Caller | null {
    const url = new URL(request.url ?? '/', `http://${HOST}`);
    const [, prefix, ...rest] = url.pathname.split('/');
    const vendor = vendors.find((name) => name === prefix);
    if (vendor === undefined) return null;
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, value?.toString()]),
    );
    const key = INTERFACES[vendor].keyOf?.(url.searchParams, headers) ?? null;
    const query = new URLSearchParams(url.searchParams);
    for (const name of KEY_NAMES) query.delete(name);
    // FMP's own address ends with /stable; a base URL may have it or not.
    const path = `/${rest.join('/')}`.replace(/^\/stable(?=\/)/, vendor === 'fmp' ? '' : '$&');
    return { vendor, path, query, headers, key, now: this.options.clock.now() };
  }

  private decide(caller: Caller): Outcome {
    const { vendor, path, key, now } = caller;
    const face = INTERFACES[vendor];
    const resource = this.resourceOf(caller);
    const attempt = this.countAttempt(resource);
    const requestId = (hashOf(`${resource} ${attempt}`) >>> 0).toString(16).padStart(8, '0').repeat(4);
    const refused = face.refuse?.(caller.headers) ?? null;
    if (refused !== null) return { answer: refused, fault: null };
    if (face.keyOf !== undefined && key !== this.keys[vendor as 'massive' | 'fmp']) {
      return { answer: face.unknownKey(requestId), fault: null };
    }
    const wait = this.quotas.get(vendor)?.take(key ?? NO_KEY, now) ?? 0;
    if (wait > 0) return { answer: this.refuseForQuota(face, requestId, wait), fault: 'quota' };
    const outage = this.script.outages.some(
      (one) => (one.vendor === 'all' || one.vendor === vendor) && one.from <= now && now < one.to,
    );
    if (outage) return outageOutcome(createRandom(this.script.seed, hashOf(`${resource} ${attempt}`)).below(3));
    const route = face.routes.find(({ pattern }) => pattern.test(path));
    if (route === undefined) return { answer: face.notFound(requestId), fault: null };
    const mayLie = attempt < this.script.dataFaultsPerSession;
    const drawn = drawFault(this.script, { vendor, resource, attempt, subject: route.subject, mayLie });
    const truth = (): VendorAnswer => this.answer(caller, route, requestId, drawn);
    if (drawn === null) return { answer: truth(), fault: null };
    return {
      answer: spoilAnswer(drawn.kind, drawn.random, face, requestId, truth),
      fault: drawn.kind,
      broken: drawn.kind,
    };
  }

  private answer(caller: Caller, route: VendorRoute, requestId: string, fault: DrawnFault | null): VendorAnswer {
    const { vendor, path, query, headers, now } = caller;
    const parts = (route.pattern.exec(path) ?? []).slice(1).map((part) => decoded(part));
    const question: VendorQuestion = { path, query, headers, parts, requestId };
    const lie = fault !== null && isDataFault(fault.kind) ? fault : null;
    return route.answer(question, new ServedMarket(this.options.market, vendor, now, lie, this.script.faults));
  }

  /** What is asked for; the screener has no date in its address, it is about the newest session. */
  private resourceOf({ vendor, path, query, now }: Caller): string {
    const session =
      vendor === 'nasdaq' ? new ServedMarket(this.options.market, vendor, now, null, []).newestSession() : '';
    const sorted = new URLSearchParams(query);
    sorted.sort();
    return `${vendor} ${path}?${sorted.toString()} ${session}`;
  }

  private countAttempt(resource: string): number {
    const attempt = this.attempts.get(resource) ?? 0;
    this.attempts.delete(resource);
    this.attempts.set(resource, attempt + 1);
    const [oldest] = this.attempts.keys();
    if (this.attempts.size > RESOURCES_KEPT && oldest !== undefined) this.attempts.delete(oldest);
    return attempt;
  }

  /** The vendor's words or nothing, with or without the time to wait, in turns. */
  private refuseForQuota(face: VendorInterface, requestId: string, waitMs: number): VendorAnswer {
    this.quotaExceeded = true;
    this.refusals += 1;
    const answer = face.tooMany(requestId);
    const headers = this.refusals % 2 === 0 ? { 'retry-after': String(Math.ceil(waitMs / 1000)) } : {};
    return { ...answer, headers, body: this.refusals % 3 === 0 ? '' : answer.body };
  }

  private record(request: RecordedRequest): void {
    this.requests.push(request);
    if (this.requests.length > REQUESTS_KEPT) this.requests.shift();
    this.options.onRequest?.(request);
  }
}

function described({ vendor, path, query, now }: Caller): Pick<RecordedRequest, 'vendor' | 'path' | 'query' | 'at'> {
  return { vendor, path, query: query.toString(), at: now };
}

function methodRefused(): Outcome {
  return { answer: { status: 405, contentType: 'text/plain', body: 'GET only\n' }, fault: null };
}

function outageOutcome(form: number): Outcome {
  if (form === 0) return { answer: null, fault: 'outage', broken: 'reset' };
  const status = form === 1 ? 500 : 503;
  return { answer: { status, contentType: 'text/html', body: `<html><body>${status}</body></html>` }, fault: 'outage' };
}

/** A part of a path; what is not well encoded is taken as it stands. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (cause) {
    if (cause instanceof URIError) return part;
    throw cause;
  }
}

function send(
  { status, contentType, body, headers }: VendorAnswer,
  asked: IncomingHttpHeaders,
  response: ServerResponse,
): void {
  const plain = Buffer.from(body, 'utf8');
  const packed = plain.length >= GZIP_FROM_BYTES && /\bgzip\b/.test(asked['accept-encoding']?.toString() ?? '');
  const bytes = packed ? gzipSync(plain) : plain;
  response.writeHead(status, {
    ...headers,
    'content-type': contentType,
    'content-length': bytes.length,
    ...(packed ? { 'content-encoding': 'gzip' } : {}),
  });
  response.end(bytes);
}

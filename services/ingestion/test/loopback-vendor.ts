import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AttemptFailure } from '../src/upstream/attempt-failure.js';
import { systemTiming } from '../src/upstream/timing.js';
import { defaultLimits } from '../src/upstream/upstream-limits.js';
import { UpstreamError } from '../src/upstream/upstream.error.js';
import type { Upstream, UpstreamAnswer, UpstreamRequest, UpstreamState } from '../src/upstream/upstream.js';
import { VendorHttp } from '../src/upstream/vendor-http.js';

export interface VendorReply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A value is sent as JSON, text and bytes as they are. */
  readonly body?: unknown;
}
export interface VendorCall {
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
}

/** A vendor on loopback that answers as a test says, and remembers what it was asked. */
export class LoopbackVendor {
  readonly calls: VendorCall[] = [];
  private answer: (call: VendorCall) => VendorReply = () => ({ status: 500 });
  private readonly clients: VendorHttp[] = [];

  private constructor(private readonly server: Server) {}

  static async open(): Promise<LoopbackVendor> {
    const server = createServer();
    const vendor = new LoopbackVendor(server);
    server.on('request', (request, response) => {
      const call = { url: new URL(request.url ?? '/', 'http://vendor'), headers: request.headers };
      vendor.calls.push(call);
      const { status = 200, headers = {}, body = '' } = vendor.answer(call);
      response.writeHead(status, headers);
      response.end(typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return vendor;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** From now on; forgets the calls so far. */
  answers(answer: (call: VendorCall) => VendorReply): void {
    this.calls.length = 0;
    this.answer = answer;
  }

  /** The real client, without retries and quota: what a provider makes of one answer is what tests ask. */
  upstream(name: string): Upstream {
    const http = new VendorHttp({
      baseUrl: this.baseUrl,
      publicBaseUrls: [],
      headers: {},
      authorize: (_headers, query) => query.set('apiKey', 'the-key'),
      limits: { ...defaultLimits, attemptMs: 10_000 },
      timing: systemTiming,
      redact: (text) => text.replaceAll('the-key', '***'),
    });
    this.clients.push(http);
    return new PlainUpstream(name, http);
  }

  async close(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.close()));
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** The real client without its manners. */
export class PlainUpstream implements Upstream {
  constructor(
    readonly vendor: string,
    private readonly http: VendorHttp,
  ) {}

  async get(request: UpstreamRequest): Promise<UpstreamAnswer> {
    try {
      return await this.http.get(request);
    } catch (error) {
      if (!(error instanceof AttemptFailure)) throw error;
      throw new UpstreamError(this.vendor, error.failure, error.message, error.retryAfterMs);
    }
  }

  state(): UpstreamState {
    const never = { lastSuccessAt: null, lastFailureAt: null, lastError: null };
    return { vendor: this.vendor, breaker: 'closed', quotaLeft: null, quotaLimit: null, ...never };
  }
}

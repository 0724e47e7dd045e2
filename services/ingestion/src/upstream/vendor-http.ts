import { Agent, request as send } from 'undici';
import { AttemptFailure, failureOfError, failureOfStatus, retryAfterMs } from './attempt-failure.js';
import { ACCEPTED_ENCODINGS, readBody, readExcerpt } from './response-body.js';
import type { Timing } from './timing.js';
import type { UpstreamLimits } from './upstream-limits.js';
import { UpstreamError } from './upstream.error.js';
import type { UpstreamAnswer, UpstreamRequest } from './upstream.js';
import { vendorUrl } from './vendor-url.js';

/** What is read of the body of an error, and how much of it is said. */
const ERROR_BODY_BYTES = 64 * 1024;
const ERROR_TEXT_LENGTH = 200;

export interface VendorHttpOptions {
  /** May have a path. */
  readonly baseUrl: string;
  /** Where the vendor is when nothing stands in for it: its `next_url`s name these. */
  readonly publicBaseUrls: readonly string[];
  /** Of every request. */
  readonly headers: Readonly<Record<string, string>>;
  /** Adds the key to a request that is about to be sent. */
  authorize(headers: Record<string, string>, query: URLSearchParams): void;
  readonly limits: UpstreamLimits;
  readonly timing: Timing;
  /** Error texts go through it before they are cut. */
  redact(text: string): string;
}

/** Single calls to a vendor over HTTP, each within its limits. Redirects are not followed: they would take the key along. */
export class VendorHttp {
  private readonly agent: Agent;
  private closed = false;

  constructor(private readonly options: VendorHttpOptions) {
    const { limits } = options;
    this.agent = new Agent({
      connect: { timeout: limits.connectMs },
      headersTimeout: limits.headersMs,
      bodyTimeout: limits.bodyMs,
      connections: limits.concurrentCalls,
    });
  }

  /** @throws AttemptFailure, or the `UpstreamError` that the check of the request threw */
  async get(request: UpstreamRequest): Promise<UpstreamAnswer> {
    if (request.signal.aborted || this.closed) throw cancelled();
    const attempt = new AbortController();
    const { attemptMs } = this.options.limits;
    let late = false;
    const onAbort = (): void => attempt.abort();
    request.signal.addEventListener('abort', onAbort, { once: true });
    const timer = setTimeout(() => {
      late = true;
      attempt.abort();
    }, attemptMs);
    try {
      const answer = await this.send(request, attempt.signal);
      checked(request, answer);
      return answer;
    } catch (error) {
      if (error instanceof UpstreamError) throw error;
      if (request.signal.aborted || this.closed) throw cancelled();
      if (late) throw new AttemptFailure('timeout', `no whole answer within ${attemptMs} ms`);
      throw failureOfError(error);
    } finally {
      clearTimeout(timer);
      request.signal.removeEventListener('abort', onAbort);
    }
  }

  /** Ends the calls in hand. */
  close(): Promise<void> {
    this.closed = true;
    return this.agent.destroy();
  }

  private async send(request: UpstreamRequest, signal: AbortSignal): Promise<UpstreamAnswer> {
    const { options } = this;
    const url = vendorUrl(request, options.baseUrl, options.publicBaseUrls);
    const headers: Record<string, string> = {
      'accept-encoding': ACCEPTED_ENCODINGS,
      ...options.headers,
      ...request.headers,
    };
    options.authorize(headers, url.searchParams);
    const response = await send(url, { method: 'GET', headers, signal, dispatcher: this.agent });
    const answered = Object.fromEntries(
      Object.entries(response.headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(', ') : (value ?? ''),
      ]),
    );
    const packed = { stream: response.body, encoding: answered['content-encoding'] };
    if (response.statusCode >= 200 && response.statusCode < 300) {
      const body = await readBody(packed, request.maxBytes ?? options.limits.maxBytes, signal);
      return { status: response.statusCode, headers: answered, body };
    }
    if (response.statusCode === 304 && isConditional(headers)) {
      await response.body.dump();
      return { status: 304, headers: answered, body: Buffer.alloc(0) };
    }
    const text = this.excerpt(await readExcerpt(packed, ERROR_BODY_BYTES, signal));
    throw this.failureOf(response.statusCode, answered, text);
  }

  private failureOf(status: number, headers: Readonly<Record<string, string>>, text: string): AttemptFailure {
    const failure = failureOfStatus(status);
    const waits = status === 429 || status === 503;
    const pauseMs = waits ? retryAfterMs(headers['retry-after'], this.options.timing.now()) : null;
    const said = text === '' ? '' : `: ${text}`;
    if (status >= 300 && status < 400) {
      const target = this.excerpt(headers['location'] ?? 'nowhere');
      return new AttemptFailure(
        failure,
        `status ${status} points to ${target}; redirects are not followed, check the base URL`,
      );
    }
    return new AttemptFailure(failure, `status ${status}${said}`, pauseMs);
  }

  /** The first words of a body, without tags. */
  private excerpt(text: string): string {
    const words = this.options
      .redact(text)
      .replace(/<(script|style)\b[^>]*>[^]*?<\/\1\s*>/gi, ' ')
      .replace(/<[^>]*>/g, ' ')
      .replace(/[\s\p{Cc}]+/gu, ' ')
      .trim();
    const safe = this.options.redact(words);
    return safe.length > ERROR_TEXT_LENGTH ? `${safe.slice(0, ERROR_TEXT_LENGTH)}…` : safe;
  }
}

function isConditional(headers: Readonly<Record<string, string>>): boolean {
  return Object.keys(headers).some((name) => /^if-(none-match|modified-since)$/i.test(name));
}

/** A body that its reader cannot make sense of is malformed, whichever way he says so. */
function checked({ check }: UpstreamRequest, answer: UpstreamAnswer): void {
  try {
    // What has not changed since has been looked at then.
    if (answer.status !== 304) check?.(answer);
  } catch (error) {
    if (error instanceof UpstreamError) throw error;
    throw new AttemptFailure(
      'malformed',
      `the body makes no sense: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function cancelled(): AttemptFailure {
  return new AttemptFailure('cancelled', 'the call was given up by its caller');
}

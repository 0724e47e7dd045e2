import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes, randomUUID } from 'node:crypto';

/** What ties the log lines and events of one piece of work together. */
export interface RequestContext {
  readonly requestId: string;
  /** W3C trace context of this work. */
  readonly traceparent: string;
}

const storage = new AsyncLocalStorage<RequestContext>();

const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;
const REQUEST_ID = /^[A-Za-z0-9][A-Za-z0-9._:/+=-]{0,127}$/;

/** The context of the running request or message, if there is one. */
export function currentContext(): RequestContext | null {
  return storage.getStore() ?? null;
}

/** Runs `work` with `context`; everything it awaits sees the same one. */
export function runInContext<T>(context: RequestContext, work: () => T): T {
  return storage.run(context, work);
}

/** A context that goes on with what a caller sent, as far as it is well formed, and begins anew otherwise. */
export function continueContext(sent: { requestId: string | undefined; traceparent: string | undefined }): RequestContext {
  return {
    requestId: sent.requestId !== undefined && REQUEST_ID.test(sent.requestId) ? sent.requestId : randomUUID(),
    traceparent:
      sent.traceparent !== undefined && TRACEPARENT.test(sent.traceparent) ? sent.traceparent : newTraceparent(),
  };
}

export function traceIdOf(traceparent: string): string {
  return traceparent.slice(3, 35);
}

function newTraceparent(): string {
  return `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`;
}

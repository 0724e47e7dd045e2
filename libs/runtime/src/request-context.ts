import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { currentTraceId, runWithTraceparent } from '#messaging/trace-context';

/** The id of the HTTP request that is being answered right now; its trace is `#messaging/trace-context`'s. */
const requestIds = new AsyncLocalStorage<string>();

const REQUEST_ID = /^[A-Za-z0-9][A-Za-z0-9._:/+=-]{0,127}$/;

/** The id that the caller sent, when it is well formed (it ends up in logs and headers), else a new one. */
export function requestIdFrom(sent: string | undefined): string {
  return sent !== undefined && REQUEST_ID.test(sent) ? sent : randomUUID();
}

/** Runs `work` as the request `requestId`, as a step of the trace that `traceparent` names or of a new one. */
export function runAsRequest<T>(requestId: string, traceparent: string | undefined, work: () => T): T {
  return requestIds.run(requestId, () => runWithTraceparent(traceparent, work));
}

/** What every log line says of the work it belongs to. */
export function logContext(): { request_id?: string; trace_id?: string } {
  const requestId = requestIds.getStore();
  const traceId = currentTraceId();
  return {
    ...(requestId === undefined ? {} : { request_id: requestId }),
    ...(traceId === null ? {} : { trace_id: traceId }),
  };
}

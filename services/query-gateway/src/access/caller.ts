import type { IncomingMessage } from 'node:http';
import { scopes } from '#contracts/api/access.schema';
import type { Scope } from '#contracts/api/access.schema';

/** On whose behalf a request is answered. */
export interface Caller {
  /** Who owns what the request makes: jobs, exports, webhooks. The same for every key of one owner. */
  readonly owner: string;
  /** What is counted against limits and named in the audit log: one key or one subject of a token. */
  readonly id: string;
  readonly scopes: ReadonlySet<Scope>;
  /** Cost of calls per minute that its key allows; absent: what the deployment says. */
  readonly callsPerMinute?: number;
}

/** Everybody, where the deployment asks for no key. */
export const openCaller: Caller = { owner: 'open', id: 'open', scopes: new Set(scopes) };

/** Admin may do everything. */
export function allows(caller: Caller, scope: Scope): boolean {
  return caller.scopes.has(scope) || caller.scopes.has('admin');
}

/** Whether the caller may see and touch what `owner` made; what is nobody's (made before there were owners) is for admins. */
export function mayTouch(caller: Caller, owner: string | null): boolean {
  return caller.owner === owner || caller.scopes.has('admin');
}

const callers = new WeakMap<IncomingMessage, Caller>();

/** Remembers whose request it is, once that is known. */
export function setCaller(request: IncomingMessage, caller: Caller): void {
  callers.set(request, caller);
}

/** Whose request it is; null where it carries no key that is valid. */
export function knownCallerOf(request: IncomingMessage): Caller | null {
  return callers.get(request) ?? null;
}

/** Whose request it is. Throws where it was never admitted: a route without an operation has no caller. */
export function callerOf(request: IncomingMessage): Caller {
  const caller = callers.get(request);
  if (caller === undefined) throw new Error('a request without a caller: its route is not among the operations');
  return caller;
}

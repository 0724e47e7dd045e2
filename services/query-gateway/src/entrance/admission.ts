import type { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { NestMiddleware } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import type { Operation } from '#contracts/api/operation';
import { AuditLog } from '../access/audit-log.js';
import { Authenticator, REALM } from '../access/authenticator.js';
import { allows, setCaller } from '../access/caller.js';
import type { Caller } from '../access/caller.js';
import type { HeaderList } from '../http/header-list.js';
import { operationOf } from '../http/operation-of.js';
import { ProblemError } from '../http/problem.error.js';
import { pathOf } from '../http/problem.filter.js';
import { FairUse } from '../limits/fair-use.js';
import { RefusedKeys } from '../limits/refused-keys.js';

interface Decision {
  readonly operation: Operation;
  readonly admitted: Promise<void>;
}

/** Of the process: as a middleware the framework makes another one of the class below. */
const decisions = new WeakMap<IncomingMessage, Decision>();

/** Lets a request in before anything is done for it: who calls, whether that is allowed, and whether it is within the limits. */
@Injectable()
export class Admission implements NestMiddleware {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly fairUse: FairUse,
    private readonly audit: AuditLog,
    private readonly refusedKeys: RefusedKeys,
  ) {}

  /** For every request that reaches the router; one to no operation of the interface passes, since there is nothing to guard. */
  use(request: Request, response: Response, next: NextFunction): void {
    const operation = operationOf(request.method, pathOf(request));
    if (operation === null) return next();
    this.admit(request, response, operation).then(() => next(), next);
  }

  /**
   * Throws a 401, 403 or 429 problem. What is written or refused is noted in the audit log. Decided once for a request and operation,
   * however many parts on its way ask.
   */
  admit(request: IncomingMessage, response: ServerResponse, operation: Operation): Promise<void> {
    const earlier = decisions.get(request);
    if (earlier?.operation === operation) return earlier.admitted;
    const admitted = this.decide(request, response, operation);
    decisions.set(request, { operation, admitted });
    return admitted;
  }

  /**
   * The same for a call that only reads and is answered as soon as it is admitted: the headers that say what is left to its caller,
   * without a promise where that is known at once. Null, or a promise that fails: not so, and nothing was counted or noted; `admit` says
   * what it comes to.
   */
  admitAtOnce(request: IncomingMessage, { scope, cost = 1 }: Operation): HeaderList | Promise<HeaderList> | null {
    try {
      this.refusedKeys.check(request);
      const caller = this.authenticator.authenticate(request);
      if (caller instanceof Promise) {
        // Nobody waits for it here, and a rejection that nobody handles would end the process.
        caller.catch(() => undefined);
        return null;
      }
      if (scope === null || !allows(caller, scope)) return null;
      if (caller.id === 'admin') this.refusedKeys.accepted(request);
      return this.fairUse.consume({ request, caller }, cost);
    } catch {
      // The usual way meets the same problem and answers it, whatever it is.
      return null;
    }
  }

  private async decide(request: IncomingMessage, response: ServerResponse, operation: Operation): Promise<void> {
    if (operation.method !== 'get') this.audit.watch(request, response, operation);
    try {
      await this.check(request, response, operation);
    } catch (error) {
      if (operation.method === 'get' && isRefusal(error)) this.audit.watch(request, response, operation);
      throw error;
    }
  }

  private async check(request: IncomingMessage, response: ServerResponse, operation: Operation): Promise<void> {
    if (operation.scope === null) {
      await this.fairUse.consumeAndTell(response, { request, caller: null }, operation.cost ?? 1);
      return;
    }
    const caller = await this.identify(request, response);
    setCaller(request, caller);
    if (!allows(caller, operation.scope)) {
      await this.fairUse.consumeAndTell(response, { request, caller }, 1);
      throw new ProblemError(
        'forbidden',
        `This needs a key with the scope ${operation.scope}; the one given has ${[...caller.scopes].join(', ') || 'none'}.`,
        {},
        { 'WWW-Authenticate': `${REALM}, error="insufficient_scope", scope="${operation.scope}"` },
      );
    }
    await this.fairUse.consumeAndTell(response, { request, caller }, operation.cost ?? 1);
  }

  private async identify(request: IncomingMessage, response: ServerResponse): Promise<Caller> {
    this.refusedKeys.check(request);
    try {
      const known = this.authenticator.authenticate(request);
      const caller = await known;
      // What is remembered was noted when it was looked up.
      if (known instanceof Promise || caller.id === 'admin') this.refusedKeys.accepted(request);
      return caller;
    } catch (error) {
      if (error instanceof ProblemError && error.kind === 'unauthenticated') {
        await this.refusedKeys.refused(request, response);
      }
      // A token that cannot be checked just now may be anybody's, and must not be free of any limit.
      if (error instanceof ProblemError && error.kind === 'unavailable') {
        await this.fairUse.consumeAndTell(response, { request, caller: null }, 1);
      }
      throw error;
    }
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof ProblemError && (error.kind === 'unauthenticated' || error.kind === 'forbidden');
}

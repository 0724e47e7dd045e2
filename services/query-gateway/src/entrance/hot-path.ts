import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { beforeRequests } from '#runtime/before-requests';
import { requestIdOf } from '#runtime/http-observation';
import { DataRevisions } from '../answers/data-revision.js';
import { writeReady } from '../answers/ready-answer.js';
import { ReadyAnswers } from '../answers/ready-answers.js';
import type { GivenAnswer } from '../answers/ready-answers.js';
import { CrossOrigin } from '../http/cross-origin.js';
import type { HeaderList } from '../http/header-list.js';
import { SecurityHeaders } from '../http/security-headers.js';
import { Admission } from './admission.js';

/**
 * Answers what was asked before, word for word, ahead of the framework: router, validation and negotiation have said their part then,
 * and cost more than everything else. Who may ask, how often, and whether the answer still holds is decided anew each time, by the same
 * parts. Whatever does not end here goes the usual way as if nothing had been.
 */
@Injectable()
export class HotPath implements OnApplicationBootstrap {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly ready: ReadyAnswers,
    private readonly revisions: DataRevisions,
    private readonly admission: Admission,
    private readonly securityHeaders: SecurityHeaders,
    private readonly crossOrigin: CrossOrigin,
  ) {}

  onApplicationBootstrap(): void {
    const server = this.host.httpAdapter.getHttpServer() as Server;
    beforeRequests(server, (request, response, next) => {
      const given = request.method === 'GET' || request.method === 'HEAD' ? this.ready.get(request) : undefined;
      if (given === undefined) return next();
      // For logs and metrics, as the router would have it.
      (request as Routed).route = { path: given.answer.route };
      const served = this.serve(request, response, given);
      if (served === false) next();
      else if (served !== true) served.then((late) => late || next(), next);
    });
  }

  /**
   * False: it has to go the usual way, where what was decided about its admission still counts. Without a promise where the newest
   * revision, the caller and what is left to him are known to this process, so that it need not wait for another turn.
   */
  private serve(request: IncomingMessage, response: ServerResponse, given: GivenAnswer): boolean | Promise<boolean> {
    const revision = this.revisions.held(given.answer.indexId);
    if (revision === null || this.crossOrigin.offered) return this.serveLater(request, response, given);
    if (revision.key !== given.answer.revision) {
      this.ready.forget(request);
      return false;
    }
    const allowance = this.admission.admitAtOnce(request, given.answer.operation);
    if (allowance === null) return false;
    if (allowance instanceof Promise) {
      return allowance.then(
        (late) => this.write(request, response, given, late),
        () => false,
      );
    }
    return this.write(request, response, given, allowance);
  }

  private async serveLater(request: IncomingMessage, response: ServerResponse, given: GivenAnswer): Promise<boolean> {
    const { answer } = given;
    // Asked for first, since it is one reading for all who come at this moment; never one from before the request.
    const reading = this.revisions.read(answer.indexId).catch(() => null);
    try {
      await this.admission.admit(request, response, answer.operation);
    } catch {
      // The usual way meets the same problem and answers it.
      return false;
    }
    const revision = await reading;
    if (revision === null) return false;
    if (revision.key !== answer.revision) {
      this.ready.forget(request);
      return false;
    }
    this.crossOrigin.apply(request, response);
    return this.write(request, response, given, []);
  }

  private write(request: IncomingMessage, response: ServerResponse, given: GivenAnswer, allowance: HeaderList): true {
    this.ready.confirm(given);
    const requestId = requestIdOf(request);
    writeReady(request, response, given.answer, [
      ...this.securityHeaders.headers,
      ...allowance,
      'Cache-Control',
      given.caching,
      ...(requestId === null ? [] : ['X-Request-Id', requestId]),
    ]);
    return true;
  }
}

/** A request of which it is known to which route it belongs. */
interface Routed extends IncomingMessage {
  route?: { readonly path: string };
}

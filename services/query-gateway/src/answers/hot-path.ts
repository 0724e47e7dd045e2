import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { beforeRequests } from '#runtime/before-requests';
import { Admission } from '../access/admission.js';
import { CrossOrigin } from '../http/cross-origin.js';
import { SecurityHeaders } from '../http/security-headers.js';
import { DataRevisions } from './data-revision.js';
import { writeReady } from './ready-answer.js';
import type { ReadyAnswer } from './ready-answer.js';
import { ReadyAnswers } from './ready-answers.js';

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
      const answer = request.method === 'GET' || request.method === 'HEAD' ? this.ready.get(request) : undefined;
      if (answer === undefined) return next();
      // For logs and metrics, as the router would have it.
      Object.assign(request, { route: { path: answer.route }, baseUrl: '' });
      this.serve(request, response, answer).then((served) => served || next(), next);
    });
  }

  /** False: it has to go the usual way, where what was decided about its admission still counts. */
  private async serve(request: IncomingMessage, response: ServerResponse, answer: ReadyAnswer): Promise<boolean> {
    // Asked for first, since it is one reading for all who come at this moment; never one from before the request.
    const held = this.revisions.held(answer.indexId);
    const reading = held === null ? this.revisions.read(answer.indexId).catch(() => null) : null;
    try {
      await this.admission.admit(request, response, answer.operation);
    } catch {
      // The usual way meets the same problem and answers it.
      return false;
    }
    const revision = held ?? (await reading);
    if (revision === null) return false;
    if (revision.key !== answer.revision) {
      this.ready.forget(request);
      return false;
    }
    this.securityHeaders.apply(response);
    this.crossOrigin.apply(request, response);
    this.ready.remember(request, answer);
    writeReady(request, response, answer, this.ready.caching(answer));
    return true;
  }
}

import { ServerResponse } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import type { NestMiddleware } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import helmet from 'helmet';
import type { Configuration } from '#runtime/configuration';
import { CONFIGURATION } from '#runtime/tokens';
import { setHeaders } from './header-list.js';
import type { HeaderList } from './header-list.js';

const YEAR_SECONDS = 365 * 24 * 60 * 60;

/**
 * What every answer tells browsers: nothing inline, nothing from elsewhere, no frames. That the name is to be asked over TLS only is
 * said where this process speaks TLS itself; else whoever does it in front says so.
 */
@Injectable()
export class SecurityHeaders implements NestMiddleware {
  /** The same on every answer. */
  readonly headers: HeaderList;

  constructor(@Inject(CONFIGURATION) { gateway }: Configuration) {
    this.headers = headersOf(gateway.tls !== null);
  }

  use(_request: Request, response: Response, next: NextFunction): void {
    response.removeHeader('X-Powered-By');
    this.apply(response);
    next();
  }

  apply(response: ServerResponse): void {
    setHeaders(response, this.headers);
  }
}

function headersOf(tls: boolean): HeaderList {
  const request = { headers: {}, method: 'GET' } as IncomingMessage;
  const response = new ServerResponse(request);
  const set = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: tls ? { maxAge: YEAR_SECONDS, includeSubDomains: false } : false,
  });
  set(request, response, (error) => {
    if (error !== undefined) throw error as Error;
  });
  return response.getHeaderNames().flatMap((name) => [name, String(response.getHeader(name))]);
}

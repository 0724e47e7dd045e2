import type { Server } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { beforeRequests } from '#runtime/before-requests';

/** Scheme and authority as proxies are asked; what is written in another way is left as it is, and finds no route. */
const AUTHORITY = /^https?:\/\/[a-z0-9.:[\]-]*(?=[/?]|$)/i;

/**
 * The path and query that a request target asks for. A target may be a whole URL (RFC 9112, section 3.2.2), and one with a fragment is
 * none, although it is sometimes sent: the router passes over both, so nobody else may take them for another path.
 *
 * `http://index.example.org/v1/jobs?limit=1#top` asks for `/v1/jobs?limit=1`.
 */
export function originForm(target: string): string {
  const end = target.indexOf('#');
  const url = end === -1 ? target : target.slice(0, end);
  if (url.startsWith('/')) return url;
  const path = url.replace(AUTHORITY, '');
  return path === '' || path.startsWith('?') ? `/${path}` : path;
}

/** Gives every request the one form of its target that is meant everywhere here, before anybody looks at it. */
@Injectable()
export class RequestTargets implements OnApplicationBootstrap {
  constructor(private readonly host: HttpAdapterHost) {}

  onApplicationBootstrap(): void {
    beforeRequests(this.host.httpAdapter.getHttpServer() as Server, (request, _response, next) => {
      request.url = originForm(request.url ?? '/');
      next();
    });
  }
}

import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { openApiDocument } from '#contracts/api/openapi-document';
import { asyncApiDocument } from '#contracts/asyncapi';
import type { GatewayConfiguration } from '#runtime/gateway-settings';
import { CONFIGURATION } from '#runtime/tokens';
import type { PublicFile } from '../dashboard/public-files.js';
import { eventsPage } from './events-page.js';
import type { EventsDocument, InterfaceDocument } from './interface-document.js';
import { referencePage } from './reference-page.js';

/** Both documents describe the same product. */
export const INTERFACE = { title: 'Equal-weighted index', version: '1.0.0' } as const;

/** What a host of ours can look like; what else a caller says of it is not repeated. */
const HOST = /^(?:[a-z0-9.-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i;
const DOCUMENTED_ORIGIN = 'http://localhost:8000';
/** A gateway has few names; more of them are made by callers, and are not remembered. */
const ORIGINS_MAX = 8;

/** The documents of the interface as pages for people. */
@Injectable()
export class DocumentPages {
  private readonly references = new Map<string, PublicFile>();
  /** The same for every host. */
  private document: InterfaceDocument | null = null;
  private eventsFile: PublicFile | null = null;
  private readonly keys: boolean;

  constructor(@Inject(CONFIGURATION) { gateway }: { readonly gateway: Pick<GatewayConfiguration, 'access'> }) {
    this.keys = gateway.access === 'keys';
  }

  /** Its commands call the host that was asked, so that they work as they are pasted. */
  reference(request: Request): PublicFile {
    const host = request.get('host') ?? '';
    // Where TLS ends in front of us the proxy says so; whoever says it himself changes his own page only.
    const scheme = request.get('x-forwarded-proto') === 'https' ? 'https' : request.protocol;
    const origin = HOST.test(host) ? `${scheme}://${host}` : DOCUMENTED_ORIGIN;
    const known = this.references.get(origin);
    if (known !== undefined) return known;
    this.document ??= openApiDocument(INTERFACE) as unknown as InterfaceDocument;
    const file = fileOf(referencePage(this.document, { origin, keys: this.keys }));
    if (this.references.size < ORIGINS_MAX) this.references.set(origin, file);
    return file;
  }

  events(): PublicFile {
    this.eventsFile ??= fileOf(eventsPage(asyncApiDocument(INTERFACE) as unknown as EventsDocument));
    return this.eventsFile;
  }
}

function fileOf(text: string): PublicFile {
  const body = Buffer.from(text);
  const etag = createHash('sha256').update(body).digest('base64url').slice(0, 27);
  return { contentType: 'text/html; charset=utf-8', etag, body };
}

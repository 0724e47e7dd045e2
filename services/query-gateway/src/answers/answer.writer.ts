import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { SIMULATED_DATA_SOURCE } from '#contracts/api/data-source.schema';
import { defaultIndex } from '#domain/index-definition';
import { AnswerCache } from './answer-cache.js';
import { chooseEncoding, compress } from './compression.js';
import { DataRevisions } from './data-revision.js';
import type { DataRevision } from './data-revision.js';
import { createAnswer, representationEtag } from './stored-answer.js';
import type { Encoding, StoredAnswer } from './stored-answer.js';

/** A question whose answer depends on nothing but the data and `query`. */
export interface CacheableQuestion {
  readonly operation: string;
  /** Which index is asked about; the default one where nothing is said. */
  readonly indexId?: string;
  /** Canonical: equal questions have equal texts. */
  readonly query: string;
  /** Throws a ProblemError where there is no answer. */
  compute(revision: DataRevision): Promise<object>;
}

/** Writes answers: cached and conditional ones for questions about the data, plain ones for everything else. */
@Injectable()
export class AnswerWriter {
  /** A handful: one per document and kind of problem. */
  private readonly documents = new Map<string, StoredAnswer>();

  constructor(
    private readonly revisions: DataRevisions,
    private readonly answers: AnswerCache,
  ) {}

  async answer(request: Request, response: Response, question: CacheableQuestion): Promise<void> {
    const indexId = question.indexId ?? defaultIndex.id;
    const revision = await this.revisions.read(indexId);
    labelSource(response, revision);
    const name = `${question.operation}:${indexId}:${revision.key}:${question.query}`;
    const plain = await this.answers.plain(name, async () => withSource(await question.compute(revision), revision));
    const encoding = chooseEncoding(request, plain.body.length);
    const etag = representationEtag(plain.etag, encoding);
    response.set({ ETag: etag, 'Cache-Control': 'no-cache', Vary: 'Accept-Encoding' });
    if (plain.nextCursor !== null) response.set('Link', `<${nextPage(request, plain.nextCursor)}>; rel="next"`);
    if (matches(request.get('if-none-match'), etag)) {
      response.status(304).end();
      return;
    }
    const { body } = await this.answers.encoded(name, plain, encoding);
    sendBytes(request, response, { status: 200, encoding, body });
  }

  /** A document that is the same as long as this process runs. */
  async document(request: Request, response: Response, name: string, make: () => object): Promise<void> {
    let document = this.documents.get(name);
    if (document === undefined) {
      document = createAnswer(make());
      this.documents.set(name, document);
    }
    const encoding = chooseEncoding(request, document.body.length);
    const etag = representationEtag(document.etag, encoding);
    response.set({ ETag: etag, 'Cache-Control': 'no-cache', Vary: 'Accept-Encoding' });
    if (matches(request.get('if-none-match'), etag)) {
      response.status(304).end();
      return;
    }
    sendBytes(request, response, { status: 200, encoding, body: await compress(document.body, encoding) });
  }

  /** An answer that is about a moment: never cached. */
  async fresh(request: Request, response: Response, status: number, body: object): Promise<void> {
    const revision = await this.revisions.read();
    labelSource(response, revision);
    const bytes = Buffer.from(JSON.stringify(withSource(body, revision)));
    const encoding = chooseEncoding(request, bytes.length);
    response.set({ 'Cache-Control': 'no-store', Vary: 'Accept-Encoding' });
    sendBytes(request, response, { status, encoding, body: await compress(bytes, encoding) });
  }
}

/** Says on the answer's head, whatever its body becomes, that the prices are simulated. */
export function labelSource(response: Response, revision: DataRevision): void {
  if (revision.simulated) response.set('X-Data-Source', 'simulated');
}

function withSource(body: object, revision: DataRevision): object {
  return revision.simulated ? { ...body, data_source: SIMULATED_DATA_SOURCE } : body;
}

function sendBytes(
  request: Request,
  response: Response,
  answer: { status: number; encoding: Encoding; body: Uint8Array },
): void {
  if (answer.encoding !== 'identity') response.set('Content-Encoding', answer.encoding);
  response
    .status(answer.status)
    .set({ 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': String(answer.body.length) })
    .end(request.method === 'HEAD' ? undefined : answer.body);
}

/** Whether an `If-None-Match` names this representation (weak comparison, as RFC 9110 asks for it here). */
export function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.split(',').some((part) => {
    const candidate = part.trim();
    return candidate === '*' || candidate.replace(/^W\//, '') === etag;
  });
}

function nextPage(request: Request, cursor: string): string {
  const [path = '/', query = ''] = request.originalUrl.split('?', 2);
  const parameters = new URLSearchParams(query);
  parameters.set('cursor', cursor);
  return `${path}?${parameters.toString()}`;
}

import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { SIMULATED_DATA_SOURCE } from '#contracts/api/data-source.schema';
import { formats } from '#contracts/api/representation.schema';
import type { Format } from '#contracts/api/representation.schema';
import { ApplicationError } from '#domain/errors';
import { defaultIndex } from '#domain/index-definition';
import { operationOf } from '../http/operation-of.js';
import { pathOf } from '../http/problem.filter.js';
import { AnswerCache } from './answer-cache.js';
import { csvOf } from './answer-table.js';
import type { AnswerTable } from './answer-table.js';
import type { Settled } from './cache-control.js';
import { chooseEncoding, compress, compressOnce } from './compression.js';
import { DataRevisions } from './data-revision.js';
import type { DataRevision } from './data-revision.js';
import { matches } from './if-none-match.js';
import { writeReady } from './ready-answer.js';
import type { ReadyAnswer } from './ready-answer.js';
import { ReadyAnswers } from './ready-answers.js';
import { VARY, chooseFormat, contentTypes } from './representation.js';
import { createAnswer, nextCursorOf, representationEtag } from './stored-answer.js';
import type { Encoding, StoredAnswer } from './stored-answer.js';

/** In which ways an answer is offered. */
export interface Representations<Answer extends object> {
  /** The format that the query asks for, if it asks for one. */
  readonly format?: Format | undefined;
  /** The rows of an answer, where they are offered as CSV; without it there is JSON only. */
  table?(answer: Answer): AnswerTable;
}

/** A question whose answer depends on nothing but the data and `query`. */
export interface CacheableQuestion<Answer extends object = object> extends Representations<Answer> {
  readonly operation: string;
  /** Which index is asked about; the default one where nothing is said. */
  readonly indexId?: string;
  /** Canonical: equal questions have equal texts. Without the format, which is not part of what is asked. */
  readonly query: string;
  /** What it is about, if that says how long an answer may be kept; without it, it is asked for again each time. */
  readonly settled?: Settled;
  /** Throws a ProblemError where there is no answer. */
  compute(revision: DataRevision): Promise<Answer>;
}

/** Data that change while an answer is made have it made anew, so often at most. */
const READINGS_MAX = 3;

/** What was read is of more than one state of the data. */
class DataChanged extends Error {}

/** Writes answers: cached and conditional ones for questions about the data, plain ones for everything else. */
@Injectable()
export class AnswerWriter {
  /** A handful: one per document and kind of problem. */
  private readonly documents = new Map<string, StoredAnswer>();

  constructor(
    private readonly revisions: DataRevisions,
    private readonly answers: AnswerCache,
    private readonly ready: ReadyAnswers,
  ) {}

  async answer<Answer extends object>(
    request: Request,
    response: Response,
    question: CacheableQuestion<Answer>,
  ): Promise<void> {
    const format = formatOf(request, question);
    const indexId = question.indexId ?? defaultIndex.id;
    let known: DataRevision;
    try {
      known = await this.revisions.read(indexId);
    } catch (error) {
      return this.answerStale(request, response, error);
    }
    const { revision, name, plain, settled } = await this.answerOfOneState(question, format, indexId, known);
    const encoding = chooseEncoding(request, plain.body.length);
    const { body } = await this.answers.encoded(name, format, plain, encoding);
    const operation = operationOf(request.method, pathOf(request));
    if (operation === null) throw new Error('an answer that is no operation of the interface');
    const etag = representationEtag(plain.etag, encoding);
    const link = linkTo(request, plain.nextCursor);
    const answer: ReadyAnswer = {
      operation,
      route: String((request.route as { path: unknown }).path),
      indexId,
      revision: revision.key,
      completeUntil: revision.completeUntil,
      settled,
      etag,
      headers: [
        ...['ETag', etag, 'Vary', VARY],
        ...(revision.simulated ? ['X-Data-Source', 'simulated'] : []),
        ...(link === null ? [] : ['Link', link]),
      ],
      bodyHeaders: [
        ...['Content-Type', contentTypes[format], 'Content-Length', String(body.length)],
        ...(encoding === 'identity' ? [] : ['Content-Encoding', encoding]),
      ],
      body,
    };
    const { caching } = this.ready.remember(request, answer);
    writeReady(request, response, answer, ['Cache-Control', caching]);
  }

  /**
   * An answer is never older than its request, as long as the store can be asked. When it cannot, what was answered last is better than
   * nothing and says what it is; the problem, where there is no such answer.
   */
  private answerStale(request: Request, response: Response, error: unknown): void {
    const away = error instanceof ApplicationError && error.code === 'database_unavailable';
    const stale = away ? this.ready.stale(request) : null;
    if (stale === null) throw error;
    writeReady(request, response, stale.answer, stale.caching);
  }

  /**
   * Answers that are read by several statements may see the data change between them: what was read so is read again. Data that never
   * rest do not keep anybody from an answer: the last one is given as it comes, and is not to be kept.
   */
  private async answerOfOneState<Answer extends object>(
    question: CacheableQuestion<Answer>,
    format: Format,
    indexId: string,
    known: DataRevision,
  ): Promise<{ revision: DataRevision; name: string; plain: StoredAnswer; settled: Settled | undefined }> {
    let revision = known;
    for (let reading = 1; ; reading += 1) {
      const name = `${question.operation}:${indexId}:${revision.key}:${question.query}`;
      if (reading === READINGS_MAX) {
        const asItComes = `${name} as it comes`;
        const plain = await this.stored(asItComes, format, question, revision);
        return { revision, name: asItComes, plain, settled: undefined };
      }
      try {
        const compute = this.unchanged(question, indexId);
        const plain = await this.stored(name, format, { ...question, compute }, revision);
        return { revision, name, plain, settled: question.settled };
      } catch (error) {
        if (!(error instanceof DataChanged)) throw error;
        revision = await this.revisions.read(indexId);
      }
    }
  }

  /** Its computation, which throws `DataChanged` where the data are not the same any more when it ends, however it ends. */
  private unchanged<Answer extends object>(
    question: CacheableQuestion<Answer>,
    indexId: string,
  ): CacheableQuestion<Answer>['compute'] {
    return async (revision) => {
      const outcome = await question.compute(revision).then(
        (answer) => ({ answer }),
        (error: unknown) => ({ error }),
      );
      if ((await this.revisions.read(indexId)).key !== revision.key) throw new DataChanged();
      if ('error' in outcome) throw outcome.error;
      return outcome.answer;
    };
  }

  /** The bytes in `format`; CSV is made from the JSON, so that both show the same answer of the same revision. */
  private stored<Answer extends object>(
    name: string,
    format: Format,
    question: CacheableQuestion<Answer>,
    revision: DataRevision,
  ): Promise<StoredAnswer> {
    const json = () =>
      this.answers.plain(name, 'json', async () => {
        const answer = withSource(await question.compute(revision), revision);
        return createAnswer(JSON.stringify(answer), nextCursorOf(answer));
      });
    const { table } = question;
    if (format === 'json' || table === undefined) return json();
    return this.answers.plain(name, 'csv', async () => {
      const { body, nextCursor } = await json();
      return createAnswer(csvOf(table(JSON.parse(Buffer.from(body).toString('utf8')) as Answer)), nextCursor);
    });
  }

  /** A document that is the same as long as this process runs. */
  async document(request: Request, response: Response, name: string, make: () => object): Promise<void> {
    let document = this.documents.get(name);
    if (document === undefined) {
      document = createAnswer(JSON.stringify(make()), null);
      this.documents.set(name, document);
    }
    const encoding = chooseEncoding(request, document.body.length);
    const etag = representationEtag(document.etag, encoding);
    response.set({ ETag: etag, 'Cache-Control': 'no-cache', Vary: 'Accept-Encoding' });
    if (matches(request.get('if-none-match'), etag)) {
      response.status(304).end();
      return;
    }
    const body = await compressOnce(document.body, encoding);
    sendBytes(request, response, { status: 200, contentType: contentTypes.json, encoding, body });
  }

  /** An answer that is about a moment: never cached. */
  async fresh<Answer extends object>(
    request: Request,
    response: Response,
    status: number,
    answer: Answer,
    representations: Representations<Answer> = {},
  ): Promise<void> {
    const format = formatOf(request, representations);
    const revision = await this.revisions.read();
    labelSource(response, revision);
    const { table } = representations;
    const text =
      format === 'json' || table === undefined ? JSON.stringify(withSource(answer, revision)) : csvOf(table(answer));
    const bytes = Buffer.from(text);
    const encoding = chooseEncoding(request, bytes.length);
    response.set({ 'Cache-Control': 'no-store', Vary: VARY });
    const link = linkTo(request, nextCursorOf(answer));
    if (link !== null) response.set('Link', link);
    const body = await compress(bytes, encoding);
    sendBytes(request, response, { status, contentType: contentTypes[format], encoding, body });
  }
}

/** Where the rows are not offered as CSV, `Accept` is not looked at. */
function formatOf<Answer extends object>(request: Request, { format, table }: Representations<Answer>): Format {
  return table === undefined ? 'json' : chooseFormat(request, format, formats);
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
  answer: { status: number; contentType: string; encoding: Encoding; body: Uint8Array },
): void {
  if (answer.encoding !== 'identity') response.set('Content-Encoding', answer.encoding);
  response
    .status(answer.status)
    .set({ 'Content-Type': answer.contentType, 'Content-Length': String(answer.body.length) })
    .end(request.method === 'HEAD' ? undefined : answer.body);
}

/** The header `Link`; null on the last page. */
function linkTo(request: Request, cursor: string | null): string | null {
  return cursor === null ? null : `<${nextPage(request, cursor)}>; rel="next"`;
}

function nextPage(request: Request, cursor: string): string {
  const [path = '/', query = ''] = request.originalUrl.split('?', 2);
  const parameters = new URLSearchParams(query);
  parameters.set('cursor', cursor);
  return `${path}?${parameters.toString()}`;
}

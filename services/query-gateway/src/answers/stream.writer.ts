import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { SIMULATED_DATA_SOURCE } from '#contracts/api/data-source.schema';
import { streamFormats } from '#contracts/api/representation.schema';
import type { StreamFormat } from '#contracts/api/representation.schema';
import { defaultIndex } from '#domain/index-definition';
import { ProblemError } from '../http/problem.error.js';
import { answerForm } from './answer-form.js';
import { csvLines, rowOf } from './answer-table.js';
import type { Cell } from './answer-table.js';
import { labelSource } from './answer.writer.js';
import { CallerGone, ChunkedBody } from './chunked-body.js';
import { chooseEncoding } from './compression.js';
import { DataRevisions } from './data-revision.js';
import type { DataRevision } from './data-revision.js';
import { matches } from './if-none-match.js';
import { VARY, chooseFormat, contentTypes } from './representation.js';

/** A question whose answer may be too long to be held in memory. */
export interface StreamedQuestion<Row extends object> {
  readonly operation: string;
  /** Which index is asked about; the default one where nothing is said. */
  readonly indexId?: string;
  /** Canonical: equal questions have equal texts. Without the format. */
  readonly query: string;
  /** The format that the query asks for, if it asks for one. */
  readonly format?: StreamFormat | undefined;
  /** Names of the columns in CSV. */
  readonly columns: readonly string[];
  /** The lines of CSV that a row makes; left out: one line, of the row's fields under the names of the columns. */
  cells?(row: Row): readonly (readonly Cell[])[];
  /** Throws a ProblemError where there is no answer. May be called again when the data change before anything is sent. */
  open(revision: DataRevision): Promise<StreamedAnswer<Row>>;
}

export interface StreamedAnswer<Row extends object> {
  /** What stands before the rows in the JSON document, and after them. */
  readonly head: object;
  readonly tail?: object;
  /**
   * The rows, some thousands at a time. The next page is asked for when the caller has read the one before, so it should be a statement
   * of its own: a transaction that waits for a slow reader would keep others waiting. That the pages are of one revision is seen to here.
   */
  readonly pages: AsyncIterable<readonly Row[]>;
}

/** Data that change before the first byte is sent make the answer begin anew, so often at most. */
const BEGINNINGS_MAX = 5;

/** Turned into text at a time. */
const BATCH_ROWS = 100;

const ETAG_LENGTH = 27;

/** So much text is handed over at a time, at least, in characters. */
const CHUNK_LENGTH = 64 * 1024;

/** An answer that has begun: its first page is there, and nothing has been sent. */
interface Begun<Row extends object> {
  readonly revision: DataRevision;
  readonly answer: StreamedAnswer<Row>;
  readonly pages: AsyncIterator<readonly Row[]>;
  readonly first: readonly Row[];
}

/** Writes answers of any length with constant memory: rows are read, written and compressed as the caller takes them. */
@Injectable()
export class StreamWriter {
  constructor(private readonly revisions: DataRevisions) {}

  /**
   * Problems that come up before the first row are answered as such. Later ones break the connection off: half an answer must not look
   * like a whole one. When the caller goes, no further page is asked for.
   */
  async write<Row extends object>(
    request: Request,
    response: Response,
    question: StreamedQuestion<Row>,
  ): Promise<void> {
    const format = chooseFormat(request, question.format, streamFormats);
    const indexId = question.indexId ?? defaultIndex.id;
    const known = await this.revisions.read(indexId);
    const etag = etagOf(question, format, known);
    const condition = request.get('if-none-match');
    const isAny = condition?.trim() === '*';
    // Whoever names the ETag has had the answer; `*` stands for any, and whether there is one is not known yet.
    if (!isAny && matches(condition, etag)) {
      setHeaders(response, etag, known);
      response.status(304).end();
      return;
    }
    const begun = await this.begin(question, indexId, known);
    try {
      setHeaders(response, etagOf(question, format, begun.revision), begun.revision);
      if (isAny) {
        response.status(304).end();
        return;
      }
      await this.send(request, response, { question, format, indexId, begun });
    } catch (error) {
      if (!(error instanceof CallerGone)) throw error;
    } finally {
      await begun.pages.return?.();
    }
  }

  private async begin<Row extends object>(
    question: StreamedQuestion<Row>,
    indexId: string,
    known: DataRevision,
  ): Promise<Begun<Row>> {
    let revision = known;
    for (let beginning = 0; beginning < BEGINNINGS_MAX; beginning += 1) {
      const answer = await question.open(revision);
      const pages = answer.pages[Symbol.asyncIterator]();
      const page = await pages.next();
      const now = await this.revisions.read(indexId);
      if (now.indexKey === revision.indexKey) {
        return { revision, answer, pages, first: page.done === true ? [] : page.value };
      }
      await pages.return?.();
      revision = now;
    }
    const detail = 'The index is being built anew just now: try again in a few seconds.';
    throw new ProblemError('unavailable', detail, {}, { 'Retry-After': '5' });
  }

  private async send<Row extends object>(
    request: Request,
    response: Response,
    { question, format, indexId, begun }: Sending<Row>,
  ): Promise<void> {
    const encoding = chooseEncoding(request);
    response.status(200).set('Content-Type', contentTypes[format]);
    if (encoding !== 'identity') response.set('Content-Encoding', encoding);
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    const body = new ChunkedBody(response, encoding);
    try {
      const layout = layoutOf(question, format, begun);
      let chunk = layout.before;
      let separator = '';
      for await (const rows of this.batches(indexId, begun)) {
        chunk += separator + layout.rows(rows);
        separator = layout.between;
        if (chunk.length < CHUNK_LENGTH) continue;
        await body.write(chunk);
        chunk = '';
      }
      await body.write(chunk + layout.after);
      await body.end();
    } catch (error) {
      body.abort();
      throw error;
    }
  }

  /** Every row, some at a time, as long as the index is the one that the answer began with. */
  private async *batches<Row extends object>(
    indexId: string,
    { first, pages, revision }: Begun<Row>,
  ): AsyncGenerator<readonly Row[]> {
    yield* batchesOf(first);
    for (let next = await pages.next(); next.done !== true; next = await pages.next()) {
      const now = await this.revisions.read(indexId);
      if (now.indexKey !== revision.indexKey) throw new Error('the index changed while a long answer was written');
      yield* batchesOf(next.value);
    }
  }
}

interface Sending<Row extends object> {
  readonly question: StreamedQuestion<Row>;
  readonly format: StreamFormat;
  readonly indexId: string;
  readonly begun: Begun<Row>;
}

function setHeaders(response: Response, etag: string, revision: DataRevision): void {
  labelSource(response, revision);
  response.set({ ETag: `W/${etag}`, 'Cache-Control': 'private, no-cache', Vary: VARY });
}

/**
 * Of the question, the revision of the data and the form of answers, since the bytes are not known before they are sent; hence used as a
 * weak one.
 */
function etagOf<Row extends object>(
  { operation, indexId = defaultIndex.id, query }: StreamedQuestion<Row>,
  format: StreamFormat,
  revision: DataRevision,
): string {
  const text = [answerForm(), operation, indexId, revision.key, query, format].join(' ');
  return `"${createHash('sha256').update(text).digest('base64url').slice(0, ETAG_LENGTH)}"`;
}

function* batchesOf<Row>(rows: readonly Row[]): Generator<readonly Row[]> {
  for (let from = 0; from < rows.length; from += BATCH_ROWS) yield rows.slice(from, from + BATCH_ROWS);
}

/** How a format surrounds its rows. */
interface Layout<Row> {
  readonly before: string;
  readonly between: string;
  readonly after: string;
  rows(rows: readonly Row[]): string;
}

function layoutOf<Row extends object>(
  { columns, cells = (row) => [rowOf(columns, row)] }: StreamedQuestion<Row>,
  format: StreamFormat,
  { answer: { head, tail = {} }, revision }: Begun<Row>,
): Layout<Row> {
  const asJson = (row: Row): string => JSON.stringify(row);
  switch (format) {
    case 'csv':
      return { before: csvLines([columns]), between: '', after: '', rows: (rows) => csvLines(rows.flatMap(cells)) };
    case 'ndjson':
      return { before: '', between: '', after: '', rows: (rows) => rows.map((row) => `${asJson(row)}\n`).join('') };
    case 'json': {
      const source = revision.simulated ? { data_source: SIMULATED_DATA_SOURCE } : {};
      const before = JSON.stringify({ ...head, data: [] }).slice(0, -']}'.length);
      const after = JSON.stringify({ ...head, data: [], ...tail, ...source }).slice(before.length);
      return { before, between: ',', after, rows: (rows) => rows.map(asJson).join(',') };
    }
    default:
      return format satisfies never;
  }
}

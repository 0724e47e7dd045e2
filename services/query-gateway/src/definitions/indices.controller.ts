import { isDeepStrictEqual } from 'node:util';
import { Controller, Delete, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { indexBody, indicesQuery, KEPT_INDICES_MAX } from '#contracts/api/definition.schema';
import type { IndexBody, KeptIndex } from '#contracts/api/definition.schema';
import { indexPath } from '#contracts/api/index-path.schema';
import { LIMIT_DEFAULT } from '#contracts/api/paging.schema';
import { Topic } from '#contracts/topics';
import { calendarLast } from '#domain/calendar';
import { defaultIndex, type IndexDefinition } from '#domain/index-definition';
import { DATABASE } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { references } from '#storage/references.reader';
import { callerOf, mayTouch } from '../access/caller.js';
import { AnswerWriter } from '../answers/answer.writer.js';
import { indexNotFound } from '../answers/require-index.js';
import { noQuery } from '../http/no-query.js';
import { decodeCursor, pageOf } from '../http/paging-cursor.js';
import { ProblemError } from '../http/problem.error.js';
import { parseBody, parsePath, parseQuery } from '../http/request-validation.js';
import { JobOrders } from '../jobs/job-orders.js';
import { readAvailableSessions } from '../market-data/available-sessions.read-model.js';
import { refuseAfterCalendar } from '../market-data/calendar-range.js';
import { chosenDefinition } from './chosen-definition.js';
import { countKept, findIndex, findTaken, listIndices } from './kept-indices.read-model.js';
import type { StoredIndex } from './kept-indices.read-model.js';
import { refuseUnknownNames } from './what-if-request.js';

const idKey = z.tuple([z.string()]);

/** The indices that are kept: what they are, new ones, and giving them up. */
@Controller('v1/indices')
export class IndicesController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly orders: JobOrders,
    private readonly writer: AnswerWriter,
  ) {}

  @Get()
  async list(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { limit = LIMIT_DEFAULT, cursor } = parseQuery(indicesQuery, request.originalUrl);
    const [after] = decodeCursor(cursor, idKey) ?? [null];
    const found = await listIndices(this.database, { after, limit });
    const { data, next_cursor: next } = pageOf(found, limit, ({ index }) => [index.id]);
    if (next !== null) response.set('Link', `</v1/indices?limit=${limit}&cursor=${next}>; rel="next"`);
    const answer = { data: data.map((stored) => told(request, stored)), next_cursor: next };
    await this.writer.fresh(request, response, 200, answer);
  }

  @Get(':index_id')
  async get(@Req() request: Request, @Res() response: Response, @Param() path: unknown): Promise<void> {
    const { index_id: id } = parsePath(indexPath, path);
    parseQuery(noQuery, request.originalUrl);
    await this.writer.fresh(request, response, 200, told(request, await this.require(id)));
  }

  @Post()
  @HttpCode(200)
  async create(@Req() request: Request, @Res() response: Response): Promise<void> {
    parseQuery(noQuery, request.originalUrl);
    const body = parseBody(indexBody, request.body);
    const { id: indexId, start_date: start, end_date: end, definition: rules = {} } = body;
    const definition = chosenDefinition(indexId, rules);
    const range = await this.rangeOf(body);
    await this.orders.take(request, response, {
      kind: 'build',
      // As it was asked for: the same request tomorrow is the same one, although the range goes on.
      request: {
        index_id: indexId,
        ...(start === undefined ? {} : { start_date: start }),
        ...(end === undefined ? {} : { end_date: end }),
        definition,
      },
      event: (id) => ({
        topic: Topic.indexBuildRequested,
        key: indexId,
        body: {
          ...{ job_id: id, index_id: indexId, ...range, owner: callerOf(request).owner },
          definition: {
            ...definition,
            sectors: definition.sectors === null ? null : [...definition.sectors],
            exchanges: definition.exchanges === null ? null : [...definition.exchanges],
          },
        },
      }),
      check: () => this.refuseImpossible(definition, range),
    });
  }

  @Delete(':index_id')
  @HttpCode(200)
  async retire(@Req() request: Request, @Res() response: Response, @Param() path: unknown): Promise<void> {
    const { index_id: indexId } = parsePath(indexPath, path);
    parseQuery(noQuery, request.originalUrl);
    const { owner, index } = await this.require(indexId);
    if (indexId === defaultIndex.id) {
      throw new ProblemError(
        'definition-refused',
        `Index ${indexId} belongs to the deployment: it cannot be given up.`,
      );
    }
    if (!mayTouch(callerOf(request), owner)) {
      throw new ProblemError(
        'forbidden',
        `Index ${indexId} was made by somebody else: its owner may give it up, and callers with the scope admin.`,
      );
    }
    const day = index.base_session ?? index.last_session ?? calendarLast;
    await this.orders.take(request, response, {
      kind: 'retirement',
      request: { index_id: indexId },
      event: (id) => ({
        topic: Topic.indexBuildRequested,
        key: indexId,
        body: {
          ...{ job_id: id, index_id: indexId, action: 'retire' as const },
          ...{ start_date: day, end_date: index.last_session ?? day },
        },
      }),
    });
  }

  private async require(id: string): Promise<StoredIndex> {
    const stored = await findIndex(this.database, id);
    if (stored !== null) return stored;
    throw indexNotFound(id);
  }

  /** As asked for, and else from where the default index begins (or prices do) to the newest session. */
  private async rangeOf(body: IndexBody): Promise<{ start_date: string; end_date: string }> {
    if (body.start_date !== undefined && body.end_date !== undefined) {
      return { start_date: body.start_date, end_date: body.end_date };
    }
    const [row] = await this.database.query<{ first: string | null; last: string | null }>(
      `select coalesce((select i.first_requested from indices i where i.id = $1), min(s.date)) as first,
         greatest((select i.last_requested from indices i where i.id = $1), max(s.date)) as last
       from ingestion_sessions s`,
      [defaultIndex.id],
    );
    const start = body.start_date ?? row?.first ?? null;
    const end = body.end_date ?? row?.last ?? null;
    if (start === null || end === null) {
      throw new ProblemError(
        'no-data-in-range',
        'The store holds no prices yet: send a file to POST /v1/imports?kind=prices, then make indices.',
      );
    }
    return { start_date: start, end_date: end };
  }

  private async refuseImpossible(
    definition: IndexDefinition,
    range: { start_date: string; end_date: string },
  ): Promise<void> {
    const taken = await findTaken(this.database, definition.id);
    if (taken?.retired === true) {
      throw new ProblemError(
        'index-exists',
        `Index ${definition.id} was given up, and ids are not given again: choose another one.`,
      );
    }
    if (definition.id === defaultIndex.id || (taken !== null && !isDeepStrictEqual(taken.definition, definition))) {
      throw new ProblemError(
        'index-exists',
        `Index ${definition.id} is kept by another definition (GET /v1/indices/${definition.id} tells it): choose another id.`,
      );
    }
    if (taken === null && (await countKept(this.database)) >= KEPT_INDICES_MAX) {
      throw new ProblemError(
        'definition-refused',
        `${KEPT_INDICES_MAX} indices are kept, and that is the most: give one up by DELETE /v1/indices/{index_id} first.`,
      );
    }
    refuseUnknownNames(definition, await references(this.database));
    const { start_date: start, end_date: end } = range;
    refuseAfterCalendar(end);
    const { available, inRange } = await readAvailableSessions(this.database, { start, end });
    if (inRange > 0) return;
    throw new ProblemError(
      'no-data-in-range',
      `There are no prices from ${start} to ${end}: GET /v1/coverage tells for which sessions there are.`,
      available === null ? {} : { available },
    );
  }
}

/** Who made an index is for admins. */
function told(request: Request, { index, owner }: StoredIndex): KeptIndex {
  return callerOf(request).scopes.has('admin') ? { ...index, owner } : index;
}

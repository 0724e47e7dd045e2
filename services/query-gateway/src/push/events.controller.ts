import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import { z } from 'zod';
import { EVENT_PAGE_DEFAULT, eventPlace, eventsQuery } from '#contracts/api/push-event.schema';
import type { EventsQuery } from '#contracts/api/push-event.schema';
import { publicTopics } from '#contracts/topics';
import { DATABASE, LOGGER } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { AnswerWriter } from '../answers/answer.writer.js';
import { DataRevisions } from '../answers/data-revision.js';
import { requireIndex } from '../answers/require-index.js';
import { decodeCursor, pageOf } from '../http/paging-cursor.js';
import { invalidRequest } from '../http/problem.error.js';
import { parseQuery } from '../http/request-validation.js';
import { EventFeed } from './event-feed.js';
import { eventFrame, eventText } from './event-message.js';
import type { EventStream } from './event-stream.js';
import { EventStreams } from './event-streams.js';
import { chooseEventFormat } from './event-format.js';
import { eventsExpired } from './events-expired.js';
import { forgottenUpTo, readEvents } from './published-event.store.js';
import type { EventFilter, StoredEvent } from './published-event.store.js';

const placeKey = z.tuple([z.int().nonnegative()]);

/** A reader that has nothing to read waits for as long as this at a time. */
const WAIT_MS = 30_000;

@Controller('v1/events')
export class EventsController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly feed: EventFeed,
    private readonly streams: EventStreams,
    private readonly revisions: DataRevisions,
    private readonly writer: AnswerWriter,
  ) {}

  @Get()
  async get(@Req() request: Request, @Res() response: Response): Promise<void> {
    const query = parseQuery(eventsQuery, request.originalUrl);
    const filter: EventFilter = {
      topics: query.topics ?? publicTopics,
      indexIds: query.index_id === undefined ? null : [query.index_id],
    };
    if (query.index_id !== undefined) requireIndex(await this.revisions.read(query.index_id), query.index_id);
    if (chooseEventFormat(request) === 'page') return this.page(request, response, query, filter);
    refusePaging(query);
    const after = await this.placeOf(request, query, filter, 'now');
    if (request.method === 'HEAD') {
      response
        .status(200)
        .set({ 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-store' })
        .end();
      return;
    }
    await this.follow(this.streams.start(request, response), after, filter);
  }

  private async page(request: Request, response: Response, query: EventsQuery, filter: EventFilter): Promise<void> {
    const after = await this.placeOf(request, query, filter, 'start');
    const { limit = EVENT_PAGE_DEFAULT } = query;
    const upTo = await this.feed.findNewest();
    const events = await readEvents(this.database, { after, upTo, limit: limit + 1 }, filter);
    const { data, next_cursor } = pageOf(events, limit, ({ place }) => [place]);
    const last = data.at(-1);
    const more = next_cursor !== null && last !== undefined;
    await this.writer.fresh(request, response, 200, {
      data: data.map((event) => JSON.parse(eventText(event)) as object),
      last_event_id: String(more ? last.place : Math.max(upTo, after)),
      next_cursor,
    });
  }

  /** The place after which to begin. Throws a 400 problem for one that was never given, 410 when something after it is gone. */
  private async placeOf(
    request: Request,
    query: EventsQuery,
    filter: EventFilter,
    otherwise: 'start' | 'now',
  ): Promise<number> {
    const asked = askedPlace(request, query);
    if (asked === null) return (query.from ?? otherwise) === 'start' ? 0 : this.feed.findNewest();
    const newest = await this.feed.findNewest();
    if (asked.place > newest) {
      throw invalidRequest([
        {
          parameter: asked.parameter,
          value: String(asked.place),
          message: `has not been given yet, the newest is ${newest}: leave it out, or give from=start for all that is kept`,
        },
      ]);
    }
    const forgotten = await forgottenUpTo(this.database, filter.topics);
    if (asked.place < forgotten && asked.place > 0) throw eventsExpired(asked.place, forgotten);
    return asked.place;
  }

  private async follow(stream: EventStream, after: number, filter: EventFilter): Promise<void> {
    let place = after;
    // From now on the reader can come back without missing anything, even before its first event.
    if (!(await stream.send([`id: ${place}\n\n`]))) return;
    try {
      while (!stream.closed.aborted) {
        const { events, upTo } = await this.feed.readAfter(place, filter);
        if (events.length > 0 && !(await stream.send(events.map(frameOf)))) return;
        if (upTo > place) stream.passed(upTo);
        else await this.feed.waitBeyond(place, { milliseconds: WAIT_MS, signal: stream.closed });
        place = upTo;
      }
    } catch (error) {
      this.logger.warn({ err: error, place }, 'a stream of events ends, since the store could not be read');
      stream.end('events cannot be read now, come back later');
    }
  }
}

const frames = new WeakMap<StoredEvent, string>();

/** Written once, however many readers get it. */
function frameOf(event: StoredEvent): string {
  const known = frames.get(event);
  if (known !== undefined) return known;
  const frame = eventFrame(event);
  frames.set(event, frame);
  return frame;
}

/** The header goes first: a browser that connects again sends it, beside the address that it was given. */
function askedPlace(request: Request, query: EventsQuery): { place: number; parameter: string } | null {
  const header = request.get('last-event-id');
  if (header !== undefined && header !== '') {
    const parsed = eventPlace.safeParse(header);
    if (parsed.success) return { place: parsed.data, parameter: 'Last-Event-ID' };
    throw invalidRequest([
      {
        parameter: 'Last-Event-ID',
        value: header.slice(0, 100),
        message: 'is not the id of an event: give the last one that was received, a whole number',
      },
    ]);
  }
  // A further page is asked for with everything that the first was asked for with.
  const key = decodeCursor(query.cursor, placeKey);
  if (key !== null) return { place: key[0], parameter: 'cursor' };
  return query.last_event_id === undefined ? null : { place: query.last_event_id, parameter: 'last_event_id' };
}

function refusePaging({ limit, cursor }: EventsQuery): void {
  if (limit === undefined && cursor === undefined) return;
  const parameter = limit === undefined ? 'cursor' : 'limit';
  throw invalidRequest([{ parameter, message: 'is for pages: a stream has none, leave it out' }]);
}

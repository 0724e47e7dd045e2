import { z } from 'zod';
import { publicTopics } from '../topics.js';
import type { PublicTopic } from '../topics.js';
import { dataSource } from './data-source.schema.js';
import { indexId } from './index-path.schema.js';
import { nextCursor, pagingFields } from './paging.schema.js';

export const EVENT_PAGE_DEFAULT = 100;
export const EVENT_PAGE_MAX = 500;

export const publicTopic = z.enum(publicTopics, {
  error: `is not a public topic: give some of ${publicTopics.join(', ')}`,
});

const TOPICS_LENGTH_MAX = 200;

const topicList = z
  .string()
  .max(TOPICS_LENGTH_MAX, { error: `is too long: give some of ${publicTopics.join(', ')}, with commas between them` })
  .transform((text) => text.split(','))
  .pipe(z.array(publicTopic))
  .transform((topics): readonly PublicTopic[] => [...new Set(topics)])
  .optional()
  .meta({
    description: 'Events of these topics only, with commas between them. All that are public unless said.',
    examples: ['composition.changed', 'composition.changed,performance.calculated'],
  });

/** A place in the stream of events. */
export const eventPlace = z
  .string()
  .regex(/^\d{1,15}$/, { error: 'is not the id of an event: give the last one that was received, a whole number' })
  .transform(Number);

export const eventsQuery = z
  .strictObject({
    topics: topicList,
    index_id: indexId
      .optional()
      .meta({ description: 'Events of this index only. Unless said, of every index, and those of none.' }),
    last_event_id: eventPlace.optional().meta({
      description:
        'Go on after the event with this id. The header `Last-Event-ID`, which browsers send when they connect again, goes before it.',
      type: 'string',
      pattern: '^\\d{1,15}$',
      examples: ['1042'],
    }),
    from: z.enum(['start', 'now'], { error: 'is not known: give start or now' }).optional().meta({
      description:
        'Where to begin without an id: at the oldest event that is kept (a page does), or now (a stream does).',
    }),
    limit: z
      .string()
      .refine((text) => /^[1-9]\d{0,2}$/.test(text) && Number(text) <= EVENT_PAGE_MAX, {
        error: `is not a page size: give a whole number from 1 to ${EVENT_PAGE_MAX}`,
      })
      .transform(Number)
      .optional()
      .meta({
        description: 'Events per page, at most. Of pages only.',
        type: 'integer',
        minimum: 1,
        maximum: EVENT_PAGE_MAX,
        default: EVENT_PAGE_DEFAULT,
      }),
    cursor: pagingFields.cursor,
  })
  .refine(({ from, last_event_id }) => from === undefined || last_event_id === undefined, {
    path: ['from'],
    error: 'says where to begin, as last_event_id does: give one of both',
  });
export type EventsQuery = z.output<typeof eventsQuery>;

/** One event as subscribers get it: by stream, page and webhook alike. */
export const publishedEvent = z.object({
  place: z.int().nullable().meta({
    description: 'Its place in the stream, rising; the `id:` of a stream. Null of a test event.',
  }),
  id: z.string().meta({ description: 'Of the event: the same when it is told again.' }),
  type: z
    .string()
    .meta({ description: 'Topic and version of what `data` holds: `equal-index.composition.changed.v1`.' }),
  topic: z.string(),
  time: z.iso.datetime().meta({ description: 'When it happened.' }),
  index_id: z
    .string()
    .nullable()
    .meta({ description: 'The index concerned; null where it concerns none in particular.' }),
  data: z.record(z.string(), z.unknown()).meta({ description: 'What happened: see /asyncapi.json under the topic.' }),
});
export type PublishedEvent = z.infer<typeof publishedEvent>;

export const eventsAnswer = z.object({
  data: z.array(publishedEvent),
  last_event_id: z.string().meta({
    description:
      'Everything up to this place has been looked at: give it as `last_event_id` to go on, by page or by stream.',
  }),
  next_cursor: nextCursor,
  data_source: dataSource,
});
export type EventsAnswer = z.infer<typeof eventsAnswer>;

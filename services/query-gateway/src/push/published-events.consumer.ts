import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { Event } from '#contracts/envelope';
import { publicTopics, Service } from '#contracts/topics';
import type { PublicTopic } from '#contracts/topics';
import type { Inbox } from '#messaging/outbox';
import { DATABASE, INBOX } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { EventFeed } from './event-feed.js';
import { appendEvent } from './published-event.store.js';

const CONSUMER = 'published-events';

/**
 * Keeps what everybody may be told of. Events that were announced before there was this table are those that the stream still holds: a
 * group that meets a topic for the first time begins at its oldest message.
 */
@Controller()
export class PublishedEventsConsumer {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(INBOX) private readonly inbox: Inbox,
    private readonly feed: EventFeed,
  ) {}

  @EventPattern(publicTopics, { group: Service.queryGateway })
  async handle(@Payload() event: Event<PublicTopic>): Promise<void> {
    const { id, topic, body } = event;
    await this.database.transaction(async (transaction) => {
      if (!(await this.inbox.claim(transaction, CONSUMER, id))) return;
      const place = await appendEvent(transaction, {
        id,
        topic,
        index_id: 'index_id' in body ? body.index_id : null,
        occurred_at: new Date(event.time),
        body: JSON.stringify(body),
      });
      if (place !== null) transaction.afterCommit(() => this.feed.advance(place));
    });
  }
}

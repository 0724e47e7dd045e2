import { Module } from '@nestjs/common';
import { CoreModule } from '../core.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { EventFeed } from './event-feed.js';
import { EventStreams } from './event-streams.js';
import { EventsController } from './events.controller.js';
import { JobEventsController } from './job-events.controller.js';
import { PublishedEventsConsumer } from './published-events.consumer.js';
import { PushCleanup } from './push-cleanup.js';
import { WebhookSender } from './webhook-sender.js';
import { WebhookTargets } from './webhook-targets.js';
import { WebhookTests } from './webhook-tests.js';
import { WebhookWorker } from './webhook-worker.js';
import { WebhooksController } from './webhooks.controller.js';

/** Events as they happen: stored, streamed, and sent to webhooks. */
@Module({
  imports: [CoreModule, JobsModule],
  controllers: [EventsController, JobEventsController, WebhooksController, PublishedEventsConsumer],
  providers: [EventFeed, EventStreams, PushCleanup, WebhookSender, WebhookTargets, WebhookTests, WebhookWorker],
})
export class PushModule {}

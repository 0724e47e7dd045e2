import { Module } from '@nestjs/common';
import { CoreModule } from '../core.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { DeadLettersConsumer } from './dead-letters.consumer.js';
import { JobProgressedConsumer } from './job-progressed.consumer.js';

/** What the workers say of jobs of every kind. */
@Module({
  imports: [CoreModule, JobsModule],
  controllers: [JobProgressedConsumer, DeadLettersConsumer],
})
export class JobReportsModule {}

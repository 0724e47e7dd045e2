import { Module } from '@nestjs/common';
import { CoreModule } from '../core.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { BuildIndexController } from './build-index.controller.js';
import { IndexConstructedConsumer } from './index-constructed.consumer.js';
import { PerformanceCalculatedConsumer } from './performance-calculated.consumer.js';

/** The order to build the index, from the request to its end. */
@Module({
  imports: [CoreModule, JobsModule],
  controllers: [BuildIndexController, IndexConstructedConsumer, PerformanceCalculatedConsumer],
})
export class BuildsModule {}

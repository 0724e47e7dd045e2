import { Module } from '@nestjs/common';
import { CoreModule } from '../core.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { ExportCompletedConsumer } from './export-completed.consumer.js';
import { ExportDataController } from './export-data.controller.js';
import { ExportsController } from './exports.controller.js';

/** Workbooks: ordered, and downloaded. */
@Module({
  imports: [CoreModule, JobsModule],
  controllers: [ExportDataController, ExportsController, ExportCompletedConsumer],
})
export class ExportsModule {}

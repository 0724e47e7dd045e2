import { Module } from '@nestjs/common';
import { CoreModule } from '../core.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { ImportsController } from './imports.controller.js';
import { UploadCleanup } from './upload-cleanup.js';

/** Files of market data that callers send, and what was rejected of them. */
@Module({
  imports: [CoreModule, JobsModule],
  controllers: [ImportsController],
  providers: [UploadCleanup],
})
export class ImportsModule {}

import { Module } from '@nestjs/common';
import { CoreModule } from '../core.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { AcquisitionsController } from './acquisitions.controller.js';
import { CoverageController } from './coverage.controller.js';
import { QualityController } from './quality.controller.js';
import { TableHashesController } from './table-hashes.controller.js';

/** The data that an index is made of: what is stored, how good it is, and how to get more of it. */
@Module({
  imports: [CoreModule, JobsModule],
  controllers: [AcquisitionsController, CoverageController, QualityController, TableHashesController],
})
export class MarketDataModule {}

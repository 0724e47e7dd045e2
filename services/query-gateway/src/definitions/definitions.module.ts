import { Module } from '@nestjs/common';
import { CoreModule } from '../core.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { IndicesController } from './indices.controller.js';
import { MarketPanels } from './market-panels.js';
import { WhatIfController } from './what-if.controller.js';

/** Indices by definition: kept ones, and what-if. */
@Module({
  imports: [CoreModule, JobsModule],
  controllers: [IndicesController, WhatIfController],
  providers: [MarketPanels],
})
export class DefinitionsModule {}

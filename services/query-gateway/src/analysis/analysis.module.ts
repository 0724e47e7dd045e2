import { Module } from '@nestjs/common';
import { CoreModule } from '../core.module.js';
import { MetricsController } from './metrics.controller.js';
import { TurnoverController } from './turnover.controller.js';

/** What is computed from the series of an index. */
@Module({ imports: [CoreModule], controllers: [MetricsController, TurnoverController] })
export class AnalysisModule {}

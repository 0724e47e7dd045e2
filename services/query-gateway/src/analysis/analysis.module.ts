import { Module } from '@nestjs/common';
import { CoreModule } from '../core.module.js';
import { CompositionsController } from './compositions.controller.js';
import { MetricsController } from './metrics.controller.js';
import { TurnoverController } from './turnover.controller.js';

/** What is computed from the series of an index. */
@Module({ imports: [CoreModule], controllers: [CompositionsController, MetricsController, TurnoverController] })
export class AnalysisModule {}

import { Module } from '@nestjs/common';
import { CoreModule } from '../core.module.js';
import { CompositionChangesController } from './composition-changes.controller.js';
import { CompositionsController } from './compositions.controller.js';
import { IndexCompositionController } from './index-composition.controller.js';
import { IndexPerformanceController } from './index-performance.controller.js';
import { MetricsController } from './metrics.controller.js';
import { RangeQuestions } from './range-questions.js';
import { TurnoverController } from './turnover.controller.js';

/** What an index was, session by session, and what is computed from that. */
@Module({
  imports: [CoreModule],
  controllers: [
    CompositionChangesController,
    CompositionsController,
    IndexCompositionController,
    IndexPerformanceController,
    MetricsController,
    TurnoverController,
  ],
  providers: [RangeQuestions],
})
export class SeriesModule {}

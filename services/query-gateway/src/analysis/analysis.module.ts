import { Module } from '@nestjs/common';
import { CoreModule } from '../core.module.js';

/** What is computed from the series of an index. */
@Module({ imports: [CoreModule] })
export class AnalysisModule {}

import { Module } from '@nestjs/common';
import { CoreModule } from '../core.module.js';

/** What the index says of single lines. */
@Module({ imports: [CoreModule] })
export class LinesModule {}

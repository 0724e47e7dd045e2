import { Module } from '@nestjs/common';
import { CoreModule } from '../core.module.js';

/** Indices by definition: kept ones, and what-if. */
@Module({ imports: [CoreModule] })
export class DefinitionsModule {}

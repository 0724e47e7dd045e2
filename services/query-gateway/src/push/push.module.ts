import { Module } from '@nestjs/common';
import { CoreModule } from '../core.module.js';

/** Events as they happen. */
@Module({ imports: [CoreModule] })
export class PushModule {}

import { Module } from '@nestjs/common';
import { CoreModule } from '../core.module.js';

/** Keys, and who wrote what. */
@Module({ imports: [CoreModule] })
export class AccessModule {}

import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { CoreModule } from '../core.module.js';
import { RequestTargets } from '../http/request-target.js';
import { AdmissionGuard } from './admission.guard.js';

/** Where every request comes in. */
@Module({
  imports: [CoreModule],
  providers: [RequestTargets, { provide: APP_GUARD, useClass: AdmissionGuard }],
})
export class EntranceModule {}

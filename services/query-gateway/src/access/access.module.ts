import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { CoreModule } from '../core.module.js';
import { RequestTargets } from '../http/request-target.js';
import { AccessNotice } from './access-notice.js';
import { AdmissionGuard } from './admission.guard.js';
import { ApiKeys } from './api-keys.js';
import { AuditCleanup } from './audit-cleanup.js';
import { AuditController } from './audit.controller.js';
import { KeysController } from './keys.controller.js';

/** Keys, and who wrote what. */
@Module({
  imports: [CoreModule],
  controllers: [KeysController, AuditController],
  providers: [AccessNotice, ApiKeys, AuditCleanup, RequestTargets, { provide: APP_GUARD, useClass: AdmissionGuard }],
})
export class AccessModule {}

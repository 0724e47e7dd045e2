import { Module } from '@nestjs/common';
import { CoreModule } from '../core.module.js';
import { AccessNotice } from './access-notice.js';
import { ApiKeys } from './api-keys.js';
import { AuditCleanup } from './audit-cleanup.js';
import { AuditController } from './audit.controller.js';
import { KeysController } from './keys.controller.js';

/** Keys, and who wrote what. */
@Module({
  imports: [CoreModule],
  controllers: [KeysController, AuditController],
  providers: [AccessNotice, ApiKeys, AuditCleanup],
})
export class AccessModule {}

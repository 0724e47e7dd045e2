import { Module } from '@nestjs/common';
import { Service } from '#contracts/topics';
import { PlatformModule } from '#runtime/platform.module';
import { Admission } from './access/admission.js';
import { AuditLog } from './access/audit-log.js';
import { Authenticator } from './access/authenticator.js';
import { KeyUse } from './access/key-use.js';
import { AnswerCache } from './answers/answer-cache.js';
import { AnswerWriter } from './answers/answer.writer.js';
import { DataRevisions } from './answers/data-revision.js';
import { Concurrency } from './limits/concurrency.js';
import { FairUse } from './limits/fair-use.js';

const platform = PlatformModule.forService(Service.queryGateway);

const shared = [
  Admission,
  AnswerCache,
  AnswerWriter,
  AuditLog,
  Authenticator,
  Concurrency,
  DataRevisions,
  FairUse,
  KeyUse,
];

/** What every part of the gateway uses: its store, who may come in, and how answers are written. */
@Module({ imports: [platform], providers: shared, exports: [platform, ...shared] })
export class CoreModule {}

import { Module } from '@nestjs/common';
import { Service } from '#contracts/topics';
import { PlatformModule } from '#runtime/platform.module';
import { AuditLog } from './access/audit-log.js';
import { Authenticator } from './access/authenticator.js';
import { CallerAddress } from './access/caller-address.js';
import { KeyUse } from './access/key-use.js';
import { AnswerCache } from './answers/answer-cache.js';
import { AnswerWriter } from './answers/answer.writer.js';
import { DataRevisions } from './answers/data-revision.js';
import { ReadyAnswers } from './answers/ready-answers.js';
import { StreamWriter } from './answers/stream.writer.js';
import { Admission } from './entrance/admission.js';
import { HotPath } from './entrance/hot-path.js';
import { CrossOrigin } from './http/cross-origin.js';
import { SecurityHeaders } from './http/security-headers.js';
import { Concurrency } from './limits/concurrency.js';
import { FairUse } from './limits/fair-use.js';
import { RefusedKeys } from './limits/refused-keys.js';

const platform = PlatformModule.forService(Service.queryGateway);

const shared = [
  Admission,
  AnswerCache,
  AnswerWriter,
  AuditLog,
  Authenticator,
  CallerAddress,
  Concurrency,
  CrossOrigin,
  DataRevisions,
  FairUse,
  HotPath,
  KeyUse,
  ReadyAnswers,
  RefusedKeys,
  SecurityHeaders,
  StreamWriter,
];

/** What every part of the gateway uses: its store, who may come in, and how answers are written. */
@Module({ imports: [platform], providers: shared, exports: [platform, ...shared] })
export class CoreModule {}

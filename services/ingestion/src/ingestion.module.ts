import { Module } from '@nestjs/common';
import { Service } from '#contracts/topics';
import { PlatformModule } from '#runtime/platform.module';
import { ImportRequestedConsumer } from './import-requested.consumer.js';
import { ImportService } from './import.service.js';

@Module({
  imports: [PlatformModule.forService(Service.ingestion)],
  controllers: [ImportRequestedConsumer],
  providers: [ImportService],
  exports: [ImportService],
})
export class IngestionModule {}

import { Module } from '@nestjs/common';
import { Service } from '#contracts/topics';
import { PlatformModule } from '#runtime/platform.module';
import { ExportRequestedConsumer } from './export-requested.consumer.js';

@Module({
  imports: [PlatformModule.forService(Service.export)],
  controllers: [ExportRequestedConsumer],
})
export class ExportModule {}

import { Module } from '@nestjs/common';
import { Service } from '#contracts/topics';
import { PlatformModule } from '#runtime/platform.module';
import { ImportRequestedConsumer } from './import-requested.consumer.js';
import { ImportService } from './import.service.js';

/** For the demo of the standalone process, which loads the simulated market without HTTP. */
export { ImportService };

@Module({
  imports: [PlatformModule.forService(Service.ingestion)],
  controllers: [ImportRequestedConsumer],
  providers: [ImportService],
  exports: [ImportService],
})
export class IngestionModule {}

import { Module } from '@nestjs/common';
import { Service } from '#contracts/topics';
import { PlatformModule } from '#runtime/platform.module';
import { IndexBuildRequestedConsumer } from './consumers/index-build-requested.consumer.js';
import { PricesIngestedConsumer } from './consumers/prices-ingested.consumer.js';
import { IndexWorker } from './index-worker.js';

@Module({
  imports: [PlatformModule.forService(Service.indexConstruction)],
  controllers: [IndexBuildRequestedConsumer, PricesIngestedConsumer],
  providers: [IndexWorker],
})
export class IndexConstructionModule {}

import { Module } from '@nestjs/common';
import { Service } from '#contracts/topics';
import { PlatformModule } from '#runtime/platform.module';
import { IndexConstructedConsumer } from './index-constructed.consumer.js';

@Module({
  imports: [PlatformModule.forService(Service.performance)],
  controllers: [IndexConstructedConsumer],
})
export class PerformanceModule {}

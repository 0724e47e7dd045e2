import { Module } from '@nestjs/common';
import type { MiddlewareConsumer, NestModule } from '@nestjs/common';
import { Service } from '#contracts/topics';
import { PlatformModule } from '#runtime/platform.module';
import { configureGateway, gatewayControllers, gatewayProviders } from './query-gateway.parts.js';

/** The only door for callers: answers questions about the index, takes files and orders, and keeps the jobs. */
@Module({
  imports: [PlatformModule.forService(Service.queryGateway)],
  controllers: gatewayControllers,
  providers: gatewayProviders,
})
export class QueryGatewayModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    configureGateway(consumer);
  }
}

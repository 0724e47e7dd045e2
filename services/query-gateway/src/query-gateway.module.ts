import { Module } from '@nestjs/common';
import type { MiddlewareConsumer, NestModule } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { Service } from '#contracts/topics';
import { PlatformModule } from '#runtime/platform.module';
import { AnswerCache } from './answers/answer-cache.js';
import { AnswerWriter } from './answers/answer.writer.js';
import { DataRevisions } from './answers/data-revision.js';
import { DeadLettersConsumer } from './consumers/dead-letters.consumer.js';
import { ExportCompletedConsumer } from './consumers/export-completed.consumer.js';
import { IndexConstructedConsumer } from './consumers/index-constructed.consumer.js';
import { JobProgressedConsumer } from './consumers/job-progressed.consumer.js';
import { PerformanceCalculatedConsumer } from './consumers/performance-calculated.consumer.js';
import { DashboardController } from './dashboard/dashboard.controller.js';
import { AcquisitionsController } from './http/acquisitions.controller.js';
import { BuildIndexController } from './http/build-index.controller.js';
import { CompositionChangesController } from './http/composition-changes.controller.js';
import { CoverageController } from './http/coverage.controller.js';
import { DocumentsController } from './http/documents.controller.js';
import { ExportDataController } from './http/export-data.controller.js';
import { ExportsController } from './http/exports.controller.js';
import { allowedMethods, jsonBody, securityHeaders } from './http/http.middleware.js';
import { ImportsController } from './http/imports.controller.js';
import { IndexCompositionController } from './http/index-composition.controller.js';
import { IndexPerformanceController } from './http/index-performance.controller.js';
import { JobsController } from './http/jobs.controller.js';
import { ProblemFilter } from './http/problem.filter.js';
import { QualityController } from './http/quality.controller.js';
import { TableHashesController } from './http/table-hashes.controller.js';
import { AcquisitionJobs } from './jobs/acquisition-jobs.js';
import { JobLifecycle } from './jobs/job-lifecycle.js';
import { JobWaiter } from './jobs/job-waiter.js';
import { JobResponder } from './jobs/job.responder.js';
import { JobRequests } from './jobs/request-job.js';
import { UploadCleanup } from './uploads/upload-cleanup.js';

/** The only door for callers: answers questions about the index, takes files and orders, and keeps the jobs. */
@Module({
  imports: [PlatformModule.forService(Service.queryGateway)],
  controllers: [
    IndexPerformanceController,
    IndexCompositionController,
    CompositionChangesController,
    BuildIndexController,
    ExportDataController,
    ExportsController,
    ImportsController,
    AcquisitionsController,
    CoverageController,
    QualityController,
    JobsController,
    TableHashesController,
    DocumentsController,
    DashboardController,
    JobProgressedConsumer,
    IndexConstructedConsumer,
    PerformanceCalculatedConsumer,
    ExportCompletedConsumer,
    DeadLettersConsumer,
  ],
  providers: [
    AcquisitionJobs,
    AnswerCache,
    AnswerWriter,
    DataRevisions,
    JobLifecycle,
    JobRequests,
    JobResponder,
    JobWaiter,
    UploadCleanup,
    { provide: APP_FILTER, useClass: ProblemFilter },
  ],
})
export class QueryGatewayModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(securityHeaders, allowedMethods).forRoutes('{*path}');
    consumer
      .apply(jsonBody)
      .forRoutes(
        ...['build-index', 'v1/build-index', 'export-data', 'v1/export-data'],
        ...['v1/acquisitions', 'v1/quality/decisions'],
      );
  }
}

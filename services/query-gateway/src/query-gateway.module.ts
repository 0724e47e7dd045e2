import { Module } from '@nestjs/common';
import type { MiddlewareConsumer, NestModule } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { operations } from '#contracts/api/operations';
import { AccessModule } from './access/access.module.js';
import { ApiKeys } from './access/api-keys.js';
import { Admission } from './access/admission.js';
import { AnalysisModule } from './analysis/analysis.module.js';
import { DeadLettersConsumer } from './consumers/dead-letters.consumer.js';
import { ExportCompletedConsumer } from './consumers/export-completed.consumer.js';
import { IndexConstructedConsumer } from './consumers/index-constructed.consumer.js';
import { PerformanceCalculatedConsumer } from './consumers/performance-calculated.consumer.js';
import { CoreModule } from './core.module.js';
import { DashboardController } from './dashboard/dashboard.controller.js';
import { DefinitionsModule } from './definitions/definitions.module.js';
import { DocumentPages } from './documents/document-pages.js';
import { AcquisitionsController } from './http/acquisitions.controller.js';
import { BuildIndexController } from './http/build-index.controller.js';
import { CompositionChangesController } from './http/composition-changes.controller.js';
import { CoverageController } from './http/coverage.controller.js';
import { DocumentsController } from './http/documents.controller.js';
import { ExportDataController } from './http/export-data.controller.js';
import { ExportsController } from './http/exports.controller.js';
import { CrossOrigin } from './http/cross-origin.js';
import { allowedMethods, jsonBody } from './http/http.middleware.js';
import { ImportsController } from './http/imports.controller.js';
import { IndexCompositionController } from './http/index-composition.controller.js';
import { IndexPerformanceController } from './http/index-performance.controller.js';
import { ProblemFilter } from './http/problem.filter.js';
import { QualityController } from './http/quality.controller.js';
import { SecurityHeaders } from './http/security-headers.js';
import { TableHashesController } from './http/table-hashes.controller.js';
import { JobsModule } from './jobs/jobs.module.js';
import { LinesModule } from './lines/lines.module.js';
import { PushModule } from './push/push.module.js';
import { UploadCleanup } from './uploads/upload-cleanup.js';

export { ApiKeys };

/** Where a body of JSON is read, as the router writes paths. */
const jsonBodyRoutes = operations
  .filter(({ body }) => body !== undefined)
  .flatMap(({ paths }) => paths.map((path) => path.slice(1).replaceAll(/\{(\w+)\}/g, ':$1')));

/** The only door for callers: answers questions about the index, takes files and orders, and keeps the jobs. */
@Module({
  imports: [CoreModule, JobsModule, AnalysisModule, LinesModule, DefinitionsModule, PushModule, AccessModule],
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
    TableHashesController,
    DocumentsController,
    DashboardController,
    IndexConstructedConsumer,
    PerformanceCalculatedConsumer,
    ExportCompletedConsumer,
    DeadLettersConsumer,
  ],
  providers: [DocumentPages, UploadCleanup, { provide: APP_FILTER, useClass: ProblemFilter }],
})
export class QueryGatewayModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(SecurityHeaders, CrossOrigin, allowedMethods, Admission).forRoutes('{*path}');
    consumer.apply(jsonBody).forRoutes(...jsonBodyRoutes);
  }
}

import { Module } from '@nestjs/common';
import type { MiddlewareConsumer, NestModule } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { operations } from '#contracts/api/operations';
import { AccessModule } from './access/access.module.js';
import { ApiKeys } from './access/api-keys.js';
import { BuildsModule } from './builds/builds.module.js';
import { CoreModule } from './core.module.js';
import { DashboardModule } from './dashboard/dashboard.module.js';
import { DefinitionsModule } from './definitions/definitions.module.js';
import { DocumentsModule } from './documents/documents.module.js';
import { Admission } from './entrance/admission.js';
import { EntranceModule } from './entrance/entrance.module.js';
import { ExportsModule } from './exports/exports.module.js';
import { CrossOrigin } from './http/cross-origin.js';
import { allowedMethods, jsonBody } from './http/http.middleware.js';
import { ProblemFilter } from './http/problem.filter.js';
import { SecurityHeaders } from './http/security-headers.js';
import { ImportsModule } from './imports/imports.module.js';
import { JobReportsModule } from './job-reports/job-reports.module.js';
import { JobsModule } from './jobs/jobs.module.js';
import { LinesModule } from './lines/lines.module.js';
import { MarketDataModule } from './market-data/market-data.module.js';
import { PushModule } from './push/push.module.js';
import { SeriesModule } from './series/series.module.js';

export { ApiKeys };

/** Where a body of JSON is read, as the router writes paths. */
const jsonBodyRoutes = operations
  .filter(({ body }) => body !== undefined)
  .flatMap(({ paths }) => paths.map((path) => path.slice(1).replaceAll(/\{(\w+)\}/g, ':$1')));

/** The only door for callers: answers questions about the index, takes files and orders, and keeps the jobs. */
@Module({
  imports: [
    CoreModule,
    EntranceModule,
    AccessModule,
    SeriesModule,
    LinesModule,
    DefinitionsModule,
    MarketDataModule,
    BuildsModule,
    ImportsModule,
    ExportsModule,
    JobsModule,
    JobReportsModule,
    PushModule,
    DocumentsModule,
    DashboardModule,
  ],
  providers: [{ provide: APP_FILTER, useClass: ProblemFilter }],
})
export class QueryGatewayModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(SecurityHeaders, CrossOrigin, allowedMethods, Admission).forRoutes('{*path}');
    consumer.apply(jsonBody).forRoutes(...jsonBodyRoutes);
  }
}

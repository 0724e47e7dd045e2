import { Module } from '@nestjs/common';
import { Service } from '#contracts/topics';
import { PlatformModule } from '#runtime/platform.module';
import { AcquisitionObservation } from './acquisition/acquisition-observation.js';
import { AcquisitionRequestsConsumer } from './acquisition/acquisition-requests.consumer.js';
import { acquisitionResources, UpstreamsCloser } from './acquisition/acquisition-resources.js';
import { AcquisitionWorker } from './acquisition/acquisition-worker.js';
import { ImportRequestedConsumer } from './import-requested.consumer.js';
import { ImportService } from './import.service.js';
import { QualityDecisionConsumer } from './quality/quality-decision.consumer.js';
import { QualityWorker } from './quality/quality-worker.js';

/** For the demo of the standalone process, which loads the simulated market without HTTP. */
export { ImportService };

@Module({
  imports: [PlatformModule.forService(Service.ingestion)],
  controllers: [ImportRequestedConsumer, AcquisitionRequestsConsumer, QualityDecisionConsumer],
  providers: [
    ImportService,
    ...acquisitionResources,
    AcquisitionObservation,
    AcquisitionWorker,
    QualityWorker,
    UpstreamsCloser,
  ],
  exports: [ImportService],
})
export class IngestionModule {}

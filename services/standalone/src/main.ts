import { Service } from '#contracts/topics';
import { runService } from '#runtime/run-service';
import { ExportModule } from '#services/export/src/export.module';
import { IndexConstructionModule } from '#services/index-construction/src/index-construction.module';
import { IngestionModule } from '#services/ingestion/src/ingestion.module';
import { PerformanceModule } from '#services/performance/src/performance.module';
import { QueryGatewayModule } from '#services/query-gateway/src/query-gateway.module';
import { runDemo } from './demo.js';
import { welcome } from './welcome.js';

await runService({
  services: Object.values(Service),
  modules: [IngestionModule, IndexConstructionModule, PerformanceModule, QueryGatewayModule, ExportModule],
  defaultProfile: 'standalone',
  afterStart: async (running) => {
    await running.started();
    try {
      await runDemo(running);
    } catch (error) {
      // The service itself is well; it can be asked and filled by hand.
      running.logger.error({ err: error }, 'The demo could not be completed');
    }
    if (!running.stopping.aborted) welcome(running);
  },
});

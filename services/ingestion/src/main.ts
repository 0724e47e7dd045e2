import { Service } from '#contracts/topics';
import { runService } from '#runtime/run-service';
import { IngestionModule } from './ingestion.module.js';

await runService({ services: [Service.ingestion], modules: [IngestionModule], defaultProfile: 'distributed' });

import { Service } from '#contracts/topics';
import { runService } from '#runtime/run-service';
import { ExportModule } from './export.module.js';

await runService({ services: [Service.export], modules: [ExportModule], defaultProfile: 'distributed' });

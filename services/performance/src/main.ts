import { Service } from '#contracts/topics';
import { runService } from '#runtime/run-service';
import { PerformanceModule } from './performance.module.js';

await runService({ services: [Service.performance], modules: [PerformanceModule], defaultProfile: 'distributed' });

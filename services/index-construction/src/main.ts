import { Service } from '#contracts/topics';
import { runService } from '#runtime/run-service';
import { IndexConstructionModule } from './index-construction.module.js';

await runService({
  services: [Service.indexConstruction],
  modules: [IndexConstructionModule],
  defaultProfile: 'distributed',
});

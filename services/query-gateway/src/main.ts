import { Service } from '#contracts/topics';
import { runService } from '#runtime/run-service';
import { QueryGatewayModule } from './query-gateway.module.js';

await runService({ services: [Service.queryGateway], modules: [QueryGatewayModule], defaultProfile: 'distributed' });

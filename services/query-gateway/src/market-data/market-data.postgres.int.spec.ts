import { startGateway } from '../../test/gateway-app.js';
import type { GatewayApp } from '../../test/gateway-app.js';
import { openPostgres } from '../../test/postgres-store.js';
import { describeCoverage } from './coverage.contract.js';
import { describeQuality } from './quality.contract.js';

const start = (today: string): Promise<GatewayApp> => startGateway(today, openPostgres);

describeCoverage('PostgreSQL', start);
describeQuality('PostgreSQL', start);

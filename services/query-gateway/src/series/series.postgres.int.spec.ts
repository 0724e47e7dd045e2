import { startGateway } from '../../test/gateway-app.js';
import type { GatewayApp } from '../../test/gateway-app.js';
import { openPostgres } from '../../test/postgres-store.js';
import { describeAsKnownAt } from './as-known-at.contract.js';
import { describeSeries } from './series.contract.js';

const start = (today: string): Promise<GatewayApp> => startGateway(today, openPostgres);

describeSeries('PostgreSQL', start);
describeAsKnownAt('PostgreSQL', start);

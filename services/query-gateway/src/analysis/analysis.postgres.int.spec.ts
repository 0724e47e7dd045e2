import { startGateway } from '../../test/gateway-app.js';
import { openPostgres } from '../../test/postgres-store.js';
import { describeAnalysis } from './analysis.contract.js';

describeAnalysis('PostgreSQL', (today) => startGateway(today, openPostgres));

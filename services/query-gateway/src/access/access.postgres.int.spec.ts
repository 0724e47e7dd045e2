import { startGateway } from '../../test/gateway-app.js';
import { openPostgres } from '../../test/postgres-store.js';
import { describeAudit } from './audit.contract.js';
import { describeKeys } from './keys.contract.js';

describeKeys('PostgreSQL', (today, settings) => startGateway(today, openPostgres, settings));
describeAudit('PostgreSQL', (today, settings) => startGateway(today, openPostgres, settings));

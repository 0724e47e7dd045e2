import { startGateway } from '../../test/gateway-app.js';
import { openPostgres } from '../../test/postgres-store.js';
import { describeLines } from './lines.contract.js';

describeLines('PostgreSQL', (today) => startGateway(today, openPostgres));

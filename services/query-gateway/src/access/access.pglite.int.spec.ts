import { startGateway } from '../../test/gateway-app.js';
import { describeAudit } from './audit.contract.js';
import { describeKeys } from './keys.contract.js';

describeKeys('PGlite', (today, settings) => startGateway(today, undefined, settings));
describeAudit('PGlite', (today, settings) => startGateway(today, undefined, settings));

import { startGateway } from '../../test/gateway-app.js';
import { describeCoverage } from './coverage.contract.js';
import { describeQuality } from './quality.contract.js';

describeCoverage('PGlite', startGateway);
describeQuality('PGlite', startGateway);

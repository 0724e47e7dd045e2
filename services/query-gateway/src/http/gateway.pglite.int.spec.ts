import { startGateway } from '../../test/gateway-app.js';
import { describeAsKnownAt } from './as-known-at.contract.js';
import { describeCoverage } from './coverage.contract.js';
import { describeQuality } from './quality.contract.js';

describeAsKnownAt('PGlite', startGateway);
describeCoverage('PGlite', startGateway);
describeQuality('PGlite', startGateway);

import { startGateway } from '../../test/gateway-app.js';
import { describeAsKnownAt } from './as-known-at.contract.js';
import { describeSeries } from './series.contract.js';

describeSeries('PGlite', startGateway);
describeAsKnownAt('PGlite', startGateway);

import { startGateway } from '../../test/gateway-app.js';
import { describeAnalysis } from './analysis.contract.js';

describeAnalysis('PGlite', startGateway);

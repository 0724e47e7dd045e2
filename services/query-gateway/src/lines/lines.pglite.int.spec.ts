import { startGateway } from '../../test/gateway-app.js';
import { describeLines } from './lines.contract.js';

describeLines('PGlite', startGateway);

import { startGateway } from '../../test/gateway-app.js';
import { closed } from '../../test/keyed-gateway.js';
import { describeIdempotency } from './idempotency.contract.js';

describeIdempotency('PGlite', async () => {
  const gateway = await startGateway('2023-02-03', undefined, closed);
  return { gateways: [gateway], stop: () => gateway.close() };
});

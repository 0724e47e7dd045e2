import { startRealPostgres } from '#testing/real-services';
import { startGateway } from '../../test/gateway-app.js';
import { closed } from '../../test/keyed-gateway.js';
import { openPostgresAt } from '../../test/postgres-store.js';
import { describeIdempotency } from './idempotency.contract.js';

describeIdempotency('PostgreSQL, two replicas', async () => {
  const server = await startRealPostgres();
  const open = () => Promise.resolve(openPostgresAt(server.url));
  // One after the other: the first one migrates.
  const gateways = [await startGateway('2023-02-03', open, closed), await startGateway('2023-02-03', open, closed)];
  return {
    gateways,
    stop: async () => {
      for (const gateway of gateways) await gateway.close();
      await server.stop();
    },
  };
});

/** The product as it is deployed: its services from `dist` over a PostgreSQL, a Kafka and a Redis of their own, on this machine. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, isAlive, stopProcess } from '../../deploy/native/processes.mjs';
import { launchService, migrate, serviceNames, stopServices } from '../../deploy/native/product-services.mjs';
import { settingsOf, startServiceSet, stopServiceSet } from '../../deploy/native/service-set.mjs';
import { highLimits, prepare } from './prepare.mjs';
import { stopOnSignal } from './stop-on-signal.mjs';

/** Like `startProduct`, with `redis` to take away and bring back. */
export async function startServices() {
  const directory = mkdtempSync(join(tmpdir(), 'bench-services-'));
  // PostgreSQL runs as another user when root starts it.
  chmodSync(directory, 0o755);
  const adminKey = randomBytes(24).toString('hex');
  const starting = launch(directory, { ...process.env, ...highLimits, ACCESS: 'keys', ADMIN_API_KEY: adminKey });
  const stop = stopOnSignal(async () => {
    // What is half started is not yet known by its process.
    const started = await starting.catch(() => null);
    // A process that is frozen does not end in good order.
    started?.redis.resume();
    await stopServices(directory);
    await stopServiceSet(directory);
    rmSync(directory, { recursive: true, force: true });
  });
  try {
    const { url, redis } = await starting;
    return { url, redis, key: await prepare(url, adminKey), stop };
  } catch (error) {
    await stop();
    throw new Error('the services could not be prepared', { cause: error });
  }
}

async function launch(directory, given) {
  const set = await startServiceSet({ directory });
  const environment = { ...given, ...settingsOf(set) };
  await migrate(environment);
  const [gateway] = await Promise.all(
    serviceNames.map(async (name) => launchService({ name, port: await freePort(), directory, environment })),
  );
  return { url: `http://127.0.0.1:${gateway.port}`, redis: redisOf(directory, set.redis) };
}

/** The Redis of the services. */
function redisOf(directory, state) {
  let running = state;
  const signal = (name) => {
    if (isAlive(running)) process.kill(running.pid, name);
  };
  return {
    /** Connections stay open and nothing answers. */
    freeze: () => signal('SIGSTOP'),
    resume: () => signal('SIGCONT'),
    kill: () => stopProcess(running, { signal: 'SIGKILL' }),
    /** After `kill`, at the same address, empty. Resolves when it answers. */
    start: async () => {
      running = (await startServiceSet({ directory, ports: { redis: running.port } })).redis;
    },
    /** How many answers it keeps. */
    answers: () => {
      const listing = ['-p', String(running.port), '--scan', '--pattern', '*:answer:*'];
      return execFileSync('redis-cli', listing, { encoding: 'utf8' }).split('\n').length - 1;
    },
  };
}

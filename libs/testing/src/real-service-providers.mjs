/**
 * Where a real service comes from: given by the environment, a container, or a process of this machine. Each provider returns
 * an instance: `address`, `kill` (at once), `terminate` (orderly), `start` (same address, same data), `pause`, `resume`,
 * `destroy` (with its data), `identity` (what to look for should this process die first).
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { startKafka } from '../../../deploy/native/kafka.mjs';
import { POSTGRES_STOP_SIGNAL, startPostgres } from '../../../deploy/native/postgres.mjs';
import { freePort, stopProcess } from '../../../deploy/native/processes.mjs';
import { startRedis } from '../../../deploy/native/redis.mjs';

const nothing = async () => undefined;

export function givenInstance(kind) {
  const address = {
    postgres: process.env.DATABASE_URL,
    kafka: process.env.KAFKA_BROKERS,
    redis: process.env.REDIS_URL,
  }[kind];
  if (!address) return null;
  return { kind, provider: 'given', address, destroy: nothing, identity: () => ({}) };
}

let nativeCount = 0;

export async function nativeInstance(kind, folder) {
  const directory = join(folder, `${kind}-${(nativeCount += 1)}`);
  const launch = { postgres: startPostgres, kafka: startKafka, redis: startRedis }[kind];
  const signal = kind === 'postgres' ? POSTGRES_STOP_SIGNAL : 'SIGTERM';
  let state = await launch({ directory, throwaway: true });
  const stop = (options) => stopProcess(state, options);
  return {
    kind,
    provider: 'native',
    address: state.url ?? state.brokers,
    kill: () => stop({ signal: 'SIGKILL' }),
    terminate: () => stop({ signal }),
    start: async () => {
      state = await launch({ directory, throwaway: true, port: state.port, controllerPort: state.controllerPort });
    },
    pause: async () => process.kill(state.pid, 'SIGSTOP'),
    resume: async () => process.kill(state.pid, 'SIGCONT'),
    destroy: async () => {
      await stop({ signal: 'SIGKILL' });
      rmSync(directory, { recursive: true, force: true });
    },
    identity: () => ({ pid: state.pid, startedAt: state.startedAt }),
  };
}
Object.defineProperty(nativeInstance, 'providerName', { value: 'native' });

/** Image, port inside, environment and command per kind; the port outside is fixed so that a restart keeps the address. */
function containerPlan(kind, port) {
  const images = {
    postgres: process.env.TEST_POSTGRES_IMAGE ?? 'postgres:15',
    kafka: process.env.TEST_KAFKA_IMAGE ?? 'apache/kafka:4.0.0',
    redis: process.env.TEST_REDIS_IMAGE ?? 'redis:7',
  };
  const plans = {
    postgres: {
      inside: 5432,
      environment: { POSTGRES_PASSWORD: 'test' },
      command: ['postgres', '-c', 'fsync=off', '-c', 'full_page_writes=off', '-c', 'max_connections=200'],
      address: `postgres://postgres:test@127.0.0.1:${port}/postgres`,
    },
    kafka: {
      inside: 9092,
      environment: {
        KAFKA_NODE_ID: '1',
        KAFKA_PROCESS_ROLES: 'broker,controller',
        KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093',
        KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
        KAFKA_LISTENERS: 'PLAINTEXT://:9092,CONTROLLER://:9093',
        KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://127.0.0.1:${port}`,
        KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
        KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
        KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS: '5',
        KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
        KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
        KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
        KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
      },
      address: `127.0.0.1:${port}`,
    },
    redis: { inside: 6379, environment: {}, address: `redis://127.0.0.1:${port}` },
  };
  return { image: images[kind], ...plans[kind] };
}

/** The engine's client, or null when no engine answers. */
async function engine() {
  // The reaper's image cannot be had everywhere; the host of the run removes its containers itself.
  process.env.TESTCONTAINERS_RYUK_DISABLED ??= 'true';
  const testcontainers = await import('testcontainers');
  try {
    const { container } = await testcontainers.getContainerRuntimeClient();
    return { GenericContainer: testcontainers.GenericContainer, dockerode: container.dockerode };
  } catch {
    return null;
  }
}

export async function startDockerInstance(kind) {
  const client = await engine();
  if (!client) return null;
  const port = await freePort();
  const plan = containerPlan(kind, port);
  const container = new client.GenericContainer(plan.image)
    .withEnvironment(plan.environment)
    .withExposedPorts({ container: plan.inside, host: port })
    .withStartupTimeout(90_000);
  if (plan.command) container.withCommand(plan.command);
  const started = await container.start();
  const handle = client.dockerode.getContainer(started.getId());
  return {
    kind,
    provider: 'docker',
    address: plan.address,
    kill: () => handle.kill({ signal: 'SIGKILL' }),
    terminate: () => handle.stop({ t: 15 }),
    start: () => handle.start(),
    pause: () => handle.pause(),
    resume: () => handle.unpause(),
    destroy: () => handle.remove({ force: true, v: true }),
    identity: () => ({ container: started.getId() }),
  };
}
Object.defineProperty(startDockerInstance, 'providerName', { value: 'docker' });

export async function removeLeftContainers(ids) {
  const client = await engine();
  for (const id of ids)
    await client?.dockerode
      .getContainer(id)
      .remove({ force: true, v: true })
      .catch(() => undefined);
}

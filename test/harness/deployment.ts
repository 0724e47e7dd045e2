import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Service } from '#contracts/topics';
import { startRealKafka, startRealPostgres, startRealRedis } from '#testing/real-services';
import { ApiClient } from './api-client.js';
import { freePort, ProductProcess } from './product-process.js';

export type DeploymentProfile = 'standalone' | 'distributed';

/** The product, started with an empty store, as seen from outside. */
export interface Deployment {
  readonly profile: DeploymentProfile;
  readonly api: ApiClient;
  /** Every process of it; a test may kill and start them. */
  readonly processes: readonly ProductProcess[];
  /** The broker's address; null where there is none. */
  readonly brokers: string | null;
  stop(): Promise<void>;
}

/** The profiles that this run covers: both, or the one that SYSTEM_TEST_PROFILE names. */
export function profilesUnderTest(): DeploymentProfile[] {
  const all: DeploymentProfile[] = ['standalone', 'distributed'];
  const named = process.env['SYSTEM_TEST_PROFILE'];
  if (named === undefined || named === '') return all;
  const chosen = all.filter((profile) => profile === named);
  if (chosen.length === 0) throw new Error(`SYSTEM_TEST_PROFILE is "${named}"; give standalone or distributed.`);
  return chosen;
}

export function startDeployment(
  profile: DeploymentProfile,
  settings: Readonly<Record<string, string>> = {},
): Promise<Deployment> {
  return profile === 'standalone' ? startStandalone(settings) : startDistributed(settings);
}

/** Runs each even when one fails, then throws what failed: a failed stop must not leave the others running. */
async function endAll(steps: readonly (() => Promise<void> | void)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join('\n'));
}

async function startStandalone(settings: Readonly<Record<string, string>>): Promise<Deployment> {
  const folder = mkdtempSync(join(tmpdir(), 'ewi-system-'));
  const removeFolder = (): void => rmSync(folder, { recursive: true, force: true });
  const product = new ProductProcess('standalone', await freePort(), folder, {
    PROFILE: 'standalone',
    DATA_DIR: join(folder, 'data'),
    DEMO: 'off',
    ...settings,
  });
  try {
    await product.start();
  } catch (error) {
    await endAll([() => product.kill(), removeFolder]);
    throw error;
  }
  return {
    profile: 'standalone',
    api: new ApiClient(product.url),
    processes: [product],
    brokers: null,
    stop: () => endAll([() => product.stop(), removeFolder]),
  };
}

async function startDistributed(settings: Readonly<Record<string, string>>): Promise<Deployment> {
  const folder = mkdtempSync(join(tmpdir(), 'ewi-system-'));
  const cleanUp: (() => Promise<void> | void)[] = [() => rmSync(folder, { recursive: true, force: true })];
  const lent = async <T extends { stop(): Promise<void> }>(service: Promise<T>): Promise<T> => {
    const started = await service;
    cleanUp.unshift(() => started.stop());
    return started;
  };
  try {
    const postgres = await lent(startRealPostgres());
    const kafka = await lent(startRealKafka());
    const redis = await lent(startRealRedis());
    const environment = {
      PROFILE: 'distributed',
      DATABASE_URL: postgres.url,
      KAFKA_BROKERS: kafka.brokers,
      REDIS_URL: redis.url,
      // As standalone is on loopback: what is tested is not who may come in, unless a test says so.
      ACCESS: 'open',
      ...settings,
    };
    await migrate(postgres.url);
    const processes: ProductProcess[] = [];
    for (const name of Object.values(Service)) {
      processes.push(new ProductProcess(name, await freePort(), folder, environment));
    }
    cleanUp.unshift(() => endAll(processes.map((process_) => () => process_.stop())));
    await Promise.all(processes.map((process_) => process_.start()));
    const gateway = processes.find(({ name }) => name === Service.queryGateway);
    if (gateway === undefined) throw new Error('The distributed profile has no gateway.');
    return {
      profile: 'distributed',
      api: new ApiClient(gateway.url),
      processes,
      brokers: kafka.brokers,
      stop: () => endAll(cleanUp),
    };
  } catch (error) {
    await endAll(cleanUp).catch(() => undefined);
    throw error;
  }
}

async function migrate(databaseUrl: string): Promise<void> {
  const { NODE_OPTIONS: _ignored, ...inherited } = process.env;
  await promisify(execFile)(process.execPath, [join(process.cwd(), 'deploy/migrate.mjs')], {
    env: { ...inherited, DATABASE_URL: databaseUrl },
  });
}

/**
 * Real PostgreSQL, Kafka and Redis for tests.
 *
 * Taken from, in this order: the environment (`DATABASE_URL`, `KAFKA_BROKERS`, `REDIS_URL`), a Docker engine if one answers
 * (testcontainers), the programs of this machine (`deploy/native`). `TEST_SERVICES=docker|native` allows only that one. There is
 * no other way out: where none can be had, the call rejects and says what to do.
 *
 * What is given must be there for tests only: topics and groups of a given broker and the keys of a given Redis are deleted.
 *
 * Each call gives services to the caller alone: a fresh database, a broker without topics (its internal ones apart) or groups, an empty Redis. They are started once
 * per run and lent again after `stop`; all of them end with the run, also when it fails or is killed.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface RealService {
  /** Gives it back. Close your own connections first: a broker or a database in use is thrown away. */
  stop(): Promise<void>;
  /** Ends it at once, as a power cut would. Its data stays. */
  kill(): Promise<void>;
  /** Starts it after `kill`: same address, same data. Resolves when it answers. */
  start(): Promise<void>;
  /** An orderly stop and a start. */
  restart(): Promise<void>;
  /** Freezes it: connections stay open and nothing answers. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** `given` services can be stopped only, not killed, restarted or paused. */
  readonly provider: 'given' | 'docker' | 'native';
}
export interface RealPostgres extends RealService {
  /** Of a fresh database, as a superuser. */
  readonly url: string;
}
export interface RealKafka extends RealService {
  /** host:port[,host:port…] */
  readonly brokers: string;
}
export interface RealRedis extends RealService {
  readonly url: string;
}

type Kind = 'postgres' | 'kafka' | 'redis';
interface Lease {
  readonly lease: string;
  readonly address: string;
  readonly provider: RealService['provider'];
}

const HOST_START_MILLISECONDS = 30_000;

/** The process whose end is the end of the run: a test worker's parent, or this very process. */
function runOwner(): number {
  return process.send === undefined ? process.pid : process.ppid;
}

function hostFile(folder: string): string {
  return join(folder, 'host.json');
}

/** Only one caller of a run makes the folder; he starts the host, the others wait for its address. */
function startHostOnce(folder: string, owner: number): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
    throw error;
  }
  const script = join(process.cwd(), 'libs/testing/src/real-service-host.mjs');
  if (!existsSync(script)) throw new Error(`Run tests from the repository's root: ${script} is not there.`);
  const log = openSync(join(folder, 'host.log'), 'a');
  // The tests' loader options are not the host's.
  const { NODE_OPTIONS: _ignored, ...environment } = process.env;
  const stdio: ('ignore' | number)[] = ['ignore', log, log];
  spawn(process.execPath, [script, folder, String(owner)], { detached: true, stdio, env: environment }).unref();
}

async function hostAddress(): Promise<string> {
  const owner = runOwner();
  const folder = join(tmpdir(), `ewi-test-${process.getuid?.() ?? 0}-${owner}`);
  startHostOnce(folder, owner);
  const deadline = Date.now() + HOST_START_MILLISECONDS;
  while (!existsSync(hostFile(folder))) {
    if (Date.now() > deadline) {
      const log = join(folder, 'host.log');
      throw new Error(
        `The host of the test services did not start. ${existsSync(log) ? readFileSync(log, 'utf8') : ''}`,
      );
    }
    await sleep(50);
  }
  const { port } = JSON.parse(readFileSync(hostFile(folder), 'utf8')) as { port: number };
  return `http://127.0.0.1:${port}`;
}

async function ask<Answer>(path: string, body: Record<string, string>): Promise<Answer> {
  const response = await fetch(`${await hostAddress()}${path}`, { method: 'POST', body: JSON.stringify(body) });
  const answer = (await response.json()) as Answer & { message?: string };
  if (!response.ok) throw new Error(answer.message);
  return answer;
}

async function lend(kind: Kind): Promise<RealService & { readonly address: string }> {
  const { lease, address, provider } = await ask<Lease>('/lease', { kind });
  const act = (action: string) => async (): Promise<void> => {
    await ask('/act', { lease, action });
  };
  return {
    address,
    provider,
    stop: async () => {
      await ask('/release', { lease });
    },
    kill: act('kill'),
    start: act('start'),
    restart: act('restart'),
    pause: act('pause'),
    resume: act('resume'),
  };
}

export async function startRealPostgres(): Promise<RealPostgres> {
  const { address, ...service } = await lend('postgres');
  return { url: address, ...service };
}

export async function startRealKafka(): Promise<RealKafka> {
  const { address, ...service } = await lend('kafka');
  return { brokers: address, ...service };
}

export async function startRealRedis(): Promise<RealRedis> {
  const { address, ...service } = await lend('redis');
  return { url: address, ...service };
}

import { Controller, Inject, Injectable, Module } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { Event } from '#contracts/envelope';
import { Service, Topic } from '#contracts/topics';
import type { Outbox } from '#messaging/outbox';
import type { Database } from '#storage/database';
import { migrate } from '#storage/migrate';
import { createPostgresDatabase } from '#storage/postgres-database';
import { eventually } from '#testing/eventually';
import { startRealKafka, startRealPostgres, startRealRedis } from '#testing/real-services';
import type { RealKafka, RealPostgres, RealRedis } from '#testing/real-services';
import { parseConfiguration } from './configuration.js';
import type { ReadinessReport } from './health.js';
import { createLogger } from './logging.js';
import { PlatformModule } from './platform.module.js';
import { startService } from './run-service.js';
import type { RunningService } from './run-service.js';
import { DATABASE, OUTBOX } from './tokens.js';

const LIMIT_MS = 120_000;
/** Within which a service notices that something is lost, or there again. */
const RECOVERY_MS = 60_000;
const handled: string[] = [];

@Injectable()
class Announcer {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(OUTBOX) private readonly outbox: Outbox,
  ) {}

  announce(jobId: string): Promise<void> {
    const body = { job_id: jobId, status: 'running', progress: 0, result: null, error: null } as const;
    return this.database.transaction((transaction) =>
      this.outbox.append(transaction, [{ topic: Topic.jobProgressed, key: jobId, body }]),
    );
  }

  async role(): Promise<string> {
    const [row] = await this.database.query<{ role: string }>('select current_user::text as role');
    return row?.role ?? '';
  }
}

@Controller()
class JobConsumer {
  @EventPattern(Topic.jobProgressed, { group: Service.export })
  async onJob(@Payload() event: Event<typeof Topic.jobProgressed>): Promise<void> {
    handled.push(event.body.job_id);
    await Promise.resolve();
  }
}

@Module({
  imports: [PlatformModule.forService(Service.export)],
  controllers: [JobConsumer],
  providers: [Announcer],
})
class TestModule {}

let postgres: RealPostgres;
let kafka: RealKafka;
let redis: RealRedis;
let service: RunningService | null = null;

beforeAll(async () => {
  [postgres, kafka, redis] = await Promise.all([startRealPostgres(), startRealKafka(), startRealRedis()]);
}, LIMIT_MS);
afterAll(async () => {
  await service?.stop();
  await Promise.all([postgres.stop(), kafka.stop(), redis.stop()]);
}, LIMIT_MS);

async function readiness(url: string): Promise<ReadinessReport & { status: number }> {
  const response = await fetch(`${url}/readyz`);
  return { ...((await response.json()) as ReadinessReport), status: response.status };
}

describe('a service among others', () => {
  it(
    'is up before the store is migrated, says why it is not ready, and goes on by itself',
    async () => {
      const configuration = parseConfiguration({
        environment: {
          HOST: '127.0.0.1',
          PORT: '0',
          DATABASE_URL: postgres.url,
          KAFKA_BROKERS: kafka.brokers,
          REDIS_URL: redis.url,
        },
        defaultProfile: 'distributed',
        workingDirectory: '/',
        terminal: false,
        readTextFile: () => '',
      });
      const logger = createLogger({ logLevel: 'error', logFormat: 'json' }, 'export', { write: () => undefined });
      service = await startService({ services: [Service.export], modules: [TestModule] }, configuration, logger);
      const { url } = service;
      expect((await fetch(`${url}/healthz`)).status).toBe(200);
      const early = await readiness(url);
      expect(early.status).toBe(503);
      expect(early.checks['database']?.status).toBe('failed');
      expect(early.checks['process']).toEqual({ status: 'failed', reason: 'the process is starting' });

      const owner = createPostgresDatabase({
        url: postgres.url,
        role: null,
        maxConnections: 1,
        statementTimeoutMs: 0,
        applicationName: 'spec',
        onError: () => undefined,
      });
      await migrate(owner);
      await owner.close();
      expect(await service.started()).toBe(true);
      await eventually('ready after the migration', async () => (await readiness(url)).status === 200, RECOVERY_MS);
    },
    LIMIT_MS,
  );

  it('works under the role of its service', async () => {
    expect(await service?.app.get(Announcer).role()).toBe('equal_index_export');
    const metrics = await (await fetch(`${service?.url}/metrics`)).text();
    expect(metrics).toMatch(/database_connections\{service="export",state="idle"\} [1-9]/);
  });

  it('carries an event from the outbox over the broker to its handler', async () => {
    const jobId = '0d2f7c0a-0a4e-4f83-9d0f-0f6f3c1b7a10';
    await service?.app.get(Announcer).announce(jobId);
    await eventually('handled', () => handled.includes(jobId), RECOVERY_MS);
  });

  it(
    'is ready but degraded without Redis',
    async () => {
      const { url } = service ?? { url: '' };
      await eventually(
        'Redis is there',
        async () => (await readiness(url)).checks['cache']?.status === 'ok',
        RECOVERY_MS,
      );
      // A Redis that somebody lends is not ours to kill; its loss is cut on the wire in the cache's own suite.
      if (redis.provider === 'given') return;
      await redis.kill();
      await eventually(
        'Redis is missed',
        async () => (await readiness(url)).checks['cache']?.status === 'degraded',
        RECOVERY_MS,
      );
      expect((await readiness(url)).status).toBe(200);
      await redis.start();
      await eventually(
        'Redis is back',
        async () => (await readiness(url)).checks['cache']?.status === 'ok',
        RECOVERY_MS,
      );
    },
    LIMIT_MS,
  );

  it(
    'is not ready while the broker is away, keeps what it announces, and heals by itself',
    async () => {
      // A broker that somebody lends is not ours to kill.
      if (kafka.provider === 'given') return;
      const { url, app } = service ?? {};
      if (url === undefined || app === undefined) throw new Error('the service did not start');
      await kafka.kill();
      const jobId = '1c0b9a58-7d44-4b43-8a52-5cf0a3a4d7a2';
      await app.get(Announcer).announce(jobId);
      await eventually('the lost broker is seen', async () => (await readiness(url)).status === 503, RECOVERY_MS);
      expect((await fetch(`${url}/healthz`)).status).toBe(200);
      await kafka.start();
      await eventually('ready again', async () => (await readiness(url)).status === 200, 90_000);
      await eventually('what waited is handled', () => handled.includes(jobId), RECOVERY_MS);
    },
    LIMIT_MS * 2,
  );

  it(
    'stops in order, within its time',
    async () => {
      const begun = performance.now();
      expect(await service?.stop()).toBe(true);
      expect(performance.now() - begun).toBeLessThan(10_000);
    },
    LIMIT_MS,
  );
});

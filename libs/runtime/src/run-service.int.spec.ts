import type { Server } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Controller, Get, Inject, Injectable, Module, Post } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { Event } from '#contracts/envelope';
import { Service, Topic } from '#contracts/topics';
import { currentTraceId } from '#messaging/trace-context';
import type { Inbox, Outbox } from '#messaging/outbox';
import type { Database } from '#storage/database';
import { eventually } from '#testing/eventually';
import { parseConfiguration } from './configuration.js';
import type { Configuration } from './configuration.js';
import type { Readiness } from './health.js';
import { createLogger } from './logging.js';
import type { Metrics } from './metrics.js';
import { PlatformModule } from './platform.module.js';
import { startService } from './run-service.js';
import type { RunningService } from './run-service.js';
import { DATABASE, INBOX, METRICS, OUTBOX, READINESS } from './tokens.js';

/** A promise that the test settles, and whether anybody waits for it. */
class Gate {
  private release: () => void = () => undefined;
  readonly opened = new Promise<void>((resolve) => (this.release = resolve));
  private arrive: () => void = () => undefined;
  readonly reached = new Promise<void>((resolve) => (this.arrive = resolve));

  async pass(): Promise<void> {
    this.arrive();
    await this.opened;
  }

  open(): void {
    this.release();
  }
}

/** What the handlers of the test service wait for and see; one test at a time. */
const scene = { request: new Gate(), message: new Gate(), handled: [] as string[], traces: [] as (string | null)[] };

const jobId = '3f1c1c0e-6a52-4f0e-9a7c-0d3b8f0a1b2c';

@Injectable()
class Announcer {
  constructor(
    @Inject(DATABASE) readonly database: Database,
    @Inject(OUTBOX) private readonly outbox: Outbox,
    @Inject(INBOX) readonly inbox: Inbox,
  ) {}

  announce(): Promise<void> {
    const body = { job_id: jobId, status: 'running', progress: 0, result: null, error: null } as const;
    return this.database.transaction((transaction) =>
      this.outbox.append(transaction, [{ topic: Topic.jobProgressed, key: jobId, body }]),
    );
  }
}

/** A module's own look at how it is. */
@Injectable()
class Watched {
  constructor(@Inject(METRICS) metrics: Metrics, @Inject(READINESS) readiness: Readiness) {
    readiness.add({ name: 'watched', run: () => ({ status: 'degraded', left: 3 }) });
    metrics.beforeRead(() => metrics.upstreamQuotaLeft.set({ vendor: 'watched' }, 3));
  }
}

@Controller()
class TestController {
  constructor(private readonly announcer: Announcer) {}

  @Get('slow')
  async slow(): Promise<{ done: true }> {
    await scene.request.pass();
    return { done: true };
  }

  @Get('items/:id')
  item(): { ok: true } {
    return { ok: true };
  }

  @Post('announce')
  async announce(): Promise<{ trace: string | null }> {
    await this.announcer.announce();
    return { trace: currentTraceId() };
  }

  @EventPattern(Topic.jobProgressed, { group: Service.performance })
  async onJob(@Payload() event: Event<typeof Topic.jobProgressed>): Promise<void> {
    await scene.message.pass();
    scene.traces.push(currentTraceId());
    scene.handled.push(event.body.job_id);
  }
}

@Module({
  imports: [PlatformModule.forService(Service.performance)],
  controllers: [TestController],
  providers: [Announcer, Watched],
})
class TestModule {}

const directory = mkdtempSync(join(tmpdir(), 'run-service-'));
const logLines: string[] = [];
const running: RunningService[] = [];

function configure(environment: Record<string, string> = {}): Configuration {
  return parseConfiguration({
    environment: { PORT: '0', DATA_DIR: directory, ...environment },
    defaultProfile: 'standalone',
    workingDirectory: directory,
    terminal: false,
    readTextFile: () => '',
  });
}

async function start(environment: Record<string, string> = {}): Promise<RunningService> {
  const configuration = configure(environment);
  const logger = createLogger({ logLevel: 'debug', logFormat: 'json' }, 'test', {
    write: (line) => void logLines.push(line),
  });
  const service = await startService({ services: [Service.performance], modules: [TestModule] }, configuration, logger);
  running.push(service);
  await service.started();
  return service;
}

beforeEach(() => {
  scene.request = new Gate();
  scene.message = new Gate();
  scene.handled = [];
  scene.traces = [];
  logLines.length = 0;
});
afterEach(async () => {
  scene.request.open();
  scene.message.open();
  await Promise.all(running.splice(0).map((service) => service.stop()));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('a running service', () => {
  it('tells that it lives and that it is ready, with every check', async () => {
    const { url } = await start();
    expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'ok' });
    const ready = await fetch(`${url}/readyz`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toEqual({
      status: 'ready',
      checks: {
        process: { status: 'ok' },
        database: { status: 'ok' },
        consumers: { status: 'ok', groups: { performance: 'running' } },
        handlers: { status: 'ok' },
        outbox: { status: 'ok', backlog: { performance: 0 } },
        cache: { status: 'ok' },
        watched: { status: 'degraded', left: 3 },
      },
    });
  });

  it('keeps the ids of a request, from the header over the event to its handler and the log', async () => {
    scene.message.open();
    const { url } = await start();
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    const response = await fetch(`${url}/announce`, {
      method: 'POST',
      headers: { 'x-request-id': 'order-7', traceparent: `00-${trace}-00f067aa0ba902b7-01` },
    });
    expect(response.headers.get('x-request-id')).toBe('order-7');
    expect(response.headers.get('x-powered-by')).toBeNull();
    expect(await response.json()).toEqual({ trace });
    await eventually('the message is handled', () => scene.handled.length === 1);
    expect(scene.traces).toEqual([trace]);
    const answered = logLines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(answered).toContainEqual(
      expect.objectContaining({ route: '/announce', status: 201, request_id: 'order-7', trace_id: trace }),
    );
  });

  it('measures requests by route, and messages by topic and group', async () => {
    scene.message.open();
    const { url } = await start();
    await fetch(`${url}/items/1`);
    await fetch(`${url}/items/2`);
    await fetch(`${url}/nowhere/at/all`);
    await fetch(`${url}/announce`, { method: 'POST' });
    await eventually('the message is handled', () => scene.handled.length === 1);
    // A message can be handled before those who published it and took it have counted it.
    let metrics = '';
    await eventually('both are counted', async () => {
      metrics = await (await fetch(`${url}/metrics`)).text();
      return /^events_published_total.* 1$/m.test(metrics) && /^messages_total.* 1$/m.test(metrics);
    });
    expect(metrics).toContain('http_request_duration_seconds_count{method="GET",route="/items/:id",status="200"} 2');
    expect(metrics).toContain('http_request_duration_seconds_count{method="GET",route="none",status="404"} 1');
    expect(metrics).toContain('messages_total{group="performance",topic="job.progressed",outcome="succeeded"} 1');
    expect(metrics).toContain('events_published_total{service="performance"} 1');
    expect(metrics).toContain('consumer_running{group="performance"} 1');
    expect(metrics).toContain('outbox_backlog{service="performance"} 0');
    expect(metrics).toContain('upstream_quota_left{vendor="watched"} 3');
    expect(metrics).toContain('process_cpu_seconds_total');
  });

  it('keeps an idle connection longer than callers and balancers do, and waits for slow uploads', async () => {
    const { url, app } = await start();
    expect((await fetch(`${url}/healthz`)).headers.get('keep-alive')).toBe('timeout=75');
    const server: Server = app.getHttpServer();
    expect(server.requestTimeout).toBeGreaterThan(60 * 60 * 1000);
    expect(server.headersTimeout).toBeLessThan(120_000);
  });
});

describe('stopping', () => {
  it('finishes the request and the message in hand, takes no further one, and gives the store free', async () => {
    const service = await start();
    const answer = fetch(`${service.url}/slow`);
    await fetch(`${service.url}/announce`, { method: 'POST' });
    await Promise.all([scene.request.reached, scene.message.reached]);

    const stopped = service.stop();
    expect(service.stopping.aborted).toBe(true);
    await expect(fetch(`${service.url}/healthz`)).rejects.toThrow();
    expect(scene.handled).toEqual([]);
    scene.request.open();
    scene.message.open();

    expect(await (await answer).json()).toEqual({ done: true });
    expect(await stopped).toBe(true);
    expect(await service.stop()).toBe(true);
    expect(scene.handled).toEqual([jobId]);

    await start();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(scene.handled).toEqual([jobId]);
  });

  it('does not wait for a handler that hangs longer than the time to stop; its message comes again', async () => {
    const service = await start({ SHUTDOWN_TIMEOUT_MS: '1000' });
    await fetch(`${service.url}/announce`, { method: 'POST' });
    await scene.message.reached;
    const begun = performance.now();
    await service.stop();
    expect(performance.now() - begun).toBeLessThan(1500);
    expect(scene.handled).toEqual([]);
  });
});

describe('a service that cannot start', () => {
  it('says that its port is taken, and gives the store free', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    await expect(start({ PORT: String(port) })).rejects.toThrow(
      `Port ${port} of 127.0.0.1 is in use by another program; set PORT to another one`,
    );
    other.close();
    scene.message.open();
    await start();
  });

  it('says that its store is in use', async () => {
    await start();
    await expect(start()).rejects.toThrow(/is in use by process \d+; stop it or choose another DATA_DIR/);
  });
});

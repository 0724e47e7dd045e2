import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { Topic } from '#contracts/topics';
import { sessionOnOrBefore } from '#domain/calendar';
import { startGateway } from './gateway-app.js';
import type { GatewayApp } from './gateway-app.js';
import { clearStore, storeIndex } from './index-fixture.js';
import { nextCommand, performanceCalculated, progressed } from './job-events.js';
import { acquiredSession, ingestedSession } from './session-fixture.js';

let gateway: GatewayApp;
let url: string;
beforeAll(async () => {
  gateway = await startGateway();
  url = `http://127.0.0.1:${(gateway.app.getHttpServer().address() as AddressInfo).port}`;
});
afterAll(() => gateway.close());
beforeEach(() => clearStore(gateway.store));

interface Run {
  readonly child: ChildProcess;
  readonly ended: Promise<{ code: number | null; output: string }>;
}

function run(...parameters: string[]): Run {
  const child = spawn(process.execPath, ['scripts/acquire.mjs', ...parameters, '--url', url], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += String(text)));
  const ended = new Promise<{ code: number | null; output: string }>((resolve) =>
    child.once('close', (code) => resolve({ code, output })),
  );
  return { child, ended };
}

const RANGE = { start_date: '2023-01-03', end_date: '2023-01-05' };
const DAYS = ['--from', RANGE.start_date, '--to', RANGE.end_date];
const resultOf = (complete: number) => ({
  ...{ ...RANGE, sessions: 3, complete, incomplete: 0, missing: 3 - complete },
  ...{ first_session: RANGE.start_date, last_session: RANGE.end_date },
});
const succeed = (id: string, complete: number) =>
  progressed(gateway, { job_id: id, status: 'succeeded', progress: 1, result: resultOf(complete) });
const statusOf = async (id: string) =>
  (await gateway.store.query<{ status: string }>('select status from jobs where id = $1::uuid', [id]))[0]?.status;

async function storeSessions(...dates: string[]): Promise<void> {
  for (const date of dates) await ingestedSession(gateway.store, { date, lines: 600 });
}

describe('npm run acquire', () => {
  it('acquires, names what is not complete with its reasons, and ends with 1 then', async () => {
    const { ended } = run(...DAYS, '--source', 'nasdaq', '--refresh', '--no-build');
    const command = await nextCommand(gateway);
    expect(command.topic).toBe(Topic.acquisitionRequested);
    expect(command.body).toMatchObject({ ...RANGE, source: 'nasdaq', refresh: true });
    await storeSessions('2023-01-03', '2023-01-05');
    await acquiredSession(gateway.store, { date: '2023-01-04', status: 'missing', reasons: ['nasdaq: HTTP 503'] });
    await succeed(command.body.job_id, 2);
    const { code, output } = await ended;
    expect(output).toContain('3 sessions: 2 complete, 0 incomplete, 1 missing');
    expect(output).toContain('2023-01-04 is missing: nasdaq: HTTP 503');
    expect(code).toBe(1);
  });

  it('builds an index that has never been built, and ends with 0', async () => {
    const { ended } = run(...DAYS);
    const { body } = await nextCommand(gateway);
    await storeIndex(gateway.store, { first: RANGE.start_date, last: RANGE.end_date });
    await succeed(body.job_id, 3);
    const build = await nextCommand(gateway);
    expect(build).toMatchObject({ topic: Topic.indexBuildRequested, body: RANGE });
    await performanceCalculated(gateway, build.body.job_id);
    const { code, output } = await ended;
    expect(output).toContain('3 sessions published; level 1020.1 on 2023-01-05');
    expect(code).toBe(0);
  });

  it('goes up to the last session that has closed, in ranges that the gateway takes, and builds no index again', async () => {
    await storeIndex(gateway.store, { first: '2023-01-03', last: '2023-01-05' });
    const then = gateway.clock.now;
    gateway.clock.now = () => new Date();
    const { ended } = run('--from', '2013-01-02');
    const first = await nextCommand(gateway);
    expect(first.body).toMatchObject({ start_date: '2013-01-02', end_date: '2023-01-09' });
    await succeed(first.body.job_id, 3);
    const second = await nextCommand(gateway);
    expect(second.body).toMatchObject({ start_date: '2023-01-10' });
    const end = second.body['end_date'] as string;
    expect(sessionOnOrBefore(end)).toBe(end);
    await succeed(second.body.job_id, 3);
    const { code, output } = await ended;
    gateway.clock.now = then;
    expect(output).toMatch(/and \d{4} more: http/);
    expect(await gateway.store.query('select id from jobs')).toHaveLength(2);
    expect(code).toBe(1);
  });

  it('cancels on Ctrl-C, says how to resume, and resumes', async () => {
    const first = run(...DAYS, '--no-build');
    const { body } = await nextCommand(gateway);
    const id = body.job_id;
    first.child.kill('SIGINT');
    expect(await nextCommand(gateway)).toMatchObject({
      topic: Topic.acquisitionRequested,
      body: { job_id: id, action: 'cancel' },
    });
    await progressed(gateway, { job_id: id, status: 'cancelled', progress: 0.3 });
    const cancelled = await first.ended;
    expect(cancelled.output).toContain(`npm run acquire -- --resume ${id} --url ${url}`);
    expect(cancelled.code).toBe(130);

    const second = run('--resume', id, '--no-build');
    expect((await nextCommand(gateway)).body).toMatchObject({ job_id: id, ...RANGE });
    expect(await statusOf(id)).toBe('queued');
    await storeSessions('2023-01-03', '2023-01-04', '2023-01-05');
    await succeed(id, 3);
    expect(await second.ended).toMatchObject({ code: 0, output: expect.stringContaining('3 complete') });
  });

  it('says what failed', async () => {
    const { ended } = run(...DAYS, '--no-build');
    const { body } = await nextCommand(gateway);
    const error = { type: '/problems/no-provider', title: 'No data vendor is configured', status: 422 };
    await progressed(gateway, {
      job_id: body.job_id,
      status: 'failed',
      error: { ...error, detail: 'Set MASSIVE_API_KEY.' },
    });
    const { code, output } = await ended;
    expect(output).toContain('No data vendor is configured. Set MASSIVE_API_KEY.');
    expect(code).toBe(1);
  });

  it.each([
    [[], 'Say either --from DAY'],
    [['--from', '2023-1-3'], '--from 2023-1-3 is no day'],
    [['--from', '2023-01-03', '--resume', 'x'], 'Say either --from DAY'],
    [['--resume', 'x', '--refresh'], 'leave out --to, --source and --refresh'],
    [['--form', '2023-01-03'], 'Unknown option'],
  ])('refuses %j with the reason', async (parameters, reason) => {
    const { code, output } = await run(...parameters).ended;
    expect(output).toContain(reason);
    expect(code).toBe(2);
  });
});

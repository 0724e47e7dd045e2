import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Service } from '#contracts/topics';
import { parseConfiguration } from '#runtime/configuration';
import { createLogger } from '#runtime/logging';
import { startService } from '#runtime/run-service';
import type { RunningService } from '#runtime/run-service';
import { migrate } from '#storage/migrate';
import { openPgliteDatabase } from '#storage/pglite-database';
import { storeIndex } from '../../test/index-fixture.js';
import { AnswerWriter } from '../answers/answer.writer.js';
import { QueryGatewayModule } from '../query-gateway.module.js';

const KEY = 'k'.repeat(40);
const PATH = '/v1/indices/top100-equal/performance?start_date=2023-01-03&end_date=2023-01-31';
const ROUTE = '/v1/indices/:index_id/performance';
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

const directory = mkdtempSync(join(tmpdir(), 'hot-path-'));
const lines: string[] = [];
let service: RunningService;
/** How many answers took the usual way. */
let usualWay = 0;

beforeAll(async () => {
  const configuration = parseConfiguration({
    environment: { PORT: '0', DATA_DIR: directory, ACCESS: 'keys', ADMIN_API_KEY: KEY },
    defaultProfile: 'standalone',
    workingDirectory: directory,
    terminal: false,
    readTextFile: () => '',
  });
  const store = await openPgliteDatabase({ directory });
  await migrate(store);
  await storeIndex(store, { first: '2023-01-03', last: '2023-02-28' });
  await store.close();

  const logger = createLogger({ logLevel: 'debug', logFormat: 'json' }, 'test', { write: (line) => lines.push(line) });
  service = await startService(
    { services: [Service.queryGateway], modules: [QueryGatewayModule] },
    configuration,
    logger,
  );
  await service.started();
  const writer = service.app.get(AnswerWriter, { strict: false });
  const answer = writer.answer.bind(writer);
  writer.answer = (...asked) => {
    usualWay += 1;
    return answer(...asked);
  };
});
afterAll(async () => {
  await service.stop();
  rmSync(directory, { recursive: true, force: true });
});

const ask = (headers: Record<string, string>): Promise<Response> =>
  fetch(`${service.url}${PATH}`, { headers: { authorization: `Bearer ${KEY}`, ...headers } });

async function answered(requestId: string | null): Promise<unknown> {
  for (
    const deadline = Date.now() + 10_000;
    Date.now() < deadline;
    await new Promise((resolve) => setTimeout(resolve, 10))
  ) {
    const found = lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .find((line) => line['request_id'] === requestId && line['msg'] === 'request answered');
    if (found !== undefined) return found;
  }
  throw new Error(`no answer to ${requestId} was logged`);
}

describe('a process that answers what it was asked before', () => {
  it('observes those answers like all others', async () => {
    const ids = ['first-1', 'again-2', 'not one', 'c'.repeat(200)];
    const seen: (string | null)[] = [];
    for (const id of ids) {
      const response = await ask({ 'x-request-id': id, traceparent: `00-${TRACE}-00f067aa0ba902b7-01` });
      expect(response.status).toBe(200);
      await response.arrayBuffer();
      const requestId = response.headers.get('x-request-id');
      seen.push(requestId);
      expect(await answered(requestId)).toMatchObject({ method: 'GET', route: ROUTE, status: 200, trace_id: TRACE });
    }
    expect(usualWay).toBe(1);
    expect(seen.slice(0, 2)).toEqual(ids.slice(0, 2));
    for (const made of seen.slice(2)) expect(made).toMatch(/^[0-9a-f-]{36}$/);
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    expect(metrics).toContain(`http_request_duration_seconds_count{method="GET",route="${ROUTE}",status="200"} 4`);
  });

  it('refuses every key that is not valid, and lives on', async () => {
    const before = usualWay;
    await (await ask({})).arrayBuffer();
    for (let key = 0; key < 3; key += 1) {
      const response = await ask({ authorization: `Bearer ${String(key).repeat(40)}` });
      expect([response.status, response.headers.has('x-request-id')]).toEqual([401, true]);
      await response.arrayBuffer();
    }
    expect((await ask({})).status).toBe(200);
    expect(usualWay).toBe(before);
  });
});

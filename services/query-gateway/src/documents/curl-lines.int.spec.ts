import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import request from 'supertest';
import type { JobKind } from '#contracts/api/job.schema';
import type { Operation } from '#contracts/api/operation';
import { operations } from '#contracts/api/operations';
import { problemType } from '#contracts/api/problem.schema';
import type { ProblemKind } from '#contracts/api/problem.schema';
import { startGateway } from '../../test/gateway-app.js';
import type { GatewayApp } from '../../test/gateway-app.js';
import { clearStore, storeIndex } from '../../test/index-fixture.js';
import { addressOf } from '../../test/keyed-gateway.js';

let gateway: GatewayApp;
let lines: ReadonlyMap<string, string>;
const folder = mkdtempSync(join(tmpdir(), 'ewi-docs-'));

beforeAll(async () => {
  gateway = await startGateway();
  writeFileSync(join(folder, 'prices.csv'), 'date,ticker,close,market_cap\n2023-01-03,AAPL,125.07,2e12\n');
  const { text } = await request(addressOf(gateway)).get('/docs').expect(200);
  lines = linesOf(text);
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await gateway.close();
});

/** The command of each operation, as a reader copies it from the page. */
function linesOf(page: string): Map<string, string> {
  const signs: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' };
  const cards = page.matchAll(
    /<article[^>]* aria-labelledby="(\w+)"[^>]*>[\s\S]*?<pre[^>]*class="docs-curl"[^>]*><code>([\s\S]*?)<\/code>/g,
  );
  return new Map(
    [...cards].map(([, id = '', text = '']) => [
      id,
      text.replaceAll(/&(?:lt|gt|quot|#39|amp);/g, (sign) => signs[sign] ?? sign),
    ]),
  );
}

const ID = '019a9c3e-5f00-7abc-8def-0123456789ab';

/** What the example of an operation is about. */
async function fill({ paths: [path = ''] }: Operation): Promise<void> {
  await clearStore(gateway.store);
  await storeIndex(gateway.store, { first: '2023-01-03', last: '2023-01-31' });
  const kind: JobKind = path.includes('acquisitions') ? 'acquisition' : path.includes('imports') ? 'import' : 'export';
  const order = { start_date: '2023-01-01', end_date: '2023-01-31', source: null, refresh: false };
  const status = path.endsWith('/resume') ? 'failed' : 'running';
  await gateway.store.execute(
    'insert into jobs (id, kind, status, request) values ($1::uuid, $2, $3, $4::text::jsonb)',
    [ID, kind, status, JSON.stringify(kind === 'import' ? { kind: 'prices', ...order } : order)],
  );
  await gateway.store.execute(
    `insert into exports (id, index_id, start_date, end_date, file_name, bytes, sha256, expires_at)
     values ($1::uuid, 'top100-equal', '2023-01-01', '2023-01-31', 'index.xlsx', 3, 'ab', '2023-02-10')`,
    [ID],
  );
  await gateway.store.executeScript(`
    truncate webhooks cascade;
    truncate api_keys;
    insert into webhooks (id, owner, url, topics, secret, created_at, status, position)
      values ('${ID}', 'open', 'https://example.org/hook', '{job.progressed}', 'secret'::bytea, now(), 'active', 0);
    insert into api_keys (id, prefix, hash, name, owner, scopes, created_at, created_by)
      values ('${ID}', 'ewi_aaaaaaaa', 'hash'::bytea, 'reporting', 'reporting', '{read}', now(), 'admin');`);
  await gateway.store.execute(
    `insert into export_chunks (export_id, position, data) values ($1::uuid, 0, 'abc'::bytea)`,
    [ID],
  );
}

it('are there, one per operation', () => {
  expect([...lines.keys()].sort()).toEqual(operations.map(({ id }) => id).sort());
});

/** What a command must not be answered with: then it is the command that is wrong. */
const MISUNDERSTOOD: readonly ProblemKind[] = [
  'invalid-request',
  'unsupported-media-type',
  'not-found',
  'not-acceptable',
];
/** Operations whose example needs what is not here: a receiver in the internet, a whole market, an index other than the default one. */
const NOT_HERE: readonly string[] = ['createWebhook', 'whatIf', 'createIndex', 'retireIndex'];

it.each(operations.map((operation) => [operation.id, operation] as const))(
  'the command of %s works as it is pasted',
  async (id, operation) => {
    await fill(operation);
    // Nobody works on jobs here, and a stream does not end: neither is waited for.
    const script = `curl() { command curl --silent --show-error --max-time 3 -H 'Prefer: respond-async' --write-out '\\nstatus %{http_code}\\n' "$@"; }\n${lines.get(id) ?? ''} || test $? = 28`;
    const { stdout } = await promisify(execFile)('sh', ['-c', script], { cwd: folder, maxBuffer: 64 * 1024 * 1024 });
    const status = Number(/^status (\d+)$/m.exec(stdout)?.[1]);
    // Not every example can come true here: there is no network for a webhook, say. But each is understood as it is meant.
    const types = operation.problems.filter((kind) => !MISUNDERSTOOD.includes(kind)).map(problemType);
    const type = /"type":"(\/problems\/[a-z-]+)"/.exec(stdout)?.[1] ?? '';
    const verdict = status >= 200 && status < 300 ? 'done' : types.includes(type) ? 'understood' : stdout.slice(0, 500);
    expect(NOT_HERE.includes(id) ? ['done', 'understood'] : ['done']).toContain(verdict);
  },
  30_000,
);

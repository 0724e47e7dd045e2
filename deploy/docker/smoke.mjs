/**
 * Goes the whole way through a running, empty installation: imports a small simulated market, builds the index, reads returns,
 * composition and changes, downloads the workbook, and reads the events back from the broker with a plain kafkajs consumer.
 * Ends with 1 and the reason at the first thing that is not as it should be.
 *
 * Usage: node deploy/docker/smoke.mjs [--compose]
 * With --compose the broker is read from inside the compose network, since its port is not published; otherwise KAFKA_BROKERS
 * says where it is. Environment: URL (http://127.0.0.1:8000), EWI_API_KEY (a key with every scope, such as the ADMIN_API_KEY).
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createSimulatedMarket, marketFileKinds } from '../../dist/libs/testing/src/market-simulator/market-csv.js';
import { defaultMarket } from '../../dist/libs/testing/src/market-simulator/market-options.js';

const url = process.env.URL ?? 'http://127.0.0.1:8000';
const key = process.env.EWI_API_KEY ?? '';
const access = key === '' ? {} : { authorization: `Bearer ${key}` };
const RANGE = { start_date: '2023-01-01', end_date: '2023-03-31' };
const JOB_MILLISECONDS = 120_000;

async function call(method, path, options = {}) {
  const headers = { ...access, ...options.headers };
  const response = await fetch(new URL(path, url), { method, ...options, headers });
  const bytes = Buffer.from(await response.arrayBuffer());
  assert.ok(response.ok, `${method} ${path} answered ${response.status}: ${bytes.toString('utf8').slice(0, 500)}`);
  return response.headers.get('content-type')?.includes('json') ? JSON.parse(bytes.toString('utf8')) : bytes;
}

/** What a job says when it is done. A call that waits answers with it; otherwise the job is asked until then. */
async function done(answer) {
  const deadline = Date.now() + JOB_MILLISECONDS;
  let job = await call('GET', `/v1/jobs/${answer.job_id}`);
  while (job.status !== 'succeeded') {
    assert.notEqual(job.status, 'failed', `job ${job.kind} failed: ${JSON.stringify(job.error)}`);
    assert.ok(Date.now() < deadline, `job ${job.kind} is still ${job.status}`);
    await sleep(200);
    job = await call('GET', `/v1/jobs/${answer.job_id}`);
  }
  return job.result;
}

const json = (body) => ({ headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

async function importMarket() {
  const market = createSimulatedMarket({
    ...defaultMarket,
    firstDate: '2022-12-01',
    lastDate: '2023-03-31',
    lines: 200,
  });
  for (const kind of marketFileKinds) {
    const pieces = [];
    for await (const piece of market.file(kind)) pieces.push(piece);
    const options = { headers: { 'content-type': 'text/csv' }, body: Buffer.concat(pieces) };
    const report = await done(await call('POST', `/v1/imports?kind=${kind}`, options));
    assert.equal(report.rows_rejected, 0, `${kind}: rows were rejected: ${JSON.stringify(report)}`);
    process.stdout.write(`imported ${kind}: ${report.rows_stored} of ${report.rows_read} rows\n`);
  }
}

/** Prints how many events of composition.changed the broker has; runs on this machine or in a container. */
function readEvents() {
  const script = readFileSync(fileURLToPath(new URL('./read-events.mjs', import.meta.url)));
  const node = ['node', '--input-type=module', '-'];
  const [command, ...args] = process.argv.includes('--compose')
    ? ['docker', 'compose', 'exec', '-T', 'query-gateway', ...node]
    : node;
  const text = execFileSync(command, args, {
    input: script,
    encoding: 'utf8',
    timeout: 90_000,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  return JSON.parse(text.trim().split('\n').at(-1));
}

try {
  await fetch(new URL('/healthz', url));
} catch (error) {
  process.stderr.write(
    `No gateway answers at ${url} (${error.cause?.code ?? error.message}): start it, or say in URL where it is.\n`,
  );
  process.exit(1);
}

// Closed is what it has to be, unless it was opened on purpose.
if (key !== '') assert.equal((await fetch(new URL('/v1/table-hashes', url))).status, 401, 'without a key it is closed');
await importMarket();
const built = await done(await call('POST', '/build-index', json(RANGE)));
assert.equal(built.first_session, '2023-01-03');
process.stdout.write(`built ${built.sessions} sessions, level ${built.level}\n`);

const range = `start_date=${RANGE.start_date}&end_date=${RANGE.end_date}`;
const performance = await call('GET', `/index-performance?${range}`);
assert.equal(performance.data.length, built.sessions);
assert.equal(performance.data.at(-1).level, built.level);
const composition = await call('GET', '/index-composition?date=2023-01-15');
assert.equal(composition.date, '2023-01-13');
assert.equal(composition.data.length, 100);
const changes = await call('GET', `/composition-changes?${range}`);
assert.equal(changes.data.length, built.composition_changes);
const exported = await done(await call('POST', '/export-data', json(RANGE)));
const workbook = await call('GET', exported.download_url);
assert.equal(workbook.length, exported.bytes);
assert.equal(workbook.subarray(0, 2).toString('latin1'), 'PK');
process.stdout.write(`${changes.data.length} changes, workbook ${exported.file_name} of ${exported.bytes} bytes\n`);

const events = readEvents();
assert.equal(events.initialized, 1, 'the broker has the initial composition once');
assert.equal(events.sessions.length, changes.data.length + 1, 'the broker has one event per session that changed');
assert.deepEqual(
  events.sessions.slice(1),
  changes.data.map(({ date }) => date),
);
process.stdout.write(`the broker has ${events.sessions.length} events; the whole way works\n`);

/** The product as measurements use it: one process from `dist`, with keys and limits on, filled with a simulated market. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSimulatedMarket, marketFileKinds } from '#testing/market-simulator/market-csv';
import { defaultMarket } from '#testing/market-simulator/market-options';

const READY_MS = 60_000;
const POLL_MS = 100;
const SETTLE_MS = 5_000;

/** A year and a bit: what a year of answers needs. */
const market = { ...defaultMarket, firstDate: '2022-12-01', lastDate: '2023-12-29', lines: 130 };

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

export async function startProduct() {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const port = await freePort();
  const adminKey = randomBytes(24).toString('hex');
  const log = join(folder, 'product.log');
  const out = openSync(log, 'a');
  const child = spawn(process.execPath, ['dist/services/standalone/src/main.js'], {
    stdio: ['ignore', out, out],
    env: {
      ...process.env,
      HOST: '127.0.0.1',
      PORT: String(port),
      DATA_DIR: join(folder, 'data'),
      DEMO: 'off',
      ACCESS: 'keys',
      ADMIN_API_KEY: adminKey,
      RATE_LIMIT_PER_MINUTE: '9999999',
      RATE_LIMIT_ADDRESS_PER_MINUTE: '9999999',
    },
  });
  const product = { url: `http://127.0.0.1:${port}`, process: child };
  const stop = async () => {
    if (child.exitCode === null) {
      child.kill('SIGTERM');
      await Promise.race([new Promise((resolve) => child.once('exit', resolve)), sleep(20_000)]);
      child.kill('SIGKILL');
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await untilReady(product, child);
    await fill(product.url, adminKey);
    const key = await readerKey(product.url, adminKey);
    // What is stored is being tidied up for a moment.
    await sleep(SETTLE_MS);
    return { ...product, key, stop };
  } catch (error) {
    const said = readFileSync(log, 'utf8').split('\n').slice(-20).join('\n');
    await stop();
    throw new Error(`the product could not be prepared; it said:\n${said}`, { cause: error });
  }
}

/** A key as callers have it. */
async function readerKey(url, adminKey) {
  const response = await fetch(`${url}/v1/keys`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'bench', scopes: ['read'] }),
  });
  const { key } = await response.json();
  if (key === undefined) throw new Error(`no key was made: ${response.status}`);
  return key;
}

async function untilReady({ url }, child) {
  const deadline = performance.now() + READY_MS;
  while (performance.now() < deadline && child.exitCode === null) {
    const ready = await fetch(`${url}/readyz`).catch(() => null);
    if (ready?.status === 200) return;
    await sleep(POLL_MS);
  }
  throw new Error(child.exitCode === null ? 'it was not ready in time' : `it ended with ${child.exitCode}`);
}

async function fill(url, key) {
  const order = async (path, init) => {
    const headers = { authorization: `Bearer ${key}`, prefer: 'wait=300', ...init.headers };
    const response = await fetch(`${url}${path}`, { method: 'POST', ...init, headers });
    const answer = await response.json();
    if (response.status !== 200) throw new Error(`${path}: ${response.status} ${JSON.stringify(answer)}`);
  };
  const source = createSimulatedMarket(market);
  for (const kind of marketFileKinds) {
    const body = Readable.toWeb(Readable.from(source.file(kind)));
    await order(`/v1/imports?kind=${kind}`, { body, duplex: 'half', headers: { 'content-type': 'text/csv' } });
  }
  await order('/build-index', {
    body: JSON.stringify({ start_date: market.firstDate, end_date: market.lastDate }),
    headers: { 'content-type': 'application/json' },
  });
}

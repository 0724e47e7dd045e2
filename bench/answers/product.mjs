/** The product as one process from `dist`, with keys and limits on, filled with a simulated market. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../deploy/native/processes.mjs';
import { highLimits, prepare } from './prepare.mjs';
import { stopOnSignal } from './stop-on-signal.mjs';

const READY_MS = 60_000;
const POLL_MS = 100;

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
      ...highLimits,
    },
  });
  const url = `http://127.0.0.1:${port}`;
  const stop = stopOnSignal(async () => {
    if (child.exitCode === null) {
      child.kill('SIGTERM');
      await Promise.race([new Promise((resolve) => child.once('exit', resolve)), sleep(20_000)]);
      child.kill('SIGKILL');
    }
    rmSync(folder, { recursive: true, force: true });
  });
  try {
    await untilReady(url, child);
    return { url, key: await prepare(url, adminKey), stop };
  } catch (error) {
    const said = readFileSync(log, 'utf8').split('\n').slice(-20).join('\n');
    await stop();
    throw new Error(`the product could not be prepared; it said:\n${said}`, { cause: error });
  }
}

async function untilReady(url, child) {
  const deadline = performance.now() + READY_MS;
  while (performance.now() < deadline && child.exitCode === null) {
    const ready = await fetch(`${url}/readyz`).catch(() => null);
    if (ready?.status === 200) return;
    await sleep(POLL_MS);
  }
  throw new Error(child.exitCode === null ? 'it was not ready in time' : `it ended with ${child.exitCode}`);
}

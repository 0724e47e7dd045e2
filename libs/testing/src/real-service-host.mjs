/**
 * Keeps real PostgreSQL, Kafka and Redis for one test run and lends them to its spec files.
 *
 * Started by `real-services.ts` on the first call of a run, detached from the test workers; ends by itself, with everything
 * it started, as soon as the process that owns the run is gone, however that ended. An instance is lent to one caller at a
 * time, emptied when it comes back, and then lent again, so a caller may kill it without harm to others.
 *
 * Arguments: the state folder, the owner's process id. Speaks JSON over HTTP on loopback: POST /lease, /release, /act.
 */
import { randomUUID } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { isAlive, readState, stopProcess, writeState } from '../../../deploy/native/processes.mjs';
import { clean, prepare, waitUntilReady } from './real-service-clients.mjs';
import { givenInstance, nativeInstance, removeLeftContainers, startDockerInstance } from './real-service-providers.mjs';

const [folder, ownerId] = process.argv.slice(2);
const owner = { pid: Number(ownerId), startedAt: null };
const OWNER_CHECK_MILLISECONDS = 300;

/** Every instance of the run: `{ kind, provider, busy, running, … }`. */
const instances = [];
const leases = new Map();

function remember() {
  writeState(
    join(folder, 'instances.json'),
    instances.map((instance) => instance.identity()),
  );
}

async function startInstance(kind) {
  const given = givenInstance(kind);
  if (given) return given;
  const wanted = process.env.TEST_SERVICES ?? 'any';
  const failures = [];
  for (const provider of [startDockerInstance, nativeInstance]) {
    if (wanted !== 'any' && wanted !== provider.providerName) continue;
    try {
      const instance = await provider(kind, folder);
      if (instance) return instance;
      failures.push(`${provider.providerName}: no engine answers`);
    } catch (error) {
      failures.push(`${provider.providerName}: ${error.message}`);
    }
  }
  const variable = { postgres: 'DATABASE_URL', kafka: 'KAFKA_BROKERS', redis: 'REDIS_URL' }[kind];
  throw new Error(
    `No ${kind} to test with. Set ${variable}, or start a Docker engine, or see deploy/native. (${failures.join('; ')})`,
  );
}

/** Waits for a given instance (there is only one of it); otherwise takes an idle one or starts another. */
async function takeInstance(kind) {
  for (;;) {
    const idle = instances.find((instance) => instance.kind === kind && !instance.busy);
    if (idle) {
      idle.busy = true;
      return idle;
    }
    if (!instances.some((instance) => instance.kind === kind && instance.provider === 'given')) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const instance = await startInstance(kind);
  instance.busy = true;
  instances.push(instance);
  remember();
  await waitUntilReady(instance);
  await clean(instance);
  return instance;
}

async function discard(instance) {
  const position = instances.indexOf(instance);
  if (position >= 0) instances.splice(position, 1);
  await instance.destroy();
  remember();
}

const actions = {
  async kill(instance) {
    await instance.kill();
  },
  async start(instance) {
    await instance.start();
    await waitUntilReady(instance);
  },
  async restart(instance) {
    await instance.terminate();
    await actions.start(instance);
  },
  async pause(instance) {
    await instance.pause();
  },
  async resume(instance) {
    await instance.resume();
  },
};

const routes = {
  async '/lease'({ kind }) {
    const instance = await takeInstance(kind);
    try {
      const id = randomUUID();
      const address = await prepare(instance, id);
      leases.set(id, instance);
      return { lease: id, address, provider: instance.provider };
    } catch (error) {
      await discard(instance);
      throw error;
    }
  },
  async '/act'({ lease, action }) {
    const instance = leases.get(lease);
    if (!instance) throw new Error('This service was stopped already.');
    if (instance.provider === 'given')
      throw new Error(`A ${instance.kind} given from outside cannot be told to ${action}.`);
    await actions[action](instance);
    remember();
    return {};
  },
  async '/release'({ lease }) {
    const instance = leases.get(lease);
    if (!instance) return {};
    leases.delete(lease);
    try {
      await clean(instance, lease);
      instance.busy = false;
    } catch (error) {
      process.stderr.write(`${instance.kind} is thrown away, it could not be emptied: ${error.message}\n`);
      await discard(instance);
    }
    return {};
  },
};

async function readBody(request) {
  let text = '';
  for await (const chunk of request) text += chunk;
  return JSON.parse(text);
}

const server = createServer(async (request, response) => {
  const answer = (status, body) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  try {
    answer(200, await routes[request.url](await readBody(request)));
  } catch (error) {
    answer(500, { message: error.message });
  }
});
// Fetching a broker for the first time takes as long as the network does.
server.requestTimeout = 0;

/** Ends what an earlier host left when it was killed itself. */
async function sweep() {
  const parent = dirname(folder);
  for (const name of readdirSync(parent)) {
    if (!name.startsWith('ewi-test-') || join(parent, name) === folder) continue;
    const host = readState(join(parent, name, 'host.json'));
    if (!host || isAlive(host)) continue;
    for (const identity of readState(join(parent, name, 'instances.json')) ?? []) {
      if (identity.pid) await stopProcess(identity, { graceMilliseconds: 1_000 });
      if (identity.container) await removeLeftContainers([identity.container]);
    }
    rmSync(join(parent, name), { recursive: true, force: true });
  }
}

let ending = false;
async function end() {
  if (ending) return;
  ending = true;
  await Promise.allSettled(instances.map((instance) => instance.destroy()));
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
}
process.on('SIGTERM', end).on('SIGINT', end);
setInterval(() => {
  if (!isAlive(owner)) void end();
}, OWNER_CHECK_MILLISECONDS);

server.listen(0, '127.0.0.1', () => {
  const self = readState(join(folder, 'host.json')) ?? {};
  writeState(join(folder, 'host.json'), { ...self, pid: process.pid, startedAt: null, port: server.address().port });
  void sweep().catch((error) => process.stderr.write(`Sweeping failed: ${error.message}\n`));
});

/** The five services as processes of this machine, from dist. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repository } from './development.mjs';
import {
  isAlive,
  readState,
  removeState,
  startDetached,
  stopProcess,
  tail,
  waitUntil,
  writeState,
} from './processes.mjs';

/** The gateway comes first: it has the port that people know. */
export const serviceNames = ['query-gateway', 'ingestion', 'index-construction', 'performance', 'export'];

const READY_MILLISECONDS = 60_000;

function entry(path) {
  const file = join(repository, 'dist', path);
  if (!existsSync(file)) throw new Error(`${file} is not there. Build first: npm run build`);
  return file;
}

export async function migrate(environment) {
  try {
    await promisify(execFile)(process.execPath, [join(repository, 'deploy/migrate.mjs')], {
      cwd: repository,
      env: environment,
    });
  } catch (error) {
    throw new Error(`The database could not be migrated.\n${error.stderr ?? error.message}`, { cause: error });
  }
}

async function answers(url) {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(3_000) })).ok;
  } catch {
    return false;
  }
}

/** Starts one service and waits until it says that it is ready. Returns `{ name, port, pid, startedAt, logFile }`. */
export async function launchService({ name, port, directory, environment }) {
  const logFile = join(directory, `${name}.log`);
  const main = entry(`services/${name}/src/main.js`);
  const { exited, ...identity } = startDetached(process.execPath, ['--enable-source-maps', main], {
    logFile,
    cwd: repository,
    env: { ...environment, HOST: '127.0.0.1', PORT: String(port) },
  });
  const service = { name, port, ...identity, logFile };
  writeState(join(directory, `${name}.json`), service);
  await waitUntil(() => answers(`http://127.0.0.1:${port}/readyz`), {
    timeoutMilliseconds: READY_MILLISECONDS,
    exited: exited.then((text) => `${text}\n${tail(logFile)}`),
    describe: name,
  });
  return service;
}

/** Migrates, then starts the services that do not run yet, the gateway on `gatewayPort` and the others on the ports after it. */
export async function launchServices({ directory, gatewayPort, environment }) {
  await migrate(environment);
  const launch = (name, position) => {
    const running = readState(join(directory, `${name}.json`));
    if (running && isAlive(running)) return running;
    return launchService({ name, port: gatewayPort + position, directory, environment });
  };
  try {
    return await Promise.all(serviceNames.map(launch));
  } catch (error) {
    await stopServices(directory);
    throw error;
  }
}

/** Stops the services of `directory`, orderly; returns the names of those that ran. */
export async function stopServices(directory) {
  const stop = async (name) => {
    const file = join(directory, `${name}.json`);
    const state = readState(file);
    if (!state) return [];
    const ran = isAlive(state);
    await stopProcess(state);
    removeState(file);
    return ran ? [name] : [];
  };
  return (await Promise.all(serviceNames.map(stop))).flat();
}

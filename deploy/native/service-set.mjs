/** PostgreSQL, Kafka and Redis of one folder: started together, found again, stopped together. */
import { join } from 'node:path';
import { startKafka } from './kafka.mjs';
import { POSTGRES_STOP_SIGNAL, startPostgres } from './postgres.mjs';
import { isAlive, readState, removeState, stopProcess, writeState } from './processes.mjs';
import { startRedis } from './redis.mjs';

const launchers = { postgres: startPostgres, kafka: startKafka, redis: startRedis };

const stateFile = (directory, name) => join(directory, `${name}.json`);

/** The settings under which the product finds the services. */
export function settingsOf({ postgres, kafka, redis }) {
  return { DATABASE_URL: postgres.url, KAFKA_BROKERS: kafka.brokers, REDIS_URL: redis.url };
}

/**
 * Starts what does not run yet. `ports` names a fixed port for each (`postgres`, `kafka`, `kafkaController`, `redis`); 0 or
 * nothing takes a free one. `throwaway` is for data that nobody will miss. Returns the state of each by name.
 */
export async function startServiceSet({ directory, ports = {}, throwaway = false }) {
  const start = async (name) => {
    const file = stateFile(directory, name);
    const remembered = readState(file);
    if (remembered && isAlive(remembered)) return [name, remembered];
    const options = {
      directory: join(directory, name),
      port: ports[name] ?? 0,
      controllerPort: ports.kafkaController ?? 0,
    };
    const state = await launchers[name]({ ...options, throwaway });
    writeState(file, state);
    return [name, state];
  };
  const results = await Promise.allSettled(Object.keys(launchers).map(start));
  const failed = results.filter(({ status }) => status === 'rejected');
  if (failed.length > 0) {
    await stopServiceSet(directory);
    throw new Error(failed.map(({ reason }) => reason.message).join('\n'));
  }
  return Object.fromEntries(results.map(({ value }) => value));
}

/** Stops what runs; the data stays. Returns the names of what was stopped. */
export async function stopServiceSet(directory) {
  const stopped = [];
  for (const name of Object.keys(launchers).reverse()) {
    const file = stateFile(directory, name);
    const state = readState(file);
    if (!state) continue;
    if (isAlive(state)) {
      await stopProcess(state, name === 'postgres' ? { signal: POSTGRES_STOP_SIGNAL } : {});
      stopped.push(name);
    }
    removeState(file);
  }
  return stopped;
}

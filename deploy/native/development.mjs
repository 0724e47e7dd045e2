/** Where the services for development live and on which ports; shared by services-up and services-down. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readState, writeState } from './processes.mjs';

export const repository = fileURLToPath(new URL('../..', import.meta.url));

/** Not below a home folder: PostgreSQL runs as another user when root starts it. Survives a reboot. */
export const directory = process.env.SERVICES_DIR ?? `/var/tmp/equal-weighted-index-${process.getuid?.() ?? 0}`;

export const ports = {
  postgres: Number(process.env.POSTGRES_PORT ?? 5432),
  kafka: Number(process.env.KAFKA_PORT ?? 29092),
  kafkaController: Number(process.env.KAFKA_CONTROLLER_PORT ?? 29093),
  redis: Number(process.env.REDIS_PORT ?? 6379),
};

export function engineAnswers() {
  try {
    execFileSync('docker', ['compose', 'version'], { stdio: 'pipe', timeout: 20_000 });
    execFileSync('docker', ['version', '--format', '{{.Server.Version}}'], { stdio: 'pipe', timeout: 20_000 });
    return true;
  } catch {
    return false;
  }
}

const composeState = join(directory, 'compose.json');

/** Whether the services were started by compose, whatever answers now. */
export function startedByCompose() {
  return readState(composeState) !== null;
}

/** Runs compose on the services for development; their passwords are drawn once and kept beside the data. */
export function compose(...args) {
  const passwords = readState(composeState) ?? {
    POSTGRES_PASSWORD: randomBytes(18).toString('base64url'),
    REDIS_PASSWORD: randomBytes(18).toString('base64url'),
  };
  writeState(composeState, passwords);
  const files = ['-f', 'docker-compose.yml', '-f', 'deploy/docker/development.compose.yml'];
  execFileSync('docker', ['compose', '--project-name', 'equal-weighted-index-development', ...files, ...args], {
    cwd: repository,
    stdio: ['ignore', 2, 2],
    env: {
      ...process.env,
      ...passwords,
      // The file as a whole asks for it; no gateway is started here.
      ADMIN_API_KEY: 'not-used',
      POSTGRES_PORT: String(ports.postgres),
      KAFKA_HOST_PORT: String(ports.kafka),
      REDIS_PORT: String(ports.redis),
    },
  });
  const { POSTGRES_PASSWORD, REDIS_PASSWORD } = passwords;
  return {
    DATABASE_URL: `postgres://equal_index:${POSTGRES_PASSWORD}@127.0.0.1:${ports.postgres}/equal_index`,
    KAFKA_BROKERS: `127.0.0.1:${ports.kafka}`,
    REDIS_URL: `redis://default:${REDIS_PASSWORD}@127.0.0.1:${ports.redis}`,
  };
}

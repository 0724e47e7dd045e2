/** PostgreSQL from the system's packages, on loopback, with its data under one folder. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, portAnswers, startDetached, tail, waitUntil } from './processes.mjs';
import { installPackage, isRoot } from './packages.mjs';

const MINIMUM_MAJOR = 15;

/** The folder of the newest installed server, or null. Debian keeps the server's programs off the PATH. */
function findBinaries() {
  const root = '/usr/lib/postgresql';
  const majors = existsSync(root)
    ? readdirSync(root)
        .map(Number)
        .filter((major) => major >= MINIMUM_MAJOR)
    : [];
  const packaged = majors
    .sort((left, right) => right - left)
    .map((major) => join(root, String(major), 'bin'))
    .find((folder) => existsSync(join(folder, 'initdb')));
  if (packaged) return packaged;
  return (process.env.PATH ?? '').split(':').find((folder) => existsSync(join(folder, 'initdb'))) ?? null;
}

/** The server refuses to run as root: root hands it to an account without rights. */
function unprivilegedUser() {
  if (!isRoot()) return null;
  for (const name of ['postgres', 'nobody']) {
    try {
      const number = (option) => Number(execFileSync('id', [option, name], { encoding: 'utf8', stdio: 'pipe' }));
      return { uid: number('-u'), gid: number('-g') };
    } catch {
      continue;
    }
  }
  throw new Error(
    'PostgreSQL does not run as root and there is neither a user "postgres" nor "nobody". Create one of them.',
  );
}

function initialize(binaries, directory, user) {
  const password = randomBytes(18).toString('base64url');
  const passwordFile = join(directory, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user) chownSync(passwordFile, user.uid, user.gid);
  const options = ['--pgdata', join(directory, 'data'), '--username=postgres', `--pwfile=${passwordFile}`];
  options.push('--auth=scram-sha-256', '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync');
  execFileSync(join(binaries, 'initdb'), options, { stdio: 'pipe', cwd: directory, ...(user ?? {}) });
}

/**
 * Starts the server of `directory`, which is made when it is not there. `port` 0 takes a free one; `throwaway` trades
 * durability against a power cut for speed (never against the death of a process).
 * Returns `{ pid, startedAt, port, url, logFile }`.
 */
export async function startPostgres({ directory, port = 0, throwaway = false }) {
  const binaries = findBinaries() ?? (installPackage('postgresql', 'PostgreSQL 15 or newer'), findBinaries());
  if (!binaries) throw new Error('PostgreSQL 15 or newer is not installed. Install it: apt-get install postgresql');
  const user = unprivilegedUser();
  mkdirSync(directory, { recursive: true, mode: 0o755 });
  if (user) chownSync(directory, user.uid, user.gid);
  if (!existsSync(join(directory, 'data', 'PG_VERSION'))) {
    rmSync(join(directory, 'data'), { recursive: true, force: true });
    initialize(binaries, directory, user);
  }
  const chosenPort = port || (await freePort());
  const settings = {
    listen_addresses: '127.0.0.1',
    port: chosenPort,
    unix_socket_directories: '',
    max_connections: 200,
  };
  Object.assign(settings, { shared_buffers: '128MB', max_wal_size: '2GB' });
  if (throwaway) Object.assign(settings, { fsync: 'off', full_page_writes: 'off' });
  const args = [
    '-D',
    join(directory, 'data'),
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
  const logFile = join(directory, 'postgres.log');
  const { exited, ...identity } = startDetached(join(binaries, 'postgres'), args, { logFile, cwd: directory, user });
  // A start after a crash replays the log first; only a real answer counts, an open port does not.
  const ready = () => {
    try {
      execFileSync(join(binaries, 'pg_isready'), ['-q', '-h', '127.0.0.1', '-p', String(chosenPort)], {
        stdio: 'pipe',
      });
      return true;
    } catch {
      return false;
    }
  };
  await waitUntil(async () => (await portAnswers(chosenPort)) && ready(), {
    timeoutMilliseconds: 60_000,
    exited: exited.then((text) => `${text}: ${tail(logFile)}`),
    describe: 'PostgreSQL',
  });
  const password = readFileSync(join(directory, 'password'), 'utf8');
  return {
    ...identity,
    port: chosenPort,
    url: `postgres://postgres:${password}@127.0.0.1:${chosenPort}/postgres`,
    logFile,
  };
}

/** Fast shutdown: sessions are ended, the data is consistent. */
export const POSTGRES_STOP_SIGNAL = 'SIGINT';

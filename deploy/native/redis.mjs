/** Redis from the system's packages, on loopback, in memory only: it is a cache. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, portAnswers, startDetached, tail, waitUntil } from './processes.mjs';
import { commandExists, installPackage } from './packages.mjs';

/** `port` 0 takes a free one. Returns `{ pid, startedAt, port, url, logFile }`. */
export async function startRedis({ directory, port = 0 }) {
  if (!commandExists('redis-server')) installPackage('redis-server', 'Redis');
  mkdirSync(directory, { recursive: true });
  const chosenPort = port || (await freePort());
  const logFile = join(directory, 'redis.log');
  const args = [
    '--port',
    String(chosenPort),
    '--bind',
    '127.0.0.1',
    '--dir',
    directory,
    '--save',
    '',
    '--appendonly',
    'no',
  ];
  const { exited, ...identity } = startDetached(
    'redis-server',
    [...args, '--maxmemory', '256mb', '--maxmemory-policy', 'allkeys-lru'],
    {
      logFile,
    },
  );
  await waitUntil(() => portAnswers(chosenPort), {
    timeoutMilliseconds: 20_000,
    exited: exited.then((text) => `${text}: ${tail(logFile)}`),
    describe: 'Redis',
  });
  return { ...identity, port: chosenPort, url: `redis://127.0.0.1:${chosenPort}`, logFile };
}

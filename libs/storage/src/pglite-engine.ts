import { closeSync, existsSync, fsyncSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';

/**
 * PGlite starts PostgreSQL without fsync. Here it runs with it, so that a commit is on the disk before it is acknowledged
 * (`fsyncFiles` makes the file system obey). Settings are those of the PostgreSQL adapter, where they matter to an answer.
 */
const settings: Readonly<Record<string, string>> = {
  fsync: 'on',
  // The only method of the engine's libc that reaches the file system.
  wal_sync_method: 'fsync',
  // The system's page cache stands behind it; the engine's memory never shrinks.
  shared_buffers: '64MB',
  cursor_tuple_fraction: '1',
};

function startParameters(): string[] {
  const parameters = PGlite.defaultStartParams.filter((parameter) => parameter !== '-F');
  return [...parameters, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

interface NodeFileSystem {
  stream_ops: { fsync?: (stream: { nfd: number }) => number };
}

/** The engine's file system drops fsync calls; this gives them to the operating system. */
function fsyncFiles(engine: PGlite): void {
  const files = (engine.Module as unknown as { NODEFS?: NodeFileSystem }).NODEFS;
  if (files === undefined) return;
  files.stream_ops.fsync = (stream) => {
    fsyncSync(stream.nfd);
    return 0;
  };
}

function syncTree(directory: string): void {
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = openSync(join(entry.parentPath, entry.name), 'r');
    fsyncSync(file);
    closeSync(file);
  }
}

const CREATING = 'creating-';

/**
 * Makes a new store beside its place and moves it there when it is complete, so that a process killed while it did so leaves
 * nothing that looks like a store. In a thread of its own, because making one takes 500 MiB that only the end of the thread
 * gives back.
 */
async function createStore(directory: string, place: string): Promise<void> {
  for (const name of readdirSync(directory)) {
    if (name.startsWith(CREATING)) rmSync(join(directory, name), { recursive: true, force: true });
  }
  const temporary = join(directory, `${CREATING}${process.pid}`);
  const pglite = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  const code = `
    const { workerData } = require('node:worker_threads');
    const { PGlite } = require(workerData.pglite);
    PGlite.create(workerData.directory).then((engine) => engine.close());
  `;
  const worker = new Worker(code, { eval: true, execArgv: [], workerData: { pglite, directory: temporary } });
  await new Promise<void>((resolve, reject) => {
    worker.once('error', reject);
    worker.once('exit', (status) => {
      if (status === 0) resolve();
      else reject(new Error(`Making the store in ${directory} ended with status ${status}.`));
    });
  });
  syncTree(temporary);
  renameSync(temporary, place);
}

/** Starts the engine on the store in `directory`, making one where there is none; null: on a new store in memory. */
export async function startEngine(directory: string | null): Promise<PGlite> {
  const startParams = startParameters();
  if (directory === null) return PGlite.create({ startParams });
  const place = join(directory, 'postgres');
  if (!existsSync(place)) await createStore(directory, place);
  const engine = await PGlite.create(place, { startParams });
  fsyncFiles(engine);
  return engine;
}

import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { ApplicationError } from '#domain/errors';

interface Holder {
  readonly pid: number;
  /** What tells a process from a later one that was given the same id; null where the system does not say. */
  readonly started: string | null;
}

/** Start of a process in clock ticks since boot, with the boot's id: field 22 of /proc/<pid>/stat, counted after the name. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${ticks}`;
  } catch {
    return null;
  }
}

function isAlive(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // EPERM: it lives under another user.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const started = startOf(holder.pid);
  return started === null || holder.started === null || started === holder.started;
}

function readHolder(path: string): Holder | null {
  try {
    const holder = JSON.parse(readFileSync(path, 'utf8')) as Partial<Holder>;
    return typeof holder.pid === 'number' ? { pid: holder.pid, started: holder.started ?? null } : null;
  } catch {
    // Gone since, or cut short by a crash while it was written.
    return null;
  }
}

const TAKE_ATTEMPTS = 5;

/**
 * Takes the directory for this process: a second process on the same PGlite files would destroy them. The lock of a process that
 * has died (SIGKILL, loss of power) is taken over. Returns the function that gives it back.
 */
export function lockDirectory(directory: string): () => void {
  mkdirSync(directory, { recursive: true });
  const path = join(directory, 'lock');
  for (let number = 1; number <= TAKE_ATTEMPTS; number += 1) {
    try {
      const file = openSync(path, 'wx');
      writeSync(file, JSON.stringify({ pid: process.pid, started: startOf(process.pid) }));
      closeSync(file);
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = readHolder(path);
    if (holder !== null && isAlive(holder)) {
      const message = `The store in ${directory} is in use by process ${holder.pid}; stop it or choose another DATA_DIR.`;
      throw new ApplicationError('store_in_use', message);
    }
    rmSync(path, { force: true });
  }
  throw new ApplicationError('store_in_use', `The store in ${directory} is being taken by other processes; try again.`);
}

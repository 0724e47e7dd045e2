import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function parseHolder(content: string): Holder | null {
  try {
    const holder = JSON.parse(content) as Partial<Holder>;
    return typeof holder.pid === 'number' ? { pid: holder.pid, started: holder.started ?? null } : null;
  } catch {
    // Lost its content when the power went.
    return null;
  }
}

/** Puts a file with this content at `path` in one step; false where there is one already. */
function place(path: string, content: string): boolean {
  const draft = `${path}-${randomUUID()}`;
  writeFileSync(draft, content);
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Removes the lock with this content. Where another process has put its own there meanwhile, that one stays. */
function removeStale(path: string, content: string): void {
  const aside = `${path}-${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  const found = readOrNull(aside);
  if (found !== null && found !== content) place(path, found);
  rmSync(aside, { force: true });
}

const TAKE_ATTEMPTS = 10;

/**
 * Takes the directory for this process: a second process on the same PGlite files would destroy them. The lock of a process that
 * has died (SIGKILL, loss of power) is taken over. Returns the function that gives it back.
 */
export function lockDirectory(directory: string): () => void {
  mkdirSync(directory, { recursive: true });
  const path = join(directory, 'lock');
  const mine = JSON.stringify({ pid: process.pid, started: startOf(process.pid), token: randomUUID() });
  for (let number = 1; number <= TAKE_ATTEMPTS; number += 1) {
    if (place(path, mine)) return () => removeStale(path, mine);
    const content = readOrNull(path);
    if (content === null) continue;
    const holder = parseHolder(content);
    if (holder !== null && isAlive(holder)) {
      const message = `The store in ${directory} is in use by process ${holder.pid}; stop it or choose another DATA_DIR.`;
      throw new ApplicationError('store_in_use', message);
    }
    removeStale(path, content);
  }
  throw new ApplicationError('store_in_use', `The store in ${directory} is being taken by other processes; try again.`);
}

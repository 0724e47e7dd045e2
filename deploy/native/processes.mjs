/**
 * Long-lived processes by hand: started detached with their output in a file, remembered in a file, stopped by identity.
 *
 * A remembered process is its id together with the moment it started, so that a number which the system has given to
 * somebody else is never signalled.
 */
import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** When the process started, in the kernel's ticks since boot; null where it is gone, a zombie or /proc is absent. */
function startedAt(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command's name stands in brackets and may hold blanks; the numbered fields follow it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : fields[19];
  } catch {
    return null;
  }
}

export function isAlive({ pid, startedAt: remembered }) {
  if (remembered) return startedAt(pid) === remembered;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/**
 * Starts a process that outlives this one. Its standard output and error go to `logFile`.
 * Returns `{ pid, startedAt, exited }`; `exited` resolves with a text when it ends while this process is still there.
 */
export function startDetached(command, args, { logFile, cwd, env = process.env, user = null }) {
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'a');
  const child = spawn(command, args, {
    detached: true,
    stdio: ['ignore', log, log],
    env,
    ...(cwd ? { cwd } : {}),
    ...(user ? { uid: user.uid, gid: user.gid } : {}),
  });
  closeSync(log);
  const exited = new Promise((resolve) => {
    child.once('error', (error) => resolve(`could not be started: ${error.message}`));
    child.once('exit', (code, signal) => resolve(`ended with ${signal ?? `code ${code}`}`));
  });
  child.unref();
  return { pid: child.pid, startedAt: child.pid ? startedAt(child.pid) : null, exited };
}

/** Sends SIGTERM (or `signal`), then SIGKILL after `graceMilliseconds`; returns when the process is gone. */
export async function stopProcess(identity, { signal = 'SIGTERM', graceMilliseconds = 15_000 } = {}) {
  const send = (name) => {
    try {
      if (isAlive(identity)) process.kill(identity.pid, name);
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
  };
  send(signal);
  for (const limit of [graceMilliseconds, 5_000]) {
    const deadline = Date.now() + limit;
    while (isAlive(identity) && Date.now() < deadline) await sleep(50);
    if (!isAlive(identity)) return;
    send('SIGKILL');
  }
  throw new Error(`Process ${identity.pid} did not end, not even by SIGKILL.`);
}

/** Repeats `attempt` until it returns a truthy value. Throws what `describe` says when the time is over or the process ends. */
export async function waitUntil(attempt, { timeoutMilliseconds, exited, describe }) {
  let ending = null;
  void exited?.then((text) => (ending = text));
  const deadline = Date.now() + timeoutMilliseconds;
  for (;;) {
    const value = await attempt();
    if (value) return value;
    if (ending) throw new Error(`${describe} ${ending}.`);
    if (Date.now() > deadline) throw new Error(`${describe} did not answer within ${timeoutMilliseconds / 1000} s.`);
    await sleep(100);
  }
}

/** Whether something accepts connections on the loopback port. */
export function portAnswers(port) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.setTimeout(1_000);
    const settle = (answer) => () => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', settle(true)).once('error', settle(false)).once('timeout', settle(false));
  });
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

export function readState(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
}

/** Written whole or not at all; readable by its owner only, since addresses may carry a password. */
export function writeState(file, state) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.part`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.part`, file);
}

export function removeState(file) {
  rmSync(file, { force: true });
}

/** The last lines of a log, for error messages. */
export function tail(file, lines = 15) {
  if (!existsSync(file)) return '';
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
}

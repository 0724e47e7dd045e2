import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const READY_MILLISECONDS = 90_000;
const STOP_MILLISECONDS = 20_000;
const LOG_LINES_SHOWN = 25;

/** A port of the loopback that is free now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** One process of the product from dist: started, killed and stopped as an operator would, on a port that it keeps. */
export class ProductProcess {
  readonly url: string;
  #child: ChildProcess | null = null;

  constructor(
    readonly name: string,
    private readonly port: number,
    private readonly folder: string,
    private readonly environment: Readonly<Record<string, string>>,
  ) {
    this.url = `http://127.0.0.1:${port}`;
  }

  get logFile(): string {
    return join(this.folder, `${this.name}.log`);
  }

  /** With which it ended; null while it runs, and when a signal ended it. */
  get exitCode(): number | null {
    return this.#child?.exitCode ?? null;
  }

  /** Starts it and waits until it says that it is ready. */
  async start(): Promise<void> {
    this.launch();
    await this.untilReady();
  }

  /** Starts it and does not wait. */
  launch(): void {
    const main = join(process.cwd(), 'dist/services', this.name, 'src/main.js');
    if (!existsSync(main)) throw new Error(`${main} is not there. Build first: npm run build`);
    const guard = join(process.cwd(), 'test/harness/end-with-owner.mjs');
    const log = openSync(this.logFile, 'a');
    // The test runner's loader options are not the product's.
    const { NODE_OPTIONS: _ignored, ...inherited } = process.env;
    const child = spawn(process.execPath, ['--enable-source-maps', '--import', guard, main], {
      stdio: ['ignore', log, log],
      env: {
        ...inherited,
        HOST: '127.0.0.1',
        PORT: String(this.port),
        LOG_FORMAT: 'json',
        TEST_OWNER: String(process.pid),
        ...this.environment,
      },
    });
    closeSync(log);
    this.#child = child;
  }

  async untilReady(): Promise<void> {
    const child = this.#child;
    if (child === null) throw new Error(`${this.name} was not started.`);
    const deadline = Date.now() + READY_MILLISECONDS;
    for (;;) {
      if (child.exitCode !== null || child.signalCode !== null) {
        throw new Error(`${this.name} ended with ${child.exitCode ?? child.signalCode}.\n${this.lastLines()}`);
      }
      if (await this.ready()) return;
      if (Date.now() > deadline) throw new Error(`${this.name} was not ready in time.\n${this.lastLines()}`);
      await sleep(50);
    }
  }

  async ready(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/readyz`, { signal: AbortSignal.timeout(3_000) })).ok;
    } catch {
      return false;
    }
  }

  /** Ends it at once; nothing of it can run any more when this resolves. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL', STOP_MILLISECONDS);
  }

  /** Ends it in order; throws when it does not end in time. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM', STOP_MILLISECONDS);
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM', limit: number): Promise<void> {
    const child = this.#child;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise<'gone'>((resolve) => child.once('exit', () => resolve('gone')));
    child.kill(signal);
    if ((await Promise.race([gone, sleep(limit, 'late', { ref: false })])) === 'gone') return;
    child.kill('SIGKILL');
    await gone;
    throw new Error(`${this.name} did not end within ${limit / 1000} s of ${signal}.\n${this.lastLines()}`);
  }

  lastLines(): string {
    if (!existsSync(this.logFile)) return '';
    return readFileSync(this.logFile, 'utf8').trimEnd().split('\n').slice(-LOG_LINES_SHOWN).join('\n');
  }
}

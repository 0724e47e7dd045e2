import type { Logger } from './logging.js';

/** How often to look for work that nobody of this process announced: left by a killed process, or by another replica. */
const POLL_MS = 2_000;
const FIRST_RETRY_MS = 400;
const RETRY_MS_MAX = 10_000;

/**
 * Repeats a piece of background work: again at once while there was something to do, else when it is woken or after a while. Work that
 * fails is tried again with growing pauses.
 */
export class BackgroundLoop {
  readonly #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #wake: () => void = () => undefined;
  #woken = false;

  constructor(
    /** For the log. */
    private readonly name: string,
    private readonly logger: Logger,
    /** Whether there was anything to do. */
    private readonly round: (signal: AbortSignal) => Promise<boolean>,
  ) {}

  start(): void {
    this.#running = this.#run();
  }

  /** Ends the work in hand at its next halt. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.wake();
    await this.#running;
  }

  wake(): void {
    this.#woken = true;
    this.#wake();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    let failures = 0;
    while (!signal.aborted) {
      try {
        const worked = await this.round(signal);
        failures = 0;
        if (!worked) await this.#rest(POLL_MS);
      } catch (error) {
        if (signal.aborted) break;
        failures += 1;
        this.logger.error({ err: error, failures }, `${this.name} failed, will try again`);
        await this.#rest(Math.random() * Math.min(RETRY_MS_MAX, FIRST_RETRY_MS * 2 ** (failures - 1)));
      }
    }
  }

  /** Waits for the next wake-up, `ms` at most. */
  async #rest(ms: number): Promise<void> {
    if (!this.#woken && !this.#stop.signal.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#woken = false;
  }
}

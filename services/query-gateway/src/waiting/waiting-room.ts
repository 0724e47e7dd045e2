import type { Logger } from 'pino';

/** What another replica does cannot wake anybody here. */
const LOOK_INTERVAL_MS = 250;

/**
 * Those who wait for something to happen: woken at once by this process, and by what `look` finds in the store, where other replicas
 * tell it. It looks once per interval for all who wait, never twice at a time, and not at all while nobody waits.
 */
export class WaitingRoom<Subject> {
  private readonly waiting = new Map<() => void, Subject>();
  private timer: NodeJS.Timeout | null = null;
  private looking = false;

  constructor(
    private readonly look: () => Promise<void>,
    private readonly logger: Logger,
  ) {}

  /** What is waited for, by each who does. */
  get subjects(): readonly Subject[] {
    return [...this.waiting.values()];
  }

  /** Resolves when woken, when the time is over or when the caller has gone. */
  wait(subject: Subject, { milliseconds, signal }: { milliseconds: number; signal: AbortSignal }): Promise<void> {
    if (milliseconds <= 0 || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const leave = (): void => {
        clearTimeout(timeout);
        signal.removeEventListener('abort', leave);
        this.remove(leave);
        resolve();
      };
      const timeout = setTimeout(leave, milliseconds);
      signal.addEventListener('abort', leave);
      this.waiting.set(leave, subject);
      this.timer ??= setInterval(() => void this.lookOnce(), LOOK_INTERVAL_MS);
    });
  }

  /** Wakes everybody for whose subject it has happened. */
  wake(hasHappened: (subject: Subject) => boolean): void {
    for (const [leave, subject] of [...this.waiting]) if (hasHappened(subject)) leave();
  }

  private remove(leave: () => void): void {
    this.waiting.delete(leave);
    if (this.waiting.size > 0 || this.timer === null) return;
    clearInterval(this.timer);
    this.timer = null;
  }

  private async lookOnce(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    try {
      await this.look();
    } catch (error) {
      // Every wait is bounded, and the next look may succeed.
      this.logger.warn({ err: error, waiting: this.waiting.size }, 'could not look for what is waited for');
    } finally {
      this.looking = false;
    }
  }
}

import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';

export const HOUR_MS = 60 * 60 * 1000;

/** Deletes what has been kept long enough, every hour: not at the start, when the store may still be migrated. */
export abstract class HourlyCleanup implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | null = null;

  /** @param what it deletes, as the log says it */
  protected constructor(
    private readonly what: string,
    protected readonly logger: Logger,
  ) {}

  /** In statements and a number of them that nobody has to wait behind. */
  protected abstract clean(): Promise<void>;

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.run(), HOUR_MS);
    this.timer.unref();
  }

  onModuleDestroy(): void {
    if (this.timer !== null) clearInterval(this.timer);
  }

  async run(): Promise<void> {
    try {
      await this.clean();
    } catch (error) {
      // Nothing depends on it; the next hour tries again.
      this.logger.warn({ err: error }, `could not delete ${this.what}`);
    }
  }
}

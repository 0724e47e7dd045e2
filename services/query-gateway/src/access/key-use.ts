import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown, OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';
import { CLOCK, DATABASE, LOGGER } from '#runtime/tokens';
import type { Clock } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { noteUse } from './api-keys.store.js';

const NOTED_EVERY_MS = 60_000;
/** More keys than that in a minute are noted in a later one. */
const KEYS_MAX = 10_000;

/** Notes when each key was last used: once a minute for all of them, never while a request waits. */
@Injectable()
export class KeyUse implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  private used = new Map<string, Date>();
  private timer: NodeJS.Timeout | null = null;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.flush(), NOTED_EVERY_MS);
    this.timer.unref();
  }

  onModuleDestroy(): void {
    if (this.timer !== null) clearInterval(this.timer);
  }

  onApplicationShutdown(): Promise<void> {
    return this.flush();
  }

  note(keyId: string): void {
    if (this.used.size < KEYS_MAX || this.used.has(keyId)) this.used.set(keyId, this.clock.now());
  }

  async flush(): Promise<void> {
    if (this.used.size === 0) return;
    const used = this.used;
    this.used = new Map();
    try {
      await noteUse(this.database, used);
    } catch (error) {
      // Only when somebody looks at it; the next use is noted again.
      this.logger.warn({ err: error }, 'could not note when keys were last used');
    }
  }
}

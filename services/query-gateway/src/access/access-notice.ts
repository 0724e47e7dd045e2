import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Configuration } from '#runtime/configuration';
import { isLoopback } from '#runtime/gateway-settings';
import { CONFIGURATION, DATABASE, LOGGER } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { hasKeys } from './api-keys.store.js';

const ASKED_EVERY_MS = 1_000;
/** A store that has not been migrated by then has other troubles. */
const ASKED_MAX = 120;

/** Says at the start who is let in, where that is everybody or nobody. */
@Injectable()
export class AccessNotice implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | null = null;

  constructor(
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    const { gateway, host } = this.configuration;
    if (gateway.access === 'open') {
      const level = isLoopback(host) ? 'info' : 'warn';
      this.logger[level](
        { host },
        'Open: whoever reaches this address may do everything, no key is asked for (ACCESS=keys closes it)',
      );
    } else if (gateway.adminKey === null && gateway.openId === null) {
      this.look(1);
    }
  }

  onModuleDestroy(): void {
    if (this.timer !== null) clearTimeout(this.timer);
  }

  /** The store may still be migrated. */
  private look(times: number): void {
    this.timer = setTimeout(() => {
      hasKeys(this.database).then(
        (found) => (found ? undefined : this.sayHow()),
        () => (times < ASKED_MAX ? this.look(times + 1) : undefined),
      );
    }, ASKED_EVERY_MS);
    this.timer.unref();
  }

  private sayHow(): void {
    this.logger.warn(
      'Closed, and there is no key yet: set ADMIN_API_KEY (openssl rand -hex 32) and start again, then ' +
        'EWI_API_KEY=THAT_KEY npm run keys -- create --name NAME --scopes read,build',
    );
  }
}

import { lookup } from 'node:dns/promises';
import type { LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import type { BlockList, LookupFunction } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import type { Configuration } from '#runtime/configuration';
import { blockListOf } from '#runtime/networks';
import { CONFIGURATION } from '#runtime/tokens';
import { isPublicAddress } from './special-addresses.js';

/** Nothing is sent there. The message continues the name of the field. */
export class TargetRefusedError extends Error {}

/** How long the name of a new webhook may take to be resolved. */
const RESOLVE_MS = 5_000;

/** Public targets: services of the system have ports below, and none of them but HTTPS expects a webhook. */
const HTTPS_PORT = 443;
const FIRST_FREE_PORT = 1024;

/** Says where webhooks may be sent to, so that nobody has us call what only we can reach (server-side request forgery). */
@Injectable()
export class WebhookTargets {
  private readonly allowed: BlockList;

  constructor(@Inject(CONFIGURATION) { gateway }: Pick<Configuration, 'gateway'>) {
    this.allowed = blockListOf(gateway.webhookNetworks);
  }

  /** Throws `TargetRefusedError` for a URL that may not be sent to, by what it says and by what its name stands for now. */
  async check(url: URL): Promise<void> {
    if (url.username !== '' || url.password !== '') {
      throw new TargetRefusedError('holds a user or a password: leave them out, messages are signed');
    }
    const addresses = await withinTime(this.resolve(hostOf(url)));
    this.judge(addresses, isSecure(url));
    const port = Number(url.port === '' ? HTTPS_PORT : url.port);
    if (port !== HTTPS_PORT && port < FIRST_FREE_PORT && !addresses.every(({ address }) => this.isAllowed(address))) {
      throw new TargetRefusedError(`has the port ${port}: give ${HTTPS_PORT} or one from ${FIRST_FREE_PORT}`);
    }
  }

  /** What `check` cannot leave to `lookup`: an address is connected to without being looked up. */
  checkAddress(url: URL): void {
    const host = hostOf(url);
    const family = isIP(host);
    if (family !== 0) this.judge([{ address: host, family }], isSecure(url));
  }

  /**
   * The way from names to addresses for connections: one goes to exactly an address that was judged, so a name that stands for another
   * address by now leads nowhere.
   */
  lookup(secure: boolean): LookupFunction {
    return (hostname, options, callback) => {
      this.resolve(hostname).then(
        (addresses) => {
          try {
            this.judge(addresses, secure);
          } catch (error) {
            return callback(error as Error, []);
          }
          const [first] = addresses;
          if (options.all === true) callback(null, addresses);
          else callback(null, first?.address ?? '', first?.family);
        },
        (error: unknown) => callback(error as Error, []),
      );
    };
  }

  /** For tests to stand in for the name service. */
  protected resolveName(hostname: string): Promise<LookupAddress[]> {
    return lookup(hostname, { all: true, order: 'verbatim' });
  }

  private async resolve(host: string): Promise<LookupAddress[]> {
    const family = isIP(host);
    if (family !== 0) return [{ address: host, family }];
    const addresses = await this.resolveName(host).catch((error: unknown) => {
      throw new TargetRefusedError(`has a name that cannot be resolved (${codeOf(error)}): check ${host}`);
    });
    if (addresses.length === 0) throw new TargetRefusedError(`has a name without an address: check ${host}`);
    return addresses;
  }

  /** All of them must be good: which one is connected to is not ours to choose. Says nothing of the address, which may be secret. */
  private judge(addresses: readonly LookupAddress[], secure: boolean): void {
    for (const { address } of addresses) {
      if (this.isAllowed(address)) continue;
      if (!isPublicAddress(address)) {
        throw new TargetRefusedError(
          'leads to an address that is private, local or reserved: give a public one, or have its network added to WEBHOOK_NETWORKS',
        );
      }
      if (!secure) throw new TargetRefusedError('is not encrypted: give one that begins with https://');
    }
  }

  private isAllowed(address: string): boolean {
    return !address.includes('%') && this.allowed.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
}

const isSecure = (url: URL): boolean => url.protocol === 'https:';

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}

function codeOf(error: unknown): string {
  const { code } = Object(error) as { readonly code?: unknown };
  return typeof code === 'string' ? code : 'no reason given';
}

async function withinTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new TargetRefusedError('has a name that could not be resolved in time')),
      RESOLVE_MS,
    );
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

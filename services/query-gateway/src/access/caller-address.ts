import { BlockList, isIP } from 'node:net';
import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import type { Configuration } from '#runtime/configuration';
import { blockListOf } from '#runtime/networks';
import { CONFIGURATION } from '#runtime/tokens';

/** Proxies that one request may have come through; what lies behind them in the header is not looked at. */
const PROXIES_MAX = 20;

/** From where a request comes, behind the proxies of the deployment. */
@Injectable()
export class CallerAddress {
  private readonly trusted: BlockList;
  private readonly trustsAny: boolean;

  constructor(@Inject(CONFIGURATION) { gateway }: Configuration) {
    this.trusted = blockListOf(gateway.trustedProxies);
    this.trustsAny = gateway.trustedProxies.length > 0;
  }

  /** In its shortest form; empty for a connection that is closed already. */
  of(request: Pick<IncomingMessage, 'headers' | 'socket'>): string {
    const remote = request.socket.remoteAddress ?? '';
    if (!this.trustsAny) return plainAddress(remote);
    const forwarded = request.headers['x-forwarded-for'];
    return addressBehind(this.trusted, remote, Array.isArray(forwarded) ? forwarded.join(',') : forwarded);
  }
}

/**
 * The address of the caller: that of the connection, unless it is a trusted proxy's. Each proxy appends the address from which it was
 * asked to `X-Forwarded-For`, so the header is read from right to left, and the first address that is no trusted proxy's is the
 * caller's: whatever he has written himself stands to the left of it. Where the header ends or goes on with something that is no
 * address, the last proxy that is known counts.
 */
export function addressBehind(trusted: BlockList, remote: string, forwardedFor: string | undefined): string {
  let address = plainAddress(remote);
  const hops = (forwardedFor ?? '').split(',').slice(-PROXIES_MAX).reverse();
  for (const hop of hops) {
    if (!isIn(trusted, address)) return address;
    const next = plainAddress(withoutPort(hop.trim()));
    if (isIP(next) === 0) return address;
    address = next;
  }
  return address;
}

function isIn(trusted: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && trusted.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/** Without the zone of a link-local address; an IPv4 address that came over an IPv6 socket is an IPv4 address. */
function plainAddress(address: string): string {
  const [plain = ''] = address.split('%', 1);
  const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(plain)?.[1];
  return mapped !== undefined && isIP(mapped) === 4 ? mapped : plain.toLowerCase();
}

/** Some proxies write `192.0.2.7:1234` or `[2001:db8::7]:1234`. */
function withoutPort(hop: string): string {
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(hop)?.[1];
  return bracketed ?? (/^\d+\.\d+\.\d+\.\d+:\d+$/.test(hop) ? hop.slice(0, hop.lastIndexOf(':')) : hop);
}

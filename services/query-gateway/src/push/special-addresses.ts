import { isIP } from 'node:net';
import { blockListOf } from '#runtime/networks';

/**
 * IPv4 networks that do not lie in the public Internet (IANA's registry of special-purpose addresses), and the address at which the
 * machines of one cloud find its metadata although it looks like a public one.
 */
const SPECIAL_IPV4 = [
  '0.0.0.0/8', // this network
  '10.0.0.0/8', // private
  '100.64.0.0/10', // shared by a carrier's customers
  '127.0.0.0/8', // loopback
  '168.63.129.16/32', // metadata
  '169.254.0.0/16', // link-local, metadata
  '172.16.0.0/12', // private
  '192.0.0.0/24', // protocols, metadata
  '192.0.2.0/24', // documentation
  '192.88.99.0/24', // relays of 6to4
  '192.168.0.0/16', // private
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, broadcast
];

/** All that is public of IPv6. What carries an IPv4 address inside (mapped, NAT64) lies outside of it. */
const GLOBAL_IPV6 = '2000::/3';

const SPECIAL_IPV6 = [
  '2001::/23', // protocols, Teredo, which carries an IPv4 address
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4, which carries an IPv4 address
  '3fff::/20', // documentation
];

const special = blockListOf([...SPECIAL_IPV4, ...SPECIAL_IPV6]);
const globalIpv6 = blockListOf([GLOBAL_IPV6]);

/** Whether an address is reached over the public Internet, as far as can be told from it. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  // With a zone it is of one link.
  if (family === 0 || address.includes('%')) return false;
  if (family === 4) return !special.check(address, 'ipv4');
  return globalIpv6.check(address, 'ipv6') && !special.check(address, 'ipv6');
}

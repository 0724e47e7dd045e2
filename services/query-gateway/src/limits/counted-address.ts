import { isIP } from 'node:net';

/**
 * What is counted as one address: a customer of IPv6 has a whole /64 (RFC 6177) and could come from another address each time.
 *
 * 2001:db8:1:2:3:4:5:6 and 2001:db8:1:2::1 are both 2001:db8:1:2::/64.
 */
export function countedAddress(address: string): string {
  return isIP(address) === 6 ? `${firstGroups(address).join(':')}::/64` : address;
}

/** The first four groups of an IPv6 address, without leading zeros. */
function firstGroups(address: string): string[] {
  const [left = '', right] = address.split('::', 2);
  const leading = left === '' ? [] : left.split(':');
  const trailing = right === undefined || right === '' ? [] : right.split(':');
  // An embedded IPv4 address stands for two groups.
  const width = (groups: readonly string[]) => groups.length + (groups.at(-1)?.includes('.') === true ? 1 : 0);
  const zeros = right === undefined ? 0 : 8 - width(leading) - width(trailing);
  const groups = [...leading, ...Array.from({ length: Math.max(0, zeros) }, () => '0'), ...trailing];
  return groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
}

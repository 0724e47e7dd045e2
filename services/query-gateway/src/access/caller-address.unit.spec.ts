import fc from 'fast-check';
import { blockListOf } from '#runtime/networks';
import { addressBehind } from './caller-address.js';

const trusted = blockListOf(['127.0.0.1', '10.0.0.0/8', 'fd00::/8']);

describe('the address of a caller', () => {
  it.each([
    ['comes from the connection', '203.0.113.9', undefined, '203.0.113.9'],
    ['is not what a stranger writes into the header', '203.0.113.9', '198.51.100.1', '203.0.113.9'],
    ['is what a trusted proxy was asked from', '10.1.2.3', '198.51.100.1', '198.51.100.1'],
    [
      'is read from right to left: what the caller has written stays unread',
      '10.1.2.3',
      '1.1.1.1, 198.51.100.1',
      '198.51.100.1',
    ],
    ['is found behind several proxies', '127.0.0.1', '198.51.100.1, 10.9.9.9', '198.51.100.1'],
    ['is the outermost proxy where nobody else is named', '127.0.0.1', '10.9.9.9', '10.9.9.9'],
    ['is the proxy without a header', '10.1.2.3', undefined, '10.1.2.3'],
    ['is the proxy where the header holds nonsense', '10.1.2.3', '198.51.100.1, unknown', '10.1.2.3'],
    ['is the proxy where the header is empty', '10.1.2.3', ' ,', '10.1.2.3'],
    ['may come over an IPv6 socket', '::ffff:10.1.2.3', '198.51.100.1', '198.51.100.1'],
    ['may be of IPv6', 'fd00::1', '2001:DB8::7', '2001:db8::7'],
    ['may have a port', '10.1.2.3', '198.51.100.1:5000', '198.51.100.1'],
    ['may have brackets and a port', '10.1.2.3', '[2001:db8::7]:5000', '2001:db8::7'],
    ['may have a zone', 'fe80::1%eth0', undefined, 'fe80::1'],
  ])('%s', (_, remote, header, expected) => {
    expect(addressBehind(trusted, remote, header)).toBe(expected);
  });

  it('is never one that the caller has chosen, whatever he writes', () => {
    fc.assert(
      fc.property(fc.string(), (written) => {
        expect(addressBehind(trusted, '203.0.113.9', written)).toBe('203.0.113.9');
        expect(addressBehind(trusted, '10.1.2.3', `${written}, 203.0.113.9`)).toBe('203.0.113.9');
      }),
    );
  });

  it('is looked for behind a bounded number of proxies', () => {
    const hops = Array.from({ length: 5000 }, () => '10.0.0.1').join(', ');
    expect(addressBehind(trusted, '10.0.0.1', `198.51.100.1, ${hops}`)).toBe('10.0.0.1');
  });
});

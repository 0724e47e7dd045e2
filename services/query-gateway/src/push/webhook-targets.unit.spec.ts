import type { LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import type { Configuration } from '#runtime/configuration';
import { TargetRefusedError, WebhookTargets } from './webhook-targets.js';

/** Targets whose names stand for what a test says. */
class KnownNames extends WebhookTargets {
  readonly names = new Map<string, readonly string[]>();

  constructor(networks: readonly string[] = []) {
    super({ gateway: { webhookNetworks: networks } } as unknown as Configuration);
  }

  protected override resolveName(hostname: string): Promise<LookupAddress[]> {
    const addresses = this.names.get(hostname);
    if (addresses === undefined) return Promise.reject(Object.assign(new Error('unknown'), { code: 'ENOTFOUND' }));
    return Promise.resolve(addresses.map((address) => ({ address, family: isIP(address) })));
  }
}

const verdict = async (targets: WebhookTargets, url: string): Promise<string> =>
  targets.check(new URL(url)).then(
    () => 'good',
    (error: unknown) => (error instanceof TargetRefusedError ? error.message : String(error)),
  );

test.each([
  ['https://hooks.example.org/x', /^good$/],
  ['https://hooks.example.org:8443/x', /^good$/],
  ['https://hooks.example.org:22/x', /has the port 22/],
  ['https://hooks.example.org:1023/x', /has the port 1023/],
  ['http://hooks.example.org/x', /is not encrypted/],
  ['https://user:secret@hooks.example.org/x', /holds a user or a password/],
  ['https://user@hooks.example.org/x', /holds a user or a password/],
  ['https://mixed.example.org/', /private, local or reserved/],
  ['https://mapped.example.org/', /private, local or reserved/],
  ['https://nobody.example.org/', /cannot be resolved \(ENOTFOUND\)/],
  ['https://empty.example.org/', /without an address/],
  ['https://127.0.0.1/', /private, local or reserved/],
  ['https://127.1/', /private, local or reserved/],
  ['https://0x7f.0.0.1/', /private, local or reserved/],
  ['https://2130706433/', /private, local or reserved/],
  ['https://017700000001/', /private, local or reserved/],
  ['https://[::1]/', /private, local or reserved/],
  ['https://[::ffff:127.0.0.1]/', /private, local or reserved/],
  ['https://[::ffff:a9fe:a9fe]/', /private, local or reserved/],
  ['https://[64:ff9b::10.0.0.1]/', /private, local or reserved/],
  ['https://169.254.169.254/latest/meta-data', /private, local or reserved/],
  ['http://169.254.169.254/latest/meta-data', /private, local or reserved/],
  ['https://8.8.8.8/', /^good$/],
])('%s', async (url, expected) => {
  const targets = new KnownNames();
  targets.names.set('hooks.example.org', ['93.184.215.14', '2606:2800:21f:cb07::1']);
  targets.names.set('mixed.example.org', ['93.184.215.14', '10.0.0.1']);
  targets.names.set('mapped.example.org', ['::ffff:10.0.0.1']);
  targets.names.set('empty.example.org', []);
  expect(await verdict(targets, url)).toMatch(expected);
});

test('networks that are allowed may be private, unencrypted and of any port', async () => {
  const targets = new KnownNames(['10.20.0.0/16']);
  targets.names.set('inside', ['10.20.1.1']);
  targets.names.set('half', ['10.20.1.1', '93.184.215.14']);
  expect(await verdict(targets, 'http://inside:80/x')).toBe('good');
  expect(await verdict(targets, 'http://10.20.0.7:22/')).toBe('good');
  // The same machine, written otherwise.
  expect(await verdict(targets, 'http://[::ffff:10.20.0.7]/')).toBe('good');
  expect(await verdict(targets, 'https://10.21.0.7/')).toMatch(/private, local or reserved/);
  // One of the addresses is outside, so the message could go there in the clear.
  expect(await verdict(targets, 'http://half/')).toMatch(/is not encrypted/);
});

test('a connection goes only to addresses that were judged at that moment', async () => {
  const targets = new KnownNames();
  const look = (all: boolean): Promise<unknown> =>
    new Promise((resolve) => {
      targets.lookup(true)('hooks.example.org', { all }, (error, address) => resolve(error ?? address));
    });
  targets.names.set('hooks.example.org', ['93.184.215.14']);
  await targets.check(new URL('https://hooks.example.org/'));
  expect(await look(true)).toEqual([{ address: '93.184.215.14', family: 4 }]);
  expect(await look(false)).toBe('93.184.215.14');
  // The name is given another address after the check.
  targets.names.set('hooks.example.org', ['127.0.0.1']);
  expect(await look(true)).toBeInstanceOf(TargetRefusedError);
  expect(await look(false)).toBeInstanceOf(TargetRefusedError);
  expect(() => targets.checkAddress(new URL('https://[::1]/'))).toThrow(TargetRefusedError);
});

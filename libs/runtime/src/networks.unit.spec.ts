import { ConfigurationError, parseConfiguration } from './configuration.js';
import { blockListOf, isNetwork } from './networks.js';

describe('networks', () => {
  it.each(['127.0.0.1', '10.0.0.0/8', '0.0.0.0/0', '::1', 'fd00::/8', '2001:db8::7/128'])('%s is one', (text) => {
    expect(isNetwork(text)).toBe(true);
  });

  it.each(['', 'localhost', '10.0.0.0/33', '10.0.0/8', '10.0.0.0/', '10.0.0.0/8/8', '10.0.0.0/-1', '::1/129', 'any'])(
    '%j is none',
    (text) => {
      expect(isNetwork(text)).toBe(false);
    },
  );

  it('hold the addresses in them and no others', () => {
    const list = blockListOf(['10.0.0.0/8', '192.0.2.7', 'fd00::/8']);
    expect([list.check('10.255.0.1'), list.check('192.0.2.7'), list.check('fd12::1', 'ipv6')]).toEqual([
      true,
      true,
      true,
    ]);
    expect([list.check('11.0.0.1'), list.check('192.0.2.8'), list.check('fe80::1', 'ipv6')]).toEqual([
      false,
      false,
      false,
    ]);
  });
});

describe('OWASP API8: settings that open the gateway', () => {
  const parse = (environment: Record<string, string>) =>
    parseConfiguration({
      environment,
      defaultProfile: 'standalone',
      workingDirectory: '/tmp',
      terminal: false,
      readTextFile: () => '',
    }).gateway;

  it('are closed where nothing is said', () => {
    expect(parse({})).toMatchObject({ corsOrigins: [], trustedProxies: [], webhookNetworks: [], tls: null });
  });

  it('take lists', () => {
    const { trustedProxies, corsOrigins } = parse({
      TRUSTED_PROXIES: '127.0.0.1, 10.0.0.0/8',
      CORS_ORIGINS: 'https://desk.example.org,http://localhost:3000',
    });
    expect(trustedProxies).toEqual(['127.0.0.1', '10.0.0.0/8']);
    expect(corsOrigins).toEqual(['https://desk.example.org', 'http://localhost:3000']);
  });

  it.each([
    ['TRUSTED_PROXIES', 'proxy.example.org'],
    ['TRUSTED_PROXIES', '10.0.0.0/40'],
    ['WEBHOOK_NETWORKS', '*'],
    ['CORS_ORIGINS', '*'],
    ['CORS_ORIGINS', 'https://desk.example.org/'],
    ['CORS_ORIGINS', 'desk.example.org'],
    ['RATE_LIMIT_PER_MINUTE', '0'],
    ['RATE_LIMIT_ADDRESS_PER_MINUTE', 'many'],
  ])('refuse %s=%s with the remedy', (name, value) => {
    expect(() => parse({ [name]: value })).toThrow(ConfigurationError);
    expect(() => parse({ [name]: value })).toThrow(`${name}=${value}: give `);
  });

  it('need certificate and key together', () => {
    expect(() => parse({ TLS_CERT_FILE: '/tmp/index.crt' })).toThrow(/TLS_KEY_FILE: is needed with TLS_CERT_FILE/);
  });
});

import { ConfigurationError, parseConfiguration } from './configuration.js';
import type { Configuration, ConfigurationSource } from './configuration.js';

const source = (
  environment: Record<string, string>,
  overrides: Partial<ConfigurationSource> = {},
): ConfigurationSource => ({
  environment,
  defaultProfile: 'standalone',
  workingDirectory: '/srv/index',
  terminal: false,
  readTextFile: (path) => {
    throw new Error(`ENOENT: ${path}`);
  },
  ...overrides,
});

const parse = (environment: Record<string, string>, overrides: Partial<ConfigurationSource> = {}): Configuration =>
  parseConfiguration(source(environment, overrides));

function problemsOf(
  environment: Record<string, string>,
  overrides: Partial<ConfigurationSource> = {},
): ConfigurationError {
  try {
    parse(environment, overrides);
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
  throw new Error('the configuration was accepted');
}

const distributed = {
  PROFILE: 'distributed',
  DATABASE_URL: 'postgres://app:secret@db:5432/index',
  KAFKA_BROKERS: 'kafka-1:9092, kafka-2:9092',
};

describe('the configuration', () => {
  it('needs nothing for one process', () => {
    expect(parse({})).toEqual({
      profile: 'standalone',
      gateway: {
        access: 'open',
        adminKey: null,
        openId: null,
        callsPerMinute: null,
        callsPerMinuteOfAddress: null,
        corsOrigins: [],
        trustedProxies: [],
        tls: null,
        webhookNetworks: [],
      },
      host: '127.0.0.1',
      port: 8000,
      dataDirectory: '/srv/index/data',
      demo: true,
      providers: { massive: null, fmp: null, sec: null, nasdaq: null, flatFiles: null },
      acquisition: { enabled: false, from: null, delayMinutes: 45 },
      logLevel: 'info',
      logFormat: 'json',
      shutdownTimeoutMs: 10_000,
      ignoredSettings: [],
    });
  });

  it('takes every setting of one process', () => {
    const configuration = parse(
      {
        HOST: '0.0.0.0',
        PORT: '9000',
        DATA_DIR: '/var/lib/index',
        DEMO: 'off',
        LOG_LEVEL: 'debug',
        SHUTDOWN_TIMEOUT_MS: '500',
      },
      { terminal: true },
    );
    expect(configuration).toMatchObject({
      host: '0.0.0.0',
      port: 9000,
      dataDirectory: '/var/lib/index',
      demo: false,
      logLevel: 'debug',
      logFormat: 'text',
      shutdownTimeoutMs: 500,
    });
  });

  it('takes every setting of many processes, and never the demo', () => {
    expect(parse({ ...distributed, REDIS_URL: 'redis://:pw@cache:6379', DATABASE_MAX_CONNECTIONS: '4' })).toMatchObject(
      {
        profile: 'distributed',
        host: '0.0.0.0',
        demo: false,
        databaseUrl: 'postgres://app:secret@db:5432/index',
        databaseMaxConnections: 4,
        kafkaBrokers: ['kafka-1:9092', 'kafka-2:9092'],
        redisUrl: 'redis://:pw@cache:6379',
      },
    );
  });

  it('is frozen', () => {
    expect(Object.isFrozen(parse({}))).toBe(true);
  });

  it('takes a setting that is empty as not given', () => {
    expect(parse({ PORT: '', DEMO: ' ' })).toMatchObject({ port: 8000, demo: true });
  });

  it('says all problems at once, each with name, value and remedy', () => {
    const { problems, message } = problemsOf({
      PORT: '80000',
      DEMO: 'yes',
      LOG_LEVEL: 'loud',
      SHUTDOWN_TIMEOUT_MS: '1e4',
    });
    expect(problems).toEqual([
      { name: 'PORT', value: '80000', remedy: 'give a whole number from 0 to 65535 (0 takes any free port)' },
      { name: 'LOG_LEVEL', value: 'loud', remedy: 'give one of fatal, error, warn, info, debug, trace, silent' },
      { name: 'SHUTDOWN_TIMEOUT_MS', value: '1e4', remedy: 'give a whole number from 100 to 600000 (milliseconds)' },
      { name: 'DEMO', value: 'yes', remedy: 'give one of on, off' },
    ]);
    expect(message).toContain('The configuration has 4 problem(s):\n  PORT=80000: give a whole number');
  });

  it('says what is missing', () => {
    const { problems } = problemsOf({}, { defaultProfile: 'distributed' });
    expect(problems.map(({ name, value }) => ({ name, value }))).toEqual([
      { name: 'DATABASE_URL', value: null },
      { name: 'KAFKA_BROKERS', value: null },
    ]);
  });

  it('names the profiles', () => {
    expect(problemsOf({ PROFILE: 'cluster' }).problems).toEqual([
      { name: 'PROFILE', value: 'cluster', remedy: 'give one of standalone, distributed' },
    ]);
  });

  it.each([
    ['mysql://app:secret@db/index', 'mysql://app:***@db/index'],
    ['postgres://app:sec;ret@db:54x2/index', '***'],
    ['just text with secret', '***'],
  ])('never shows the password of %s', (DATABASE_URL, shown) => {
    const error = problemsOf({ ...distributed, DATABASE_URL });
    expect(error.problems[0]).toMatchObject({ name: 'DATABASE_URL', value: shown });
    expect(error.message).not.toMatch(/secret|sec;ret/);
  });

  it.each(['kafka', 'kafka:9092,,other:9092', 'PLAINTEXT://kafka:9092'])('refuses %s as brokers', (KAFKA_BROKERS) => {
    expect(problemsOf({ ...distributed, KAFKA_BROKERS }).problems.map(({ name }) => name)).toEqual(['KAFKA_BROKERS']);
  });

  it('tells which settings mean nothing in the profile', () => {
    expect(parse({ DATABASE_URL: 'postgres://db/index', KAFKA_BROKERS: 'k:1' }).ignoredSettings).toEqual([
      'DATABASE_URL',
      'KAFKA_BROKERS',
    ]);
    expect(parse({ ...distributed, DATA_DIR: '/data' }).ignoredSettings).toEqual(['DATA_DIR']);
  });
});

describe('secrets in files', () => {
  const files = { '/run/secrets/db': 'postgres://app:fromfile@db/index\n', '/run/secrets/empty': '\n' };
  const readTextFile = (path: string): string => {
    const text = files[path as keyof typeof files] as string | undefined;
    if (text === undefined) throw new Error(`ENOENT: no such file, open '${path}'`);
    return text;
  };
  const { DATABASE_URL, ...withoutDatabase } = distributed;

  it('are read, without the line end', () => {
    expect(parse({ ...withoutDatabase, DATABASE_URL_FILE: '/run/secrets/db' }, { readTextFile })).toMatchObject({
      databaseUrl: 'postgres://app:fromfile@db/index',
    });
  });

  it.each([
    ['/run/secrets/none', /may read \(ENOENT/],
    ['/run/secrets/empty', /the file is empty/],
  ])('are asked for when %s does not have them', (path, remedy) => {
    const { problems } = problemsOf({ ...withoutDatabase, DATABASE_URL_FILE: path }, { readTextFile });
    expect(problems).toEqual([{ name: 'DATABASE_URL_FILE', value: path, remedy: expect.stringMatching(remedy) }]);
  });

  it('are given in one way only', () => {
    const environment = { ...withoutDatabase, DATABASE_URL, DATABASE_URL_FILE: '/run/secrets/db' };
    expect(problemsOf(environment, { readTextFile }).problems).toEqual([
      {
        name: 'DATABASE_URL_FILE',
        value: '/run/secrets/db',
        remedy: 'give either DATABASE_URL or DATABASE_URL_FILE, not both',
      },
    ]);
  });
});

describe('sources of market data', () => {
  const minute = { calls: 5, periodMs: 60_000, text: '5/minute' };

  it('are set up by a key, a contact, a word or a folder, in both profiles', () => {
    const settings = {
      MASSIVE_API_KEY: 'massive-key',
      FMP_API_KEY: 'fmp-key',
      SEC_CONTACT: 'Jane Doe jane@example.org',
      NASDAQ: 'on',
      FLAT_FILES_DIR: 'flat',
    };
    for (const profile of [{}, distributed]) {
      const { providers, acquisition, demo } = parse({ ...profile, ...settings });
      expect(providers).toEqual({
        massive: { key: 'massive-key', baseUrl: 'https://api.massive.com', quota: minute },
        fmp: {
          key: 'fmp-key',
          baseUrl: 'https://financialmodelingprep.com/stable',
          quota: { calls: 250, periodMs: 86_400_000, text: '250/day' },
        },
        sec: {
          contact: 'Jane Doe jane@example.org',
          baseUrl: 'https://data.sec.gov',
          quota: { calls: 8, periodMs: 1000, text: '8/second' },
        },
        nasdaq: { baseUrl: 'https://api.nasdaq.com', quota: { calls: 1, periodMs: 1000, text: '1/second' } },
        flatFiles: { directory: '/srv/index/flat' },
      });
      expect(acquisition).toEqual({ enabled: true, from: null, delayMinutes: 45 });
      expect(demo).toBe(false);
    }
  });

  it('take other hosts and quotas', () => {
    const { providers, acquisition } = parse({
      MASSIVE_API_KEY: 'key4',
      MASSIVE_BASE_URL: 'http://127.0.0.1:9000/massive/',
      MASSIVE_QUOTA: 'none',
      ACQUIRE: 'off',
      ACQUIRE_FROM: '2024-02-29',
      ACQUIRE_DELAY_MINUTES: '0',
    });
    expect(providers.massive).toEqual({ key: 'key4', baseUrl: 'http://127.0.0.1:9000/massive', quota: null });
    expect(acquisition).toEqual({ enabled: false, from: '2024-02-29', delayMinutes: 0 });
  });

  it('without whole-market days are asked for nothing by themselves', () => {
    expect(parse({ FMP_API_KEY: 'fmp-key' })).toMatchObject({ demo: false, acquisition: { enabled: false } });
    expect(problemsOf({ FMP_API_KEY: 'fmp-key', ACQUIRE: 'on' }).message).toContain(
      'ACQUIRE=on: needs a source of whole-market days; give MASSIVE_API_KEY, NASDAQ=on or FLAT_FILES_DIR as well',
    );
  });

  it('and the demo exclude each other', () => {
    expect(problemsOf({ MASSIVE_API_KEY: 'massive-key', DEMO: 'on' }).message).toContain(
      'DEMO=on: fills the store with a simulated market, and MASSIVE_API_KEY asks for the real one; give DEMO=off or take MASSIVE_API_KEY away',
    );
    expect(parse({ MASSIVE_API_KEY: 'massive-key', DEMO: 'off' }).demo).toBe(false);
  });

  it.each([
    ['MASSIVE_API_KEY', 'two words', '***'],
    ['FMP_API_KEY', 'ab', '***'],
    ['FMP_BASE_URL', 'https://user:pass@host/stable', 'https://user:***@host/stable'],
    ['SEC_BASE_URL', 'data.sec.gov', '***'],
    ['NASDAQ_BASE_URL', 'https://api.nasdaq.com/?apikey=abc', 'https://api.nasdaq.com/?apikey=***'],
    ['SEC_CONTACT', 'Jane Doe', 'Jane Doe'],
    ['MASSIVE_QUOTA', '5 a minute', '5 a minute'],
    ['FMP_QUOTA', '10001/day', '10001/day'],
    ['SEC_QUOTA', '0/second', '0/second'],
    ['ACQUIRE_FROM', '2023-02-29', '2023-02-29'],
    ['ACQUIRE_FROM', '2035-01-02', '2035-01-02'],
    ['ACQUIRE_DELAY_MINUTES', '1h', '1h'],
    ['NASDAQ', 'yes', 'yes'],
  ])('refuse %s=%s', (name, value, shown) => {
    const { problems, message } = problemsOf({ [name]: value });
    expect(problems).toMatchObject([{ name, value: shown }]);
    expect(message).not.toMatch(/pass@|two words|=abc/);
  });

  it('read keys from files', () => {
    const readTextFile = (): string => 'from-a-file\n';
    expect(parse({ MASSIVE_API_KEY_FILE: '/run/secrets/massive' }, { readTextFile }).providers.massive?.key).toBe(
      'from-a-file',
    );
  });
});

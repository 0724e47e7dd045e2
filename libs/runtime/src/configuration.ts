import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { gatewayOf, gatewaySettings, isLoopback } from './gateway-settings.js';
import type { GatewayConfiguration } from './gateway-settings.js';
import {
  acquisitionOf,
  contradictions,
  providerSettings,
  providersOf,
  settingsOfSources,
} from './provider-settings.js';
import type { AcquisitionConfiguration, ProvidersConfiguration } from './provider-settings.js';
import { environmentWithSecretFiles, maskSecret, SECRET_SETTINGS } from './secret-settings.js';
import type { ConfigurationProblem, Environment, ReadTextFile } from './secret-settings.js';

/**
 * Everything that can be set from outside, parsed once at start and frozen. This file is the only reader of the environment
 * variables; `open-platform-resources.ts` is the only one that looks at `profile`.
 */
export type Configuration = StandaloneConfiguration | DistributedConfiguration;

export type Profile = Configuration['profile'];

interface CommonConfiguration {
  readonly host: string;
  readonly port: number;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** json: one object per line. text: short lines for people. */
  readonly logFormat: 'json' | 'text';
  /** The longest that a stop may take, in milliseconds, before the process ends whatever is in hand. */
  readonly shutdownTimeoutMs: number;
  /** Whether an empty store is filled with the simulated market at start; never so in `distributed` or where real data are asked for. */
  readonly demo: boolean;
  readonly providers: ProvidersConfiguration;
  readonly acquisition: AcquisitionConfiguration;
  readonly gateway: GatewayConfiguration;
  /** Settings that are given, but have no meaning in this profile; said once in the log. */
  readonly ignoredSettings: readonly string[];
}

export interface StandaloneConfiguration extends CommonConfiguration {
  readonly profile: 'standalone';
  /** Absolute path of the folder with the store. */
  readonly dataDirectory: string;
}

export interface DistributedConfiguration extends CommonConfiguration {
  readonly profile: 'distributed';
  readonly databaseUrl: string;
  /** Connections of one service in one process, at most. */
  readonly databaseMaxConnections: number;
  readonly kafkaBrokers: readonly string[];
  /** Null: this process caches in its own memory only. */
  readonly redisUrl: string | null;
}

/** What differs between callers; tests pass their own. */
export interface ConfigurationSource {
  readonly environment: Environment;
  readonly defaultProfile: Profile;
  readonly workingDirectory: string;
  /** Whether standard output is a terminal. */
  readonly terminal: boolean;
  readonly readTextFile: ReadTextFile;
}

/** All problems of the environment at once, each with the name, the value (secrets masked) and the remedy. */
export class ConfigurationError extends Error {
  constructor(readonly problems: readonly ConfigurationProblem[]) {
    const lines = problems.map(({ name, value, remedy }) => `  ${name}${value === null ? '' : `=${value}`}: ${remedy}`);
    super(`The configuration has ${problems.length} problem(s):\n${lines.join('\n')}`);
    this.name = 'ConfigurationError';
  }
}

const integer = (least: number, most: number, unit: string) =>
  z
    .string()
    .refine((text) => /^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most, {
      error: `give a whole number from ${least} to ${most} (${unit})`,
    })
    .transform(Number);

const oneOf = <const T extends readonly [string, ...string[]]>(...values: T) =>
  z.enum(values, { error: `give one of ${values.join(', ')}` });

const url = (protocols: readonly string[], example: string) =>
  z
    .string({ error: `is needed; give a URL such as ${example}` })
    .refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), {
      error: `give a URL such as ${example}; special characters of a password are written percent-encoded`,
    });

const brokers = z
  .string({ error: 'is needed; give the brokers as host:port, with commas between, such as kafka-1:9092,kafka-2:9092' })
  .transform((text) => text.split(',').map((broker) => broker.trim()))
  .refine(
    (list) => list.every((broker) => /^[^\s:,]+:\d{1,5}$/.test(broker) || /^\[[0-9a-fA-F:.]+\]:\d{1,5}$/.test(broker)),
    {
      error: 'give the brokers as host:port, with commas between, such as kafka-1:9092,kafka-2:9092',
    },
  );

const profile = oneOf('standalone', 'distributed');

const commonSettings = {
  HOST: z.string().optional(),
  PORT: integer(0, 65_535, '0 takes any free port').default(8000),
  LOG_LEVEL: oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent').default('info'),
  LOG_FORMAT: oneOf('json', 'text').optional(),
  SHUTDOWN_TIMEOUT_MS: integer(100, 600_000, 'milliseconds').default(10_000),
  ...providerSettings,
  ...gatewaySettings,
};

const standaloneSettings = z.object({
  ...commonSettings,
  DATA_DIR: z.string().default('data'),
  DEMO: oneOf('on', 'off').optional(),
});

const distributedSettings = z.object({
  ...commonSettings,
  DATABASE_URL: url(['postgres:', 'postgresql:'], 'postgres://user:password@host:5432/database'),
  DATABASE_MAX_CONNECTIONS: integer(1, 1000, 'connections per service and process').default(10),
  KAFKA_BROKERS: brokers,
  REDIS_URL: url(['redis:', 'rediss:'], 'redis://host:6379').optional(),
});

const profileSettings = { standalone: standaloneSettings, distributed: distributedSettings };
const everySetting = [...new Set(Object.values(profileSettings).flatMap((schema) => Object.keys(schema.shape)))];

/** Parses `source`; throws `ConfigurationError` with every problem. */
export function parseConfiguration(source: ConfigurationSource): Configuration {
  const { environment, problems } = environmentWithSecretFiles(source.environment, source.readTextFile);
  const chosen = profile.default(source.defaultProfile).safeParse(environment['PROFILE']);
  if (!chosen.success) {
    throw new ConfigurationError([...problems, ...problemsOf('PROFILE', chosen.error, environment)]);
  }
  const ignoredSettings = everySetting.filter(
    (name) => environment[name] !== undefined && !(name in profileSettings[chosen.data].shape),
  );
  const configuration =
    chosen.data === 'standalone'
      ? standalone(environment, source, problems)
      : distributed(environment, source, problems);
  return Object.freeze({ ...configuration, ignoredSettings: Object.freeze(ignoredSettings) });
}

/** Parses the environment of the process; prints what is wrong and ends the process with 1 when it cannot be used. */
export function loadConfiguration(defaultProfile: Profile): Configuration {
  try {
    return parseConfiguration({
      environment: process.env,
      defaultProfile,
      workingDirectory: process.cwd(),
      terminal: process.stdout.isTTY === true,
      readTextFile: (path) => readFileSync(path, 'utf8'),
    });
  } catch (error) {
    if (!(error instanceof ConfigurationError)) {
      throw error;
    }
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

function standalone(
  environment: Environment,
  source: ConfigurationSource,
  problems: readonly ConfigurationProblem[],
): StandaloneConfiguration {
  const settings = parsed(standaloneSettings, environment, problems);
  const providers = providersOf(settings, source.workingDirectory);
  refuse(contradictions(settings, providers, settings.DEMO));
  const host = settings.HOST ?? '127.0.0.1';
  return {
    profile: 'standalone',
    host,
    ...common(settings, providers),
    gateway: gateway(settings, isLoopback(host), source),
    logFormat: settings.LOG_FORMAT ?? (source.terminal ? 'text' : 'json'),
    dataDirectory: resolve(source.workingDirectory, settings.DATA_DIR),
    demo: settings.DEMO === undefined ? settingsOfSources(providers).length === 0 : settings.DEMO === 'on',
  };
}

function distributed(
  environment: Environment,
  source: ConfigurationSource,
  problems: readonly ConfigurationProblem[],
): DistributedConfiguration {
  const settings = parsed(distributedSettings, environment, problems);
  const providers = providersOf(settings, source.workingDirectory);
  refuse(contradictions(settings, providers, undefined));
  return {
    profile: 'distributed',
    host: settings.HOST ?? '0.0.0.0',
    ...common(settings, providers),
    gateway: gateway(settings, false, source),
    logFormat: settings.LOG_FORMAT ?? 'json',
    demo: false,
    databaseUrl: settings.DATABASE_URL,
    databaseMaxConnections: settings.DATABASE_MAX_CONNECTIONS,
    kafkaBrokers: Object.freeze(settings.KAFKA_BROKERS),
    redisUrl: settings.REDIS_URL ?? null,
  };
}

function common(settings: z.infer<z.ZodObject<typeof commonSettings>>, providers: ProvidersConfiguration) {
  return {
    port: settings.PORT,
    logLevel: settings.LOG_LEVEL,
    shutdownTimeoutMs: settings.SHUTDOWN_TIMEOUT_MS,
    providers,
    acquisition: acquisitionOf(settings, providers),
    ignoredSettings: [],
  };
}

function gateway(
  settings: z.infer<z.ZodObject<typeof gatewaySettings>>,
  openByDefault: boolean,
  source: ConfigurationSource,
): GatewayConfiguration {
  const { gateway: parsedGateway, problems } = gatewayOf(settings, openByDefault, source.readTextFile);
  refuse(problems);
  return parsedGateway;
}

function refuse(problems: readonly ConfigurationProblem[]): void {
  if (problems.length > 0) throw new ConfigurationError(problems);
}

function parsed<Schema extends z.ZodType>(
  schema: Schema,
  environment: Environment,
  problems: readonly ConfigurationProblem[],
): z.infer<Schema> {
  const result = schema.safeParse(environment);
  const found = result.success ? [] : problemsOf('', result.error, environment);
  // A secret file that cannot be read is the problem; that the setting is then missing is only its echo.
  const named = new Set(problems.map(({ name }) => name.replace(/_FILE$/, '')));
  const all = [...problems, ...found.filter(({ name }) => !named.has(name))];
  if (!result.success || all.length > 0) {
    throw new ConfigurationError(all);
  }
  return result.data;
}

function problemsOf(fallbackName: string, error: z.ZodError, environment: Environment): ConfigurationProblem[] {
  return error.issues.map((issue) => {
    const name = String(issue.path[0] ?? fallbackName);
    const value = environment[name];
    const shown = value === undefined ? null : SECRET_SETTINGS.has(name) ? maskSecret(value) : value;
    return { name, value: shown, remedy: issue.message };
  });
}

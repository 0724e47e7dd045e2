import { resolve } from 'node:path';
import { z } from 'zod';
import { calendarFirst, calendarLast } from '#domain/calendar';
import type { ConfigurationProblem } from './secret-settings.js';

const UNIT_MS = { second: 1000, minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/** The calls that are remembered to keep a quota are one array in one row; it must stay small. */
const MOST_CALLS_OF_A_QUOTA = 10_000;

/** No window of `periodMs` may see more than `calls` calls. */
export interface CallQuota {
  readonly calls: number;
  readonly periodMs: number;
  /** As it was set, such as `5/minute`. */
  readonly text: string;
}

export interface VendorConfiguration {
  /** Without a slash at the end; may have a path. */
  readonly baseUrl: string;
  /** Null: as many calls as one likes. */
  readonly quota: CallQuota | null;
}
export interface KeyedVendorConfiguration extends VendorConfiguration {
  readonly key: string;
}
export interface SecConfiguration extends VendorConfiguration {
  /** Who asks; the SEC turns away whoever does not say. */
  readonly contact: string;
}

/** The sources of market data that may be asked; null where one is not set up. */
export interface ProvidersConfiguration {
  readonly massive: KeyedVendorConfiguration | null;
  readonly fmp: KeyedVendorConfiguration | null;
  readonly sec: SecConfiguration | null;
  readonly nasdaq: VendorConfiguration | null;
  /** Absolute path of a folder with files of whole-market days. */
  readonly flatFiles: { readonly directory: string } | null;
}

export interface AcquisitionConfiguration {
  /** Whether sessions are acquired without being asked for. */
  readonly enabled: boolean;
  /** The first session to acquire, 'YYYY-MM-DD'; null: decided at the first start. */
  readonly from: string | null;
  /** Minutes from the close of a session to the first attempt to acquire it. */
  readonly delayMinutes: number;
}

const onOff = z.enum(['on', 'off'], { error: 'give one of on, off' });

const key = z.string().regex(/^[\x21-\x7e]{4,500}$/, {
  error: 'give the key as the vendor shows it: 4 to 500 printable characters without blanks',
});

const baseUrl = (example: string) =>
  z
    .string()
    .refine(isBaseUrl, {
      error: `give a URL such as ${example}: http or https, without user, password, query or fragment`,
    })
    .transform((text) => text.replace(/\/+$/, ''))
    .default(example);

const quota = (fallback: string | null) =>
  z
    .string()
    .default(fallback ?? 'none')
    .refine((text) => text === 'none' || callQuota(text) !== null, {
      error: `give the calls per period, such as 5/minute (1 to ${MOST_CALLS_OF_A_QUOTA} per second, minute, hour or day), or none`,
    })
    .transform((text) => callQuota(text));

const date = z.string().refine((text) => isDate(text) && text >= calendarFirst && text <= calendarLast, {
  error: `give a day as YYYY-MM-DD, from ${calendarFirst} to ${calendarLast}`,
});

/** Of both profiles. */
export const providerSettings = {
  MASSIVE_API_KEY: key.optional(),
  MASSIVE_BASE_URL: baseUrl('https://api.massive.com'),
  // Of the free plan: whoever pays for more says so.
  MASSIVE_QUOTA: quota('5/minute'),
  FMP_API_KEY: key.optional(),
  FMP_BASE_URL: baseUrl('https://financialmodelingprep.com/stable'),
  FMP_QUOTA: quota('250/day'),
  SEC_CONTACT: z
    .string()
    .regex(/^[\x20-\x7e]*@[\x20-\x7e]*$/, {
      error: 'give a name and an e-mail address, such as Jane Doe jane@example.org',
    })
    .optional(),
  SEC_BASE_URL: baseUrl('https://data.sec.gov'),
  SEC_QUOTA: quota('8/second'),
  NASDAQ: onOff.default('off'),
  NASDAQ_BASE_URL: baseUrl('https://api.nasdaq.com'),
  NASDAQ_QUOTA: quota('1/second'),
  FLAT_FILES_DIR: z.string().optional(),
  ACQUIRE: onOff.optional(),
  ACQUIRE_FROM: date.optional(),
  ACQUIRE_DELAY_MINUTES: z
    .string()
    .regex(/^\d{1,3}$/, { error: 'give a whole number from 0 to 999 (minutes after the close)' })
    .transform(Number)
    .default(45),
};

type ProviderSettings = z.infer<z.ZodObject<typeof providerSettings>>;

export function providersOf(settings: ProviderSettings, workingDirectory: string): ProvidersConfiguration {
  return Object.freeze({
    massive: keyed(settings.MASSIVE_API_KEY, settings.MASSIVE_BASE_URL, settings.MASSIVE_QUOTA),
    fmp: keyed(settings.FMP_API_KEY, settings.FMP_BASE_URL, settings.FMP_QUOTA),
    sec:
      settings.SEC_CONTACT === undefined
        ? null
        : { contact: settings.SEC_CONTACT, baseUrl: settings.SEC_BASE_URL, quota: settings.SEC_QUOTA },
    nasdaq: settings.NASDAQ === 'on' ? { baseUrl: settings.NASDAQ_BASE_URL, quota: settings.NASDAQ_QUOTA } : null,
    flatFiles:
      settings.FLAT_FILES_DIR === undefined ? null : { directory: resolve(workingDirectory, settings.FLAT_FILES_DIR) },
  });
}

export function acquisitionOf(settings: ProviderSettings, providers: ProvidersConfiguration): AcquisitionConfiguration {
  return Object.freeze({
    enabled: settings.ACQUIRE === undefined ? hasMarketDays(providers) : settings.ACQUIRE === 'on',
    from: settings.ACQUIRE_FROM ?? null,
    delayMinutes: settings.ACQUIRE_DELAY_MINUTES,
  });
}

/** Settings that are right one by one and make no sense together. `demo` is the value of DEMO as given. */
export function contradictions(
  settings: ProviderSettings,
  providers: ProvidersConfiguration,
  demo: 'on' | 'off' | undefined,
): ConfigurationProblem[] {
  const problems: ConfigurationProblem[] = [];
  if (settings.ACQUIRE === 'on' && !hasMarketDays(providers)) {
    const remedy = 'needs a source of whole-market days; give MASSIVE_API_KEY, NASDAQ=on or FLAT_FILES_DIR as well';
    problems.push({ name: 'ACQUIRE', value: 'on', remedy });
  }
  const [source] = settingsOfSources(providers);
  if (demo === 'on' && source !== undefined) {
    const remedy = `fills the store with a simulated market, and ${source} asks for the real one; give DEMO=off or take ${source} away`;
    problems.push({ name: 'DEMO', value: 'on', remedy });
  }
  return problems;
}

/** The settings by which sources have been set up. */
export function settingsOfSources(providers: ProvidersConfiguration): string[] {
  return [
    ...(providers.massive === null ? [] : ['MASSIVE_API_KEY']),
    ...(providers.fmp === null ? [] : ['FMP_API_KEY']),
    ...(providers.sec === null ? [] : ['SEC_CONTACT']),
    ...(providers.nasdaq === null ? [] : ['NASDAQ']),
    ...(providers.flatFiles === null ? [] : ['FLAT_FILES_DIR']),
  ];
}

function hasMarketDays({ massive, nasdaq, flatFiles }: ProvidersConfiguration): boolean {
  return massive !== null || nasdaq !== null || flatFiles !== null;
}

function keyed(
  given: string | undefined,
  url: string,
  callsAllowed: CallQuota | null,
): KeyedVendorConfiguration | null {
  return given === undefined ? null : { key: given, baseUrl: url, quota: callsAllowed };
}

function callQuota(text: string): CallQuota | null {
  const match = /^(\d{1,5})\/(second|minute|hour|day)$/.exec(text);
  const calls = Number(match?.[1]);
  if (match === null || calls < 1 || calls > MOST_CALLS_OF_A_QUOTA) return null;
  return { calls, periodMs: UNIT_MS[match[2] as keyof typeof UNIT_MS], text };
}

function isBaseUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return ['http:', 'https:'].includes(protocol) && [username, password, search, hash].every((part) => part === '');
}

function isDate(text: string): boolean {
  const instant = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(text);
}

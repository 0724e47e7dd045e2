import { z } from 'zod';
import type { ConfigurationProblem } from './secret-settings.js';

/** How the gateway lets callers in. */
export interface GatewayConfiguration {
  /** open: everybody may do everything. keys: nobody without a key or a token. */
  readonly access: 'open' | 'keys';
  /** A key with every scope that is in no table, for the first steps; null: there is none. */
  readonly adminKey: string | null;
  /** Whose bearer tokens are taken; null: nobody's. */
  readonly openId: { readonly issuer: string; readonly audience: string } | null;
  /** Cost of calls that one caller may make per minute, unless its key says otherwise; null: no limit. */
  readonly callsPerMinute: number | null;
  /** The same for what comes from one address without a key, refused calls included; null: no limit. */
  readonly callsPerMinuteOfAddress: number | null;
  /** Origins whose pages may call; none by default. */
  readonly corsOrigins: readonly string[];
  /** Addresses and networks in front of the gateway whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  /** PEM texts; null: plain HTTP. */
  readonly tls: { readonly certificate: string; readonly key: string } | null;
  /** Networks that webhooks may be sent to although they are private. */
  readonly webhookNetworks: readonly string[];
}

const limit = (fallback: string) =>
  z
    .string()
    .default(fallback)
    .refine((text) => text === 'off' || /^[1-9]\d{0,6}$/.test(text), {
      error: 'give a whole number from 1 to 9999999 (calls per minute), or off',
    })
    .transform((text) => (text === 'off' ? null : Number(text)));

const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  );

/** Of both profiles. */
export const gatewaySettings = {
  ACCESS: z.enum(['open', 'keys'], { error: 'give one of open, keys' }).optional(),
  ADMIN_API_KEY: z
    .string()
    .regex(/^[\x21-\x7e]{32,200}$/, { error: 'give 32 to 200 printable characters without blanks, chosen at random' })
    .optional(),
  OIDC_ISSUER: z
    .string()
    .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), {
      error: 'give the URL of the OpenID provider, such as https://id.example.org/realms/quant',
    })
    .optional(),
  OIDC_AUDIENCE: z.string().optional(),
  RATE_LIMIT_PER_MINUTE: limit('6000'),
  RATE_LIMIT_ADDRESS_PER_MINUTE: limit('600'),
  CORS_ORIGINS: list,
  TRUSTED_PROXIES: list,
  TLS_CERT_FILE: z.string().optional(),
  TLS_KEY_FILE: z.string().optional(),
  WEBHOOK_NETWORKS: list,
};

type GatewaySettings = z.infer<z.ZodObject<typeof gatewaySettings>>;

/** Loopback addresses, where a process without a key is reached by nobody but its own machine. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}

/**
 * @param openByDefault whether the deployment asks for no key unless told to
 * @param readTextFile throws, saying why, when a file cannot be read
 */
export function gatewayOf(
  settings: GatewaySettings,
  openByDefault: boolean,
  readTextFile: (path: string) => string,
): { gateway: GatewayConfiguration; problems: ConfigurationProblem[] } {
  const problems: ConfigurationProblem[] = [];
  const together = (present: keyof GatewaySettings, missing: keyof GatewaySettings, why: string): void => {
    if (settings[present] !== undefined && settings[missing] === undefined) {
      problems.push({ name: missing, value: null, remedy: `is needed with ${present}: ${why}` });
    }
  };
  together('OIDC_ISSUER', 'OIDC_AUDIENCE', 'say for whom the tokens must be issued');
  together('OIDC_AUDIENCE', 'OIDC_ISSUER', 'say who issues the tokens');
  together('TLS_CERT_FILE', 'TLS_KEY_FILE', 'name the file with the key of the certificate');
  together('TLS_KEY_FILE', 'TLS_CERT_FILE', 'name the file with the certificate');
  const pem = (name: 'TLS_CERT_FILE' | 'TLS_KEY_FILE'): string | null => {
    const path = settings[name];
    if (path === undefined) return null;
    try {
      return readTextFile(path);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      problems.push({ name, value: path, remedy: `name a file that this process may read (${reason})` });
      return null;
    }
  };
  const [certificate, key] = [pem('TLS_CERT_FILE'), pem('TLS_KEY_FILE')];
  const access = settings.ACCESS ?? (openByDefault ? 'open' : 'keys');
  const issuer = settings.OIDC_ISSUER;
  const audience = settings.OIDC_AUDIENCE;
  return {
    gateway: {
      access,
      adminKey: settings.ADMIN_API_KEY ?? null,
      openId: issuer === undefined || audience === undefined ? null : { issuer, audience },
      // Where no key is asked for, the caller is whoever sits at this machine.
      callsPerMinute: access === 'open' ? null : settings.RATE_LIMIT_PER_MINUTE,
      callsPerMinuteOfAddress: access === 'open' ? null : settings.RATE_LIMIT_ADDRESS_PER_MINUTE,
      corsOrigins: settings.CORS_ORIGINS,
      trustedProxies: settings.TRUSTED_PROXIES,
      tls: certificate === null || key === null ? null : { certificate, key },
      webhookNetworks: settings.WEBHOOK_NETWORKS,
    },
    problems,
  };
}

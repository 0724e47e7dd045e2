import { createSecureContext } from 'node:tls';
import { z } from 'zod';
import { isNetwork } from './networks.js';
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

const networks = list.refine((parts) => parts.every(isNetwork), {
  error: 'give addresses and networks with commas between, such as 127.0.0.1,10.0.0.0/8,fd00::/8',
});

const origins = list.refine((parts) => parts.every(isOrigin), {
  error:
    'give origins as browsers write them, with commas between, such as https://desk.example.org,http://localhost:3000',
});

function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

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
  CORS_ORIGINS: origins,
  TRUSTED_PROXIES: networks,
  TLS_CERT_FILE: z.string().optional(),
  TLS_KEY_FILE: z.string().optional(),
  WEBHOOK_NETWORKS: networks,
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
  if (certificate !== null && key !== null) {
    const flaw = flawOf(certificate, key);
    if (flaw !== null) problems.push({ name: 'TLS_CERT_FILE', value: settings.TLS_CERT_FILE ?? null, remedy: flaw });
  }
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

/** Why the two cannot be used together; null when they can. */
function flawOf(certificate: string, key: string): string | null {
  try {
    createSecureContext({ cert: certificate, key });
    return null;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return `give a certificate (its chain after it) and its key, not encrypted, both as PEM (${reason})`;
  }
}

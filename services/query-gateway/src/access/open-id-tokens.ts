import { errors, jwtVerify } from 'jose';
import type { JWTPayload } from 'jose';
import { scopes } from '#contracts/api/access.schema';
import type { Scope } from '#contracts/api/access.schema';
import type { Identity } from './key-memory.js';
import { OpenIdProvider } from './open-id-provider.js';

const CLOCK_SKEW_SECONDS = 60;
const SUBJECT_LENGTH_MAX = 255;

/** Signed with the private half of a pair of keys. A shared secret is none: whoever can check it can forge. */
const ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];

/** The token is not good; the message says why, and is for whoever sent it. */
export class TokenRefused extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'TokenRefused';
  }
}

/** Checks bearer tokens of one OpenID provider that were issued for one audience. */
export class OpenIdTokens {
  private readonly provider: OpenIdProvider;

  constructor(private readonly settings: { readonly issuer: string; readonly audience: string }) {
    this.provider = new OpenIdProvider(settings.issuer);
  }

  /** Whether the text has the form of a token: header, claims and signature. */
  static isToken(text: string): boolean {
    return /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/.test(text);
  }

  /** Throws `TokenRefused`, or `ProviderUnavailable` when the provider's keys cannot be read. */
  async verify(token: string, now: Date): Promise<Identity> {
    const { payload } = await jwtVerify(token, this.provider.keyOf, {
      issuer: this.settings.issuer,
      audience: this.settings.audience,
      algorithms: ALGORITHMS,
      clockTolerance: CLOCK_SKEW_SECONDS,
      requiredClaims: ['sub', 'exp'],
      currentDate: now,
    }).catch((error: unknown) => {
      if (error instanceof errors.JOSEError) throw new TokenRefused(reasonOf(error), error);
      throw error;
    });
    const subject = subjectOf(payload);
    return {
      // Named apart from our own keys: what a provider calls somebody is not for us to say.
      caller: { owner: `sub:${subject}`, id: `sub:${subject}`, scopes: scopesOf(payload) },
      keyId: null,
      validUntil: ((payload.exp ?? 0) + CLOCK_SKEW_SECONDS) * 1000,
    };
  }
}

function subjectOf({ sub }: JWTPayload): string {
  if (typeof sub === 'string' && sub !== '' && sub.length <= SUBJECT_LENGTH_MAX && !/\p{Cc}/u.test(sub)) return sub;
  throw new TokenRefused(`its subject is empty, longer than ${SUBJECT_LENGTH_MAX} characters or not printable`);
}

/** Of the names in `scope` (with blanks between) or `scp` (so, or a list) those that mean something here. */
function scopesOf(payload: JWTPayload): ReadonlySet<Scope> {
  const given = [payload['scope'], payload['scp']].flatMap((claim) => {
    if (typeof claim === 'string') return claim.split(' ');
    return Array.isArray(claim) ? (claim as unknown[]) : [];
  });
  return new Set(scopes.filter((scope) => given.includes(scope)));
}

function reasonOf(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) return 'it has expired';
  if (error instanceof errors.JWTClaimValidationFailed)
    return `its claim ${error.claim} is missing or not as it must be`;
  if (error instanceof errors.JOSEAlgNotAllowed) return 'it is signed by a method that is not taken';
  if (error instanceof errors.JWKSNoMatchingKey) return 'it is signed with a key that the provider does not have';
  return 'it is not well formed, or its signature is not that of the provider';
}

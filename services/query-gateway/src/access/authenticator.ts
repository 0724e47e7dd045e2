import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { SingleFlight } from '#cache/single-flight';
import { scopes } from '#contracts/api/access.schema';
import type { Configuration } from '#runtime/configuration';
import { isLoopback } from '#runtime/gateway-settings';
import { CLOCK, CONFIGURATION, DATABASE, LOGGER } from '#runtime/tokens';
import type { Clock } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { ProblemError } from '../http/problem.error.js';
import { digestOf, isApiKey } from './api-key.js';
import { findKeyByHash } from './api-keys.store.js';
import { openCaller } from './caller.js';
import type { Caller } from './caller.js';
import { credentialOf } from './credential.js';
import { KeyMemory } from './key-memory.js';
import type { Identity } from './key-memory.js';
import { KeyUse } from './key-use.js';
import { ProviderUnavailable } from './open-id-provider.js';
import { OpenIdTokens, TokenRefused } from './open-id-tokens.js';

/** What the keys of this interface are for, as WWW-Authenticate says it. */
export const REALM = 'Bearer realm="equal-weighted-index"';

/** How often the log says that the OpenID provider is away, in milliseconds. */
const WARNED_EVERY_MS = 60_000;

/** Whoever has the key of the deployment itself. */
const adminCaller: Caller = { owner: 'admin', id: 'admin', scopes: new Set(scopes) };

/** Says on whose behalf a request comes. */
@Injectable()
export class Authenticator {
  private readonly open: boolean;
  /** Whether nobody else is meant to reach an open gateway. */
  private readonly ownMachineOnly: boolean;
  private readonly adminDigest: string | null;
  private readonly tokens: OpenIdTokens | null;
  private readonly memory = new KeyMemory();
  /** When the log was last told that the OpenID provider is away. */
  private warnedAt = Number.NEGATIVE_INFINITY;
  private readonly lookups = new SingleFlight<Identity | null>();

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(CONFIGURATION) { gateway, host }: Configuration,
    private readonly use: KeyUse,
  ) {
    this.open = gateway.access === 'open';
    this.ownMachineOnly = isLoopback(host) && gateway.trustedProxies.length === 0;
    this.adminDigest = gateway.adminKey === null ? null : digestOf(gateway.adminKey);
    this.tokens = gateway.openId === null ? null : new OpenIdTokens(gateway.openId);
  }

  /**
   * Throws a 401 problem for a request whose key or token is missing or not valid, 400 for one with two different ones, 403 for one
   * without a key to an open gateway by a name that is not of its machine. Answers at once, without a promise, where no key is given or the
   * one given is remembered.
   */
  authenticate(request: Pick<IncomingMessage, 'headers'>): Caller | Promise<Caller> {
    const credential = credentialOf(request);
    if (credential === null) {
      if (!this.open) throw missing();
      if (this.ownMachineOnly) refuseStrangeName(request.headers.host);
      return openCaller;
    }
    // Every key goes this way, so that the time an answer takes says nothing of how near a wrong one is to a right one.
    const digest = digestOf(credential);
    if (digest === this.adminDigest) return adminCaller;
    const remembered = this.memory.get(digest);
    if (remembered !== undefined) return this.admitted(remembered);
    return this.lookUp(credential, digest);
  }

  /** Makes this process look again at a key that was changed; others do so by themselves, within `MEMORY_MS`. */
  forgetKey(keyId: string): void {
    this.memory.forgetKey(keyId);
  }

  private admitted(identity: Identity | null): Caller {
    const { validUntil = null } = identity ?? {};
    if (identity === null || (validUntil !== null && validUntil <= this.clock.now().getTime())) throw wrong();
    if (identity.keyId !== null) this.use.note(identity.keyId);
    return identity.caller;
  }

  private async lookUp(credential: string, digest: string): Promise<Caller> {
    const identity = await this.lookups.run(digest, async () => {
      const askedAt = this.memory.now();
      const found = await this.identify(credential, digest);
      this.memory.set(digest, found, askedAt);
      return found;
    });
    return this.admitted(identity);
  }

  private async identify(credential: string, digest: string): Promise<Identity | null> {
    if (isApiKey(credential)) return this.keyIdentity(digest);
    if (this.tokens !== null && OpenIdTokens.isToken(credential)) return this.tokenIdentity(this.tokens, credential);
    return null;
  }

  private async keyIdentity(digest: string): Promise<Identity | null> {
    const key = await findKeyByHash(this.database, Buffer.from(digest, 'base64'));
    if (key === null || key.revoked_at !== null) return null;
    return {
      caller: {
        owner: key.owner,
        id: `key:${key.id}`,
        scopes: new Set(key.scopes),
        ...(key.limit_per_minute === null ? {} : { callsPerMinute: key.limit_per_minute }),
      },
      keyId: key.id,
      validUntil: key.expires_at?.getTime() ?? null,
    };
  }

  private async tokenIdentity(tokens: OpenIdTokens, token: string): Promise<Identity> {
    try {
      return await tokens.verify(token, this.clock.now());
    } catch (error) {
      if (error instanceof TokenRefused) throw wrong(`The token is not taken: ${error.message}.`);
      if (!(error instanceof ProviderUnavailable)) throw error;
      this.warnOf(error);
      const detail = 'The token cannot be checked, because its provider does not answer: try again in a few seconds.';
      throw new ProblemError('unavailable', detail, {}, { 'Retry-After': '5' });
    }
  }

  /** Not for every token: whoever sends many could fill the log. */
  private warnOf(error: ProviderUnavailable): void {
    if (performance.now() - this.warnedAt < WARNED_EVERY_MS) return;
    this.warnedAt = performance.now();
    this.logger.warn({ err: error }, 'the OpenID provider cannot be asked for its keys');
  }
}

/**
 * A page of somebody else can have the name that it came from lead to this machine a moment later, and is of the same origin then (DNS
 * rebinding). It cannot choose the name by which it asks, so a name of another machine tells on it.
 */
function refuseStrangeName(host: string | undefined): void {
  if (host === undefined || host === '' || !URL.canParse(`http://${host}`)) return;
  const { hostname } = new URL(`http://${host}`);
  const name = hostname.replace(/^\[(.*)\]$/, '$1');
  if (isIP(name) !== 0 || name === 'localhost' || name.endsWith('.localhost')) return;
  throw new ProblemError(
    'forbidden',
    `No key is asked for here, so this is answered on its own machine only, as localhost or 127.0.0.1, not as ${name}: whoever runs ` +
      'the service can set ACCESS=keys, or name the proxy in front in TRUSTED_PROXIES.',
  );
}

function missing(): ProblemError {
  return new ProblemError(
    'unauthenticated',
    'This needs a key: send one in the header Authorization: Bearer KEY or X-API-Key: KEY. Whoever runs the service makes them.',
    {},
    { 'WWW-Authenticate': REALM },
  );
}

function wrong(
  detail = 'The key is not valid: it is mistyped, has expired or was revoked. Ask whoever runs the service for another one.',
): ProblemError {
  return new ProblemError('unauthenticated', detail, {}, { 'WWW-Authenticate': `${REALM}, error="invalid_token"` });
}

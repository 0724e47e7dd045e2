import { createRemoteJWKSet, customFetch, errors } from 'jose';
import type { JWTVerifyGetKey } from 'jose';
import { z } from 'zod';

const ANSWER_MS = 3_000;
const ANSWER_BYTES_MAX = 512 * 1024;
/** After a failure nothing is asked for so long: a burst of tokens must not become a burst of calls. */
const REST_MS = 5_000;
/** What the provider says of itself is read again after this time. */
const DISCOVERY_MS = 60 * 60 * 1000;

/** The provider does not answer, or not with what it should: whether a token is good cannot be said. */
export class ProviderUnavailable extends Error {
  constructor(cause: unknown) {
    super('the OpenID provider cannot be asked for its keys', { cause });
    this.name = 'ProviderUnavailable';
  }
}

const discovery = z.object({ issuer: z.string(), jwks_uri: z.url({ protocol: /^https?$/ }) });

/** The keys with which an OpenID provider signs, found by its address. Asked for when the first token comes, and kept. */
export class OpenIdProvider {
  private keys: { readonly find: JWTVerifyGetKey; readonly since: number } | null = null;
  private discovering: Promise<JWTVerifyGetKey> | null = null;
  private failedAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly issuer: string) {}

  /** The key that a token says it is signed with. Throws `ProviderUnavailable`, or jose's error where the provider has no such key. */
  readonly keyOf: JWTVerifyGetKey = async (header, token) => {
    const find = await this.find();
    try {
      return await find(header, token);
    } catch (error) {
      if (isOfToken(error)) throw error;
      throw new ProviderUnavailable(error);
    }
  };

  private async find(): Promise<JWTVerifyGetKey> {
    if (this.keys !== null && performance.now() - this.keys.since < DISCOVERY_MS) return this.keys.find;
    this.discovering ??= this.discover().finally(() => (this.discovering = null));
    try {
      return await this.discovering;
    } catch (error) {
      // Where the keys were an hour ago is better than nothing.
      if (this.keys !== null) return this.keys.find;
      throw new ProviderUnavailable(error);
    }
  }

  private async discover(): Promise<JWTVerifyGetKey> {
    const address = `${this.issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`;
    const answer = await this.fetch(address, { signal: AbortSignal.timeout(ANSWER_MS) });
    if (answer.status !== 200) throw new Error(`${address} answered ${answer.status}`);
    const { issuer, jwks_uri: keysAddress } = discovery.parse(await answer.json());
    if (issuer !== this.issuer) throw new Error(`${address} is of ${issuer}: set OIDC_ISSUER to exactly that`);
    if (this.issuer.startsWith('https:') && !keysAddress.startsWith('https:'))
      throw new Error(`${address} names keys that are not behind TLS`);
    const find = createRemoteJWKSet(new URL(keysAddress), {
      timeoutDuration: ANSWER_MS,
      [customFetch]: (url, options) => this.fetch(url, options),
    });
    this.keys = { find, since: performance.now() };
    return find;
  }

  /** A short answer from that very address, or an error; after one, none is asked for a while. */
  private async fetch(url: string, options: RequestInit): Promise<Response> {
    if (performance.now() - this.failedAt < REST_MS) throw new Error('it has failed a moment ago');
    try {
      const response = await fetch(url, { ...options, redirect: 'error' });
      const body = await readBounded(response);
      if (response.status !== 200) this.failedAt = performance.now();
      return new Response(body, { status: response.status });
    } catch (error) {
      this.failedAt = performance.now();
      throw error;
    }
  }
}

async function readBounded(response: Response): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > ANSWER_BYTES_MAX) throw new Error(`${response.url} answered with more than ${ANSWER_BYTES_MAX} bytes`);
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

/** Whether the keys were read, and it is the token that does not fit them. */
function isOfToken(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSENotSupported ||
    error instanceof errors.JOSEAlgNotAllowed
  );
}

import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { INSTANT_MAX } from '#contracts/api/access.schema';
import type { KeyBody } from '#contracts/api/access.schema';
import { CLOCK, DATABASE } from '#runtime/tokens';
import type { Clock } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { ProblemError } from '../http/problem.error.js';
import { createApiKey } from './api-key.js';
import { findKey, insertKey, lockKey, markReplaced, markRevoked } from './api-keys.store.js';
import type { ApiKeyRow } from './api-keys.store.js';
import { Authenticator } from './authenticator.js';

/** A key that was just made: its row, and the key itself, which is nowhere else. */
export interface IssuedKey {
  readonly row: ApiKeyRow;
  readonly key: string;
}

type KeyTerms = Pick<ApiKeyRow, 'name' | 'owner' | 'scopes' | 'limit_per_minute' | 'expires_at'>;

/** Makes, replaces and revokes keys. */
@Injectable()
export class ApiKeys {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly authenticator: Authenticator,
  ) {}

  /** Of an owner of its own. */
  async issue(body: KeyBody, createdBy: string): Promise<IssuedKey> {
    const id = randomUUID();
    const terms = {
      name: body.name,
      owner: `key:${id}`,
      scopes: [...new Set(body.scopes)],
      limit_per_minute: body.limit_per_minute ?? null,
      expires_at: typeof body.expires_at === 'string' ? new Date(body.expires_at) : null,
    };
    const { hash, ...issued } = this.prepare(id, terms, createdBy);
    await insertKey(this.database, { ...issued.row, hash });
    return issued;
  }

  /** 404 where there is none. */
  async find(id: string): Promise<ApiKeyRow> {
    const key = await findKey(this.database, id);
    if (key === null) throw keyNotFound(id);
    return key;
  }

  async revoke(id: string): Promise<ApiKeyRow> {
    await markRevoked(this.database, id, this.clock.now());
    this.authenticator.forgetKey(id);
    return this.find(id);
  }

  /** 409 for a key that is not valid any more, or has been replaced already. */
  async rotate(id: string, overlapSeconds: number, createdBy: string): Promise<IssuedKey> {
    const issued = await this.database.transaction(async (transaction) => {
      const old = await lockKey(transaction, id);
      if (old === null) throw keyNotFound(id);
      const now = this.clock.now();
      refuseRotation(old, now);
      const { hash, ...successor } = this.prepare(randomUUID(), { ...old, expires_at: renewed(old, now) }, createdBy);
      await insertKey(transaction, { ...successor.row, hash });
      const expiresAt = new Date(now.getTime() + overlapSeconds * 1000);
      await markReplaced(transaction, { id, by: successor.row.id, expiresAt });
      return successor;
    });
    this.authenticator.forgetKey(id);
    return issued;
  }

  private prepare(id: string, terms: KeyTerms, createdBy: string): IssuedKey & { readonly hash: Buffer } {
    const { key, prefix, hash } = createApiKey();
    const { name, owner, scopes, limit_per_minute, expires_at } = terms;
    const row = {
      ...{ id, prefix, name, owner, scopes, limit_per_minute, expires_at },
      ...{ created_at: this.clock.now(), created_by: createdBy },
      ...{ revoked_at: null, last_used_at: null, replaced_by: null },
    };
    return { key, hash, row };
  }
}

/** As long again as the old key was made for, as far as instants go. */
function renewed(old: ApiKeyRow, now: Date): Date | null {
  if (old.expires_at === null) return null;
  return new Date(Math.min(now.getTime() + old.expires_at.getTime() - old.created_at.getTime(), INSTANT_MAX));
}

function refuseRotation(key: ApiKeyRow, now: Date): void {
  const status = keyStatus(key, now);
  if (status !== 'active') {
    const detail = `The key ${key.prefix} is ${status}: make a new one with POST /v1/keys.`;
    throw new ProblemError('key-not-rotatable', detail);
  }
  if (key.replaced_by !== null) {
    const detail = `The key ${key.prefix} was replaced by ${key.replaced_by} already: rotate that one.`;
    throw new ProblemError('key-not-rotatable', detail);
  }
}

export function keyStatus(key: ApiKeyRow, now: Date): 'active' | 'expired' | 'revoked' {
  if (key.revoked_at !== null) return 'revoked';
  return key.expires_at !== null && key.expires_at <= now ? 'expired' : 'active';
}

function keyNotFound(id: string): ProblemError {
  return new ProblemError('key-not-found', `There is no key ${id}: GET /v1/keys lists those that there are.`);
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { digestOf } from '../access/api-key.js';
import { CallerAddress } from '../access/caller-address.js';
import { credentialOf } from '../access/credential.js';
import { ProblemError } from '../http/problem.error.js';
import { countedAddress } from './counted-address.js';
import { FairUse } from './fair-use.js';

/** Addresses, and keys, that a process remembers. */
const REMEMBERED_MAX = 10_000;

/**
 * Keeps keys from being guessed at speed: each refused key counts against the address that it came from, and once that is used up,
 * no key from there is so much as looked at, except those that were found valid before: whoever shares the address of a careless
 * program (behind one router, or a proxy that nobody has named in TRUSTED_PROXIES) goes on working.
 */
@Injectable()
export class RefusedKeys {
  /** Until when, in milliseconds on the clock of the process. */
  private readonly usedUp = new Map<string, number>();
  private readonly valid = new Map<string, true>();

  constructor(
    private readonly fairUse: FairUse,
    private readonly addresses: CallerAddress,
  ) {}

  /** Before a key is looked at: throws a 429 problem where that is not to be. */
  check(request: IncomingMessage): void {
    if (this.usedUp.size === 0) return;
    const address = countedAddress(this.addresses.of(request));
    const seconds = Math.ceil(((this.usedUp.get(address) ?? 0) - performance.now()) / 1000);
    if (seconds <= 0) {
      this.usedUp.delete(address);
      return;
    }
    const credential = credentialOf(request);
    if (credential === null || this.valid.has(digestOf(credential))) return;
    throw new ProblemError(
      'too-many-requests',
      `Too many keys from your address were not valid, so this one was not looked at: ask again in ${seconds} s.`,
      {},
      { 'Retry-After': String(seconds) },
    );
  }

  /** After a key was refused, or none was given. Throws a 429 problem instead of the 401 where that is one too many. */
  async refused(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.fairUse.consumeAndTell(response, { request, caller: null }, 1);
    } catch (error) {
      if (error instanceof ProblemError && error.kind === 'too-many-requests') {
        const seconds = Number(error.headers['Retry-After'] ?? 1);
        remember(this.usedUp, countedAddress(this.addresses.of(request)), performance.now() + seconds * 1000);
      }
      throw error;
    }
  }

  /** After a key was found valid. */
  accepted(request: IncomingMessage): void {
    const credential = credentialOf(request);
    if (credential !== null) remember(this.valid, digestOf(credential), true);
  }
}

function remember<Value>(entries: Map<string, Value>, name: string, value: Value): void {
  entries.delete(name);
  if (entries.size >= REMEMBERED_MAX) {
    // The oldest of a Map comes first.
    const { value: oldest } = entries.keys().next();
    if (oldest !== undefined) entries.delete(oldest);
  }
  entries.set(name, value);
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import type { RateDecision, RateLimit, RateLimiter } from '#cache/rate-limiter';
import type { Configuration } from '#runtime/configuration';
import { CONFIGURATION, RATE_LIMITER } from '#runtime/tokens';
import { CallerAddress } from '../access/caller-address.js';
import type { Caller } from '../access/caller.js';
import { setHeaders } from '../http/header-list.js';
import type { HeaderList } from '../http/header-list.js';
import { ProblemError } from '../http/problem.error.js';
import { countedAddress } from './counted-address.js';

const PERIOD_SECONDS = 60;
/** Different limits that keys have; hardly anybody gives out more than a handful. */
const POLICIES_MAX = 1000;

/** Who is asking, as far as limits are concerned. */
export interface Asking {
  readonly request: IncomingMessage;
  /** Null: not admitted, or not asked who he is; the address counts. */
  readonly caller: Caller | null;
}

const UNLIMITED: HeaderList = [];

/** A limit with what the headers say of it, written once. */
interface Policy {
  readonly limit: RateLimit;
  readonly name: string;
  readonly header: string;
}

/**
 * Keeps callers within their limits, so that one of them cannot take the service from the others. A caller with a key has the limit
 * of the key, else that of the deployment; without one, the address from which he comes has a limit of its own.
 */
@Injectable()
export class FairUse {
  private readonly ofCaller: Policy | null;
  private readonly ofAddress: Policy | null;
  /** By calls per minute: those that keys have of their own. */
  private readonly ofKeys = new Map<number, Policy>();

  constructor(
    @Inject(CONFIGURATION) { gateway }: Configuration,
    @Inject(RATE_LIMITER) private readonly limiter: RateLimiter,
    private readonly addresses: CallerAddress,
  ) {
    this.ofCaller = gateway.callsPerMinute === null ? null : policy('default', gateway.callsPerMinute);
    this.ofAddress =
      gateway.callsPerMinuteOfAddress === null ? null : policy('address', gateway.callsPerMinuteOfAddress);
  }

  /**
   * Counts `cost` against the limit of the caller and gives the headers that say what is left; none without a limit. Throws a 429
   * problem beyond the limit, which counts nothing. Where that is decided in memory it is done on return, without a promise.
   */
  consume({ request, caller }: Asking, cost: number): Promise<HeaderList> | HeaderList {
    const used = caller === null ? this.ofAddress : this.policyOf(caller);
    if (used === null) return UNLIMITED;
    const name = caller === null ? `address:${countedAddress(this.addresses.of(request))}` : `caller:${caller.id}`;
    const decision = this.limiter.consume(name, cost, used.limit);
    return decision instanceof Promise ? decision.then((late) => allowanceOf(used, late)) : allowanceOf(used, decision);
  }

  /** The same, told in the headers of the answer as well. */
  async consumeAndTell(response: ServerResponse, asking: Asking, cost: number): Promise<void> {
    setHeaders(response, await this.consume(asking, cost));
  }

  private policyOf({ callsPerMinute }: Caller): Policy | null {
    if (callsPerMinute === undefined) return this.ofCaller;
    let found = this.ofKeys.get(callsPerMinute);
    if (found === undefined) {
      if (this.ofKeys.size >= POLICIES_MAX) this.ofKeys.clear();
      found = policy('default', callsPerMinute);
      this.ofKeys.set(callsPerMinute, found);
    }
    return found;
  }
}

function policy(name: string, points: number): Policy {
  return {
    limit: { points, periodSeconds: PERIOD_SECONDS },
    name,
    header: `"${name}";q=${points};w=${PERIOD_SECONDS}`,
  };
}

/** The headers of draft-ietf-httpapi-ratelimit-headers; `t` is when the first of the points used up come back. */
function allowanceOf({ limit, name, header }: Policy, decision: RateDecision): HeaderList {
  const left = `"${name}";r=${decision.remaining};t=${decision.resetSeconds}`;
  if (decision.allowed) return ['RateLimit-Policy', header, 'RateLimit', left];
  const whose = name === 'address' ? 'Calls without a valid key from your address' : 'Your calls';
  throw new ProblemError(
    'too-many-requests',
    `${whose} may cost ${limit.points} a minute, and ${decision.remaining} are left: ask again in ${decision.resetSeconds} s.`,
    {},
    { 'RateLimit-Policy': header, RateLimit: left, 'Retry-After': String(decision.resetSeconds) },
  );
}

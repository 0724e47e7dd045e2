import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import type { JobKind } from '#contracts/api/job.schema';
import type { NewEvent } from '#contracts/envelope';
import type { Outbox } from '#messaging/outbox';
import type { GatewayConfiguration } from '#runtime/gateway-settings';
import { CLOCK, CONFIGURATION, DATABASE, OUTBOX } from '#runtime/tokens';
import type { Clock } from '#runtime/tokens';
import type { Database, Transaction } from '#storage/database';
import { callerOf } from '../access/caller.js';
import { operationOf } from '../http/operation-of.js';
import { ProblemError } from '../http/problem.error.js';
import { pathOf } from '../http/problem.filter.js';
import { tooManyAtOnce } from '../limits/concurrency.js';
import { RUNNING_JOBS_MAX, RUNNING_JOBS_RETRY_AFTER } from '../limits/running-jobs.js';
import { IDEMPOTENCY_KEY, readIdempotencyKey } from './idempotency-key.js';
import { findKey, takeKey } from './idempotency.store.js';
import type { KeptKey, KeyedRequest } from './idempotency.store.js';
import { createJobId } from './job-id.js';
import { countUnfinished, insertJob } from './jobs.store.js';

export interface JobRequest {
  readonly id: string;
  readonly kind: JobKind;
  readonly request: object;
  readonly event: NewEvent;
  /** SHA-256 of the file that belongs to it: what makes two imports the same request. */
  readonly fileDigest?: string;
  /** Throws a problem for what cannot be done. Not asked for a repeated request: its job is there. */
  readonly check?: () => Promise<void>;
}

/** Creates jobs: the row and the command that starts the work are one transaction, so neither is ever without the other. */
@Injectable()
export class JobRequests {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(OUTBOX) private readonly outbox: Outbox,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIGURATION) private readonly configuration: { readonly gateway: Pick<GatewayConfiguration, 'access'> },
  ) {}

  createId(): string {
    return createJobId(this.clock.now());
  }

  /**
   * Returns the id of the job: of the one asked for, or, for a request that repeats an earlier one under its `Idempotency-Key`, of the
   * job that there is. Throws a 422 problem when the key belongs to another request, a 429 when the caller has too many jobs of the kind.
   */
  async create(request: Request, job: JobRequest): Promise<string> {
    const { owner } = callerOf(request);
    const keyed = keyedRequest(request, owner, job);
    const earlier = keyed === null ? null : await findKey(this.database, keyed, this.clock.now());
    if (earlier !== null) return jobOfKey(earlier);
    await job.check?.();
    return this.database.transaction(async (transaction) => {
      const now = this.clock.now();
      if (keyed !== null && !(await takeKey(transaction, { ...keyed, jobId: job.id }, now))) {
        const other = await findKey(transaction, keyed, now);
        if (other === null) throw new Error('a key that is taken has no row');
        return jobOfKey(other);
      }
      await this.refuseTooMany(transaction, owner, job.kind);
      await insertJob(transaction, { id: job.id, kind: job.kind, request: job.request, owner, now });
      await this.outbox.append(transaction, [job.event]);
      return job.id;
    });
  }

  /** Counted one after the other, so that requests at the same time cannot pass the limit together. */
  private async refuseTooMany(transaction: Transaction, owner: string, kind: JobKind): Promise<void> {
    const most = RUNNING_JOBS_MAX[kind];
    if (most === undefined || this.configuration.gateway.access === 'open') return;
    const unfinished = await countUnfinished(transaction, { owner, kind });
    if (unfinished < most) return;
    throw tooManyAtOnce(
      `${unfinished} ${kind} jobs of yours have not ended, and ${most} are the most: ask again when one has, or cancel one ` +
        `(GET /v1/jobs?kind=${kind} lists them).`,
      RUNNING_JOBS_RETRY_AFTER,
    );
  }
}

/** Null without a key. Equal requests have equal digests: bodies are taken as they were understood, not as they were written. */
function keyedRequest(request: Request, owner: string, job: JobRequest): KeyedRequest | null {
  const key = readIdempotencyKey(request.get(IDEMPOTENCY_KEY));
  if (key === null) return null;
  const operation = operationOf(request.method, pathOf(request))?.id ?? pathOf(request);
  const digest = createHash('sha256')
    .update(JSON.stringify([operation, job.request, job.fileDigest ?? null]))
    .digest();
  return { owner, key, digest };
}

function jobOfKey({ job_id: jobId, same }: KeptKey): string {
  if (same) return jobId;
  throw new ProblemError(
    'idempotency-key-reused',
    `The ${IDEMPOTENCY_KEY} belongs to another request, whose job is ${jobId}: give every new request a key of its own, and a ` +
      'repeated one the same body.',
    { job_id: jobId },
  );
}

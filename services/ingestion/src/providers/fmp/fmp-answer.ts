import { z } from 'zod';
import { UpstreamError } from '../../upstream/upstream.error.js';
import type { Upstream } from '../../upstream/upstream.js';
import { askForJson, malformed } from '../vendor-json.js';
import { wordsOfVendor } from '../vendor-text.js';

/** What answers of Financial Modeling Prep have in common: an error is an object with one key, and may come with HTTP 200. */

export const FMP = 'fmp';

const failedAnswer = z.object({ 'Error Message': z.string() });

/** The error in an answer, whatever its HTTP status was. Everything asked here is answered with a list otherwise. */
export function findFmpError(value: unknown): UpstreamError | null {
  if (Array.isArray(value)) return null;
  const read = failedAnswer.safeParse(value);
  if (!read.success) return malformed(FMP, 'the answer is neither a list nor an error');
  const said = read.data['Error Message'];
  const detail = wordsOfVendor(said);
  if (/invalid api key|api key is invalid/i.test(said)) return new UpstreamError(FMP, 'unauthorized', detail);
  if (/limit reach/i.test(said)) return new UpstreamError(FMP, 'rate_limited', detail);
  if (/premium|special endpoint|exclusive endpoint|legacy|subscription/i.test(said)) {
    return new UpstreamError(FMP, 'not_entitled', detail);
  }
  return new UpstreamError(FMP, 'unavailable', detail);
}

export async function askFmp(
  upstream: Upstream,
  path: string,
  query: Readonly<Record<string, string | number>>,
  signal: AbortSignal,
): Promise<readonly unknown[]> {
  return (await askForJson(upstream, { path, query, signal }, findFmpError)) as readonly unknown[];
}

/** `BRK.B` is `BRK-B` there. */
export function fmpSymbol(ticker: string): string {
  return ticker.replaceAll('.', '-');
}

import { z } from 'zod';
import { UpstreamError } from '../../upstream/upstream.error.js';
import type { Upstream } from '../../upstream/upstream.js';
import { askForJson, malformed } from '../vendor-json.js';
import { readObject } from '../vendor-rows.js';
import { wordsOfVendor } from '../vendor-text.js';

/** What every answer of Massive has in common: `status`, errors that may come with HTTP 200, and pages. */

export const MASSIVE = 'massive';

/** `DELAYED` is what plans without real-time data say of answers that are whole. */
const GOOD_STATUSES: ReadonlySet<string> = new Set(['OK', 'DELAYED']);

const failedAnswer = z.object({
  status: z.string(),
  error: z.string().optional(),
  message: z.string().optional(),
});
const page = z.object({
  status: z.string(),
  count: z.number().optional(),
  results: z.array(z.unknown()).nullish(),
  next_url: z.string().nullish(),
});

/** The error in an answer, whatever its HTTP status was. */
export function findMassiveError(value: unknown): UpstreamError | null {
  const read = failedAnswer.safeParse(value);
  if (!read.success) return malformed(MASSIVE, 'the answer has no status');
  const { status, error, message } = read.data;
  if (GOOD_STATUSES.has(status)) return null;
  const said = error ?? message ?? '';
  const detail = `status ${wordsOfVendor(status)}: ${wordsOfVendor(said)}`;
  if (status === 'NOT_FOUND') return new UpstreamError(MASSIVE, 'not_found', detail);
  if (status === 'NOT_AUTHORIZED' || /not entitled|upgrade your plan/i.test(said)) {
    return new UpstreamError(MASSIVE, 'not_entitled', detail);
  }
  if (/maximum requests|too many requests/i.test(said)) return new UpstreamError(MASSIVE, 'rate_limited', detail);
  if (/api key/i.test(said)) return new UpstreamError(MASSIVE, 'unauthorized', detail);
  if (status === 'ERROR') return new UpstreamError(MASSIVE, 'unavailable', detail);
  return malformed(MASSIVE, detail);
}

type Query = Readonly<Record<string, string | number | boolean>>;

export function askMassive(
  upstream: Upstream,
  { path, query, signal }: { readonly path: string; readonly query: Query; readonly signal: AbortSignal },
): Promise<unknown> {
  return askForJson(upstream, { path, query, signal }, findMassiveError);
}

/**
 * The rows of all pages. Of a `next_url` only the query is used, and never the host or the path: it lacks the key, which the upstream
 * adds, and may name another host than the one that is asked (the vendor's old name, or the vendor itself behind a proxy).
 * @throws UpstreamError `malformed` when a page is half loaded, names a page that was read already, or there are too many
 */
export async function askMassivePages(
  upstream: Upstream,
  { path, query, pagesMax, signal }: { path: string; query: Query; pagesMax: number; signal: AbortSignal },
): Promise<readonly unknown[]> {
  const rows: unknown[] = [];
  const asked = new Set<string>();
  for (let next: Query | null = query; next !== null;) {
    const key = JSON.stringify(Object.entries(next).sort());
    if (asked.has(key)) throw malformed(MASSIVE, `page ${asked.size + 1} of ${path} is one that was read already`);
    if (asked.size === pagesMax) throw malformed(MASSIVE, `${path} has more than ${pagesMax} pages`);
    asked.add(key);
    const answer = readMassivePage(await askMassive(upstream, { path, query: next, signal }), path);
    for (const row of answer.rows) rows.push(row);
    next = answer.next;
  }
  return rows;
}

/** Rows of one page, and the query of the next one. */
export function readMassivePage(
  value: unknown,
  path: string,
): { readonly rows: readonly unknown[]; readonly next: Query | null } {
  const { count, results, next_url: nextUrl } = readObject(MASSIVE, value, page);
  const rows = results ?? [];
  if (count !== undefined && count !== rows.length) {
    throw malformed(MASSIVE, `a page of ${path} says it has ${count} rows and has ${rows.length}`);
  }
  return { rows, next: nextUrl == null || nextUrl === '' ? null : queryOf(nextUrl, path) };
}

function queryOf(nextUrl: string, path: string): Query {
  if (!URL.canParse(nextUrl)) throw malformed(MASSIVE, `next_url of ${path} is no URL: ${wordsOfVendor(nextUrl)}`);
  const { pathname, searchParams } = new URL(nextUrl);
  if (!pathname.endsWith(path)) throw malformed(MASSIVE, `next_url of ${path} leads to ${wordsOfVendor(pathname)}`);
  searchParams.delete('apiKey');
  return Object.fromEntries(searchParams);
}

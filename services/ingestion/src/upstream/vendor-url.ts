import { AttemptFailure } from './attempt-failure.js';
import type { UpstreamRequest } from './upstream.js';

/**
 * The URL to ask, always of the origin of `baseUrl`: a key goes nowhere else. A path is appended to the base. A whole URL, such as a
 * `next_url`, is taken if it is of that origin; if it is under one of `publicBaseUrls` while a proxy or a test server stands in
 * for the vendor, its path and query are asked of the stand-in.
 * @throws AttemptFailure refused
 */
export function vendorUrl(
  request: Pick<UpstreamRequest, 'path' | 'query'>,
  baseUrl: string,
  publicBaseUrls: readonly string[],
): URL {
  const url = new URL(
    isWhole(request.path) ? ofBase(request.path, baseUrl, publicBaseUrls) : under(request.path, baseUrl),
  );
  for (const [name, value] of Object.entries(request.query ?? {})) {
    url.searchParams.set(name, String(value));
  }
  url.hash = '';
  return url;
}

function isWhole(path: string): boolean {
  return /^[a-z][a-z0-9+.-]*:/i.test(path);
}

function under(path: string, baseUrl: string): string {
  if (!path.startsWith('/')) {
    throw new AttemptFailure(
      'refused',
      `the path ${path.replace(/[?#].*$/s, '').slice(0, 100)} does not begin with a slash`,
    );
  }
  return `${baseUrl}${path}`;
}

function ofBase(whole: string, baseUrl: string, publicBaseUrls: readonly string[]): string {
  const base = new URL(baseUrl);
  const given = URL.canParse(whole) ? new URL(whole) : null;
  if (given !== null && given.origin === base.origin) {
    return `${base.origin}${given.pathname}${given.search}`;
  }
  const known = publicBaseUrls.map((text) => new URL(text)).find(({ host }) => host === given?.host);
  if (given === null || known === undefined || !/^https?:$/.test(given.protocol)) {
    throw new AttemptFailure(
      'refused',
      `asked to follow a URL of ${given?.host || 'no host'}, which is not ${base.host}; the key is not sent there`,
    );
  }
  const prefix = known.pathname.replace(/\/$/, '');
  const path = given.pathname.startsWith(`${prefix}/`) ? given.pathname.slice(prefix.length) : given.pathname;
  return `${baseUrl}${path}${given.search}`;
}

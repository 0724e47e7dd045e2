/** The same calls that everybody makes. */

/** An answer that is a problem (RFC 9457), or no answer at all. */
export class RequestProblem extends Error {
  constructor(problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

const UNREACHABLE = {
  type: 'unreachable',
  title: 'The service does not answer',
  detail: 'It may be starting, or the connection is gone. Nothing is lost: try again in a moment.',
};

const KEY_ITEM = 'key';
/** For browsers that keep nothing for pages: then the key lasts until the page is loaded anew. */
let lastKey = null;

/** The key of this tab; null without one. */
export function keyOfTab() {
  try {
    return sessionStorage.getItem(KEY_ITEM) ?? lastKey;
  } catch {
    return lastKey;
  }
}

/** From now on every call of this tab is made with this key. */
export function useKey(key) {
  lastKey = key;
  try {
    sessionStorage.setItem(KEY_ITEM, key);
  } catch {
    // It is in lastKey.
  }
}

async function get(path, parameters) {
  const query = new URLSearchParams(parameters).toString();
  let response;
  try {
    const key = keyOfTab();
    const access = key === null ? {} : { authorization: `Bearer ${key}` };
    response = await fetch(`${path}?${query}`, {
      headers: { accept: 'application/json', ...access },
      cache: 'no-cache',
    });
  } catch {
    throw new RequestProblem(UNREACHABLE);
  }
  const body = await response.json().catch(() => UNREACHABLE);
  if (!response.ok || body === UNREACHABLE) throw new RequestProblem(body);
  return body;
}

const PAGES_MAX = 5;

/** The composition as of `date`. */
export const getComposition = (date) => get('/index-composition', { date });

/** Every session of the range; the pages are put together. */
export async function getPerformance(start, end) {
  const first = await get('/index-performance', { start_date: start, end_date: end, limit: 10000 });
  const data = [...first.data];
  let cursor = first.next_cursor;
  for (let page = 1; cursor !== null && page < PAGES_MAX; page += 1) {
    const next = await get('/index-performance', { start_date: start, end_date: end, limit: 10000, cursor });
    data.push(...next.data);
    cursor = next.next_cursor;
  }
  return { ...first, data };
}

/** The sessions of the range whose composition changed. */
export const getChanges = (start, end) =>
  get('/composition-changes', { start_date: start, end_date: end, limit: 10000 });

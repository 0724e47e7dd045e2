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

async function get(path, parameters) {
  const query = new URLSearchParams(parameters).toString();
  let response;
  try {
    response = await fetch(`${path}?${query}`, { headers: { accept: 'application/json' }, cache: 'no-cache' });
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

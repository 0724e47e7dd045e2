/** What scripts that order work of a running gateway share: calls, following a job, a bar. Needs nothing but Node. */
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

const POLL_MS = 500;
/** What is small is done at once: a directory of days of prices must not wait for each. */
const POLL_FIRST_MS = 20;
/** For how long a gateway may be away, busy or restarting, while it is asked how far it is. */
const PATIENCE_MS = 60_000;
const BAR_WIDTH = 28;

export const DEFAULT_URL = 'http://localhost:8000';

/** The key that the gateway is asked with; empty where it asks for none. */
const key = process.env.EWI_API_KEY ?? '';

/** The origin of an address given as --url. */
export function originOf(url) {
  const base = URL.canParse(url) ? new URL(url) : null;
  if (base?.protocol !== 'http:' && base?.protocol !== 'https:')
    throw new Error(`--url ${url} is no address: give one such as ${DEFAULT_URL}.`);
  return base.origin;
}

/** Shows how far something is, as a bar that is drawn over; where nobody watches, only its end. */
export function showBar(label, share, note) {
  const filled = Math.round(share * BAR_WIDTH);
  const line = `${label} [${'#'.repeat(filled)}${'.'.repeat(BAR_WIDTH - filled)}] ${String(Math.floor(share * 100)).padStart(3)} % ${note}`;
  if (process.stdout.isTTY) process.stdout.write(`\r\u001B[2K${line}`);
  else if (share === 1) process.stdout.write(line);
}

export function clearBar() {
  if (process.stdout.isTTY) process.stdout.write('\r\u001B[2K');
}

/** One request, with the key of the environment where there is one. `body` is a text or a stream; an answer that is not JSON is an error. */
export function call(url, method, headers = {}, body) {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? requestHttps : requestHttp;
    // A connection each: an idle one may be closed at the very moment when it is used again.
    const access = key === '' ? {} : { authorization: `Bearer ${key}` };
    const outgoing = send(url, { method, headers: { ...access, ...headers }, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response
        .on('data', (chunk) => (text += chunk))
        .once('end', () => {
          try {
            resolve({ status: response.statusCode, body: withRemedy(JSON.parse(text)) });
          } catch {
            reject(
              new Error(
                `${url.origin} answered ${response.statusCode} with something that is not JSON. Is this the gateway?`,
              ),
            );
          }
        });
    });
    outgoing.once('error', (error) => {
      const remedy =
        error.code === 'ECONNREFUSED'
          ? ` Nothing answers at ${url.origin}: start it with npm start, or name it with --url.`
          : '';
      reject(new Error(`${error.message}.${remedy}`));
    });
    if (body?.pipe === undefined) outgoing.end(body);
    else body.pipe(outgoing);
  });
}

/** Says where a script takes its key from, where that is what is wrong. */
function withRemedy(body) {
  if (body.type !== '/problems/unauthenticated') return body;
  return { ...body, detail: `${body.detail} The key is taken from the environment variable EWI_API_KEY.` };
}

/** Asks until there is an answer: a job goes on by itself, also when the gateway was restarted meanwhile. */
async function askPatiently(url) {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      const answer = await call(url, 'GET');
      if (answer.status !== 503 || Date.now() > end) return answer;
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** Follows the job that `answer` (of the request that ordered it) names to its end; `tell` hears its share done, 0 to 1. */
export async function followJob(answer, base, tell) {
  let latest = answer;
  let wait = POLL_FIRST_MS;
  while (latest.status < 300 && ['queued', 'running'].includes(latest.body.status)) {
    tell(latest.body.progress ?? 0);
    await new Promise((resolve) => setTimeout(resolve, wait));
    wait = Math.min(wait * 2, POLL_MS);
    latest = await askPatiently(new URL(`/v1/jobs/${latest.body.job_id}`, base));
  }
  const { status, body } = latest;
  const problem = status >= 400 ? body : body.status === 'failed' ? body.error : null;
  if (problem !== null) throw new Error(`${problem.title}. ${problem.detail ?? ''}`);
  return body;
}

/**
 * `npm run acquire -- --from 2024-01-02 [--to DAY] [--source massive|massive-flat-files|nasdaq] [--refresh] [--build|--no-build]
 * [--url http://localhost:8000]`, or `--resume JOB_ID` instead of the days: has the running gateway acquire sessions from the
 * configured data vendors and shows how far it is. Without --to up to the last session that has closed. An index that has never been
 * built is built afterwards. Ctrl-C cancels; what is stored stays. Needs nothing but Node. Exit code 0 only when every session of the
 * range is complete, 2 when the call was wrong, 130 when it was cancelled.
 */
import { parseArgs } from 'node:util';
import { call, clearBar, DEFAULT_URL, followJob, originOf, showBar } from './gateway-client.mjs';

const usage =
  'Usage: npm run acquire -- --from DAY [--to DAY] [--source massive|massive-flat-files|nasdaq] [--refresh] [--build|--no-build]\n' +
  '         [--url http://localhost:8000]\n' +
  '       npm run acquire -- --resume JOB_ID [--build|--no-build] [--url http://localhost:8000]';
/** The longest range that one request may ask for. */
const RANGE_DAYS_MAX = 3660;
/** The exchange is never closed for so long. */
const CLOSED_DAYS_MAX = 14;
/** Sessions that are named when they are not complete; the gateway names the others. */
const NAMED_MAX = 50;
/** Whether there is an index at all is answered the same for each. */
const SOME_PAST_DAY = '2000-01-03';
const CANCEL_WAIT_SECONDS = 10;
const CANCELLED_EXIT_CODE = 130;
const DAY_MS = 24 * 60 * 60 * 1000;

function readCall() {
  try {
    const { values } = parseArgs({
      allowNegative: true,
      options: {
        from: { type: 'string' },
        to: { type: 'string' },
        source: { type: 'string' },
        refresh: { type: 'boolean', default: false },
        build: { type: 'boolean' },
        resume: { type: 'string' },
        url: { type: 'string', default: DEFAULT_URL },
      },
    });
    if ((values.from === undefined) === (values.resume === undefined))
      throw new Error('Say either --from DAY, the first day to acquire, or --resume JOB_ID.');
    if (values.resume !== undefined && (values.to !== undefined || values.source !== undefined || values.refresh))
      throw new Error('--resume goes on with what was asked for: leave out --to, --source and --refresh.');
    for (const name of ['from', 'to']) {
      const day = values[name];
      if (day !== undefined && !(/^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(day))))
        throw new Error(`--${name} ${day} is no day: give one in the form YYYY-MM-DD.`);
    }
    return { ...values, url: originOf(values.url) };
  } catch (error) {
    console.error(`${error.message}\n${usage}`);
    process.exit(2);
  }
}

const options = readCall();
/** The id of the acquisition in hand, as soon as there is one; null before the first and after the last. */
let jobInHand = null;

const plusDays = (day, days) => new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
const todayInNewYork = () => new Date().toLocaleDateString('en-CA', { timeZone: 'America/New_York' });

/** Throws the problem of an answer that is one. */
function bodyOf({ status, body }) {
  if (status >= 400) throw new Error(`${body.title}. ${body.detail ?? ''}`);
  return body;
}

async function ask(path, parameters) {
  return call(new URL(`${path}?${new URLSearchParams(parameters)}`, options.url), 'GET');
}

function order(path, body) {
  const headers = { prefer: 'respond-async', ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
  return call(new URL(path, options.url), 'POST', headers, body === undefined ? undefined : JSON.stringify(body));
}

/** Every session of a range and how completely it is stored. */
async function readCoverage({ start_date, end_date }) {
  const sessions = [];
  for (let cursor = null; ;) {
    const page = bodyOf(await ask('/v1/coverage', { start_date, end_date, ...(cursor === null ? {} : { cursor }) }));
    sessions.push(...page.data);
    if (page.next_cursor === null) return sessions;
    cursor = page.next_cursor;
  }
}

async function lastClosedSession() {
  const today = todayInNewYork();
  const sessions = await readCoverage({ start_date: plusDays(today, -CLOSED_DAYS_MAX), end_date: today });
  const last = sessions.at(-1)?.date;
  if (last === undefined) throw new Error('The gateway knows of no session that has closed lately: say --to DAY.');
  return last;
}

/** Ranges that one request each may ask for. */
function rangesOf(from, to) {
  if (from > to) throw new Error(`--from ${from} is after ${to}: give a day on or before it.`);
  const ranges = [];
  for (let start = from; start <= to; start = plusDays(start, RANGE_DAYS_MAX)) {
    const end = plusDays(start, RANGE_DAYS_MAX - 1);
    ranges.push({ start_date: start, end_date: end < to ? end : to });
  }
  return ranges;
}

async function neverBuilt() {
  const { status, body } = await ask('/index-composition', { date: SOME_PAST_DAY });
  return status === 404 && body.type === '/problems/index-not-built';
}

/** Follows an acquisition to its end. Returns its result. */
async function followAcquisition(ordered, label) {
  // Ctrl-C while it is being ordered has to cancel it, too.
  jobInHand = ordered.then((answer) => bodyOf(answer).job_id).catch(() => null);
  const answer = await ordered;
  const job = await followJob(answer, options.url, (share) => showBar(label, share, 'acquiring'));
  if (job.status === 'cancelled') {
    clearBar();
    console.log(`The acquisition was cancelled. ${howToResume(job.job_id)}`);
    process.exit(CANCELLED_EXIT_CODE);
  }
  jobInHand = null;
  showBar(label, 1, '');
  const result = job.result ?? job;
  console.log(
    `${result.sessions} sessions: ${result.complete} complete, ${result.incomplete} incomplete, ${result.missing} missing`,
  );
  return result;
}

const howToResume = (id) =>
  `Go on with: npm run acquire -- --resume ${id}${options.url === DEFAULT_URL ? '' : ` --url ${options.url}`}`;

async function build(range) {
  const label = `index ${range.start_date} to ${range.end_date}`;
  const answer = await order('/build-index', range);
  const job = await followJob(answer, options.url, (share) => showBar(label, share, 'building'));
  showBar(label, 1, '');
  const { sessions, level, last_session: last } = job.result ?? job;
  console.log(`${sessions} sessions published; level ${level} on ${last}`);
}

/** Cancels what is in hand; a second time nothing is waited for. */
async function interrupt() {
  process.once('SIGINT', () => process.exit(CANCELLED_EXIT_CODE));
  clearBar();
  const id = await jobInHand;
  if (id === null) process.exit(CANCELLED_EXIT_CODE);
  try {
    const headers = { prefer: `wait=${CANCEL_WAIT_SECONDS}` };
    const { status } = bodyOf(await call(new URL(`/v1/acquisitions/${id}/cancel`, options.url), 'POST', headers));
    console.log(status === 'cancelled' ? 'Cancelled.' : 'Asked to end after the session in hand.', howToResume(id));
  } catch (error) {
    console.error(`${error.message} It was not cancelled: job ${id}.`);
  }
  process.exit(CANCELLED_EXIT_CODE);
}

async function acquire() {
  if (options.resume === undefined) {
    const ranges = rangesOf(options.from, options.to ?? (await lastClosedSession()));
    for (const range of ranges) {
      const body = {
        ...range,
        refresh: options.refresh,
        ...(options.source === undefined ? {} : { source: options.source }),
      };
      await followAcquisition(order('/v1/acquisitions', body), `${range.start_date} to ${range.end_date}`);
    }
    return ranges;
  }
  const { request } = bodyOf(await ask(`/v1/acquisitions/${options.resume}`, {}));
  const range = { start_date: request.start_date, end_date: request.end_date };
  await followAcquisition(
    order(`/v1/acquisitions/${options.resume}/resume`),
    `${range.start_date} to ${range.end_date}`,
  );
  return [range];
}

/** Names what is not complete. Returns how many sessions are complete, and how many are not. */
async function report(ranges) {
  const sessions = (await Promise.all(ranges.map(readCoverage))).flat();
  const others = sessions.filter(({ status }) => status !== 'complete');
  for (const { date, status, reasons } of others.slice(0, NAMED_MAX))
    console.log(`  ${date} is ${status}${reasons.length > 0 ? `: ${reasons.join('; ')}` : ''}`);
  if (others.length > NAMED_MAX) console.log(`  and ${others.length - NAMED_MAX} more: ${options.url}/v1/coverage`);
  return { complete: sessions.length - others.length, others: others.length };
}

process.once('SIGINT', () => void interrupt());
try {
  const wanted = options.build ?? (await neverBuilt());
  const ranges = await acquire();
  const { complete, others } = await report(ranges);
  if (wanted && complete > 0) for (const range of ranges) await build(range);
  process.exitCode = others > 0 || complete === 0 ? 1 : 0;
} catch (error) {
  clearBar();
  console.error(error.message);
  process.exitCode = 1;
}

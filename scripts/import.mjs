/**
 * `npm run import -- FILE… [--kind prices|stocks|splits|dividends|renames] [--url http://localhost:8000]`
 * Sends files through the running gateway, one after the other, and shows how far each is. The kind is read off the header where
 * it is not said. Needs nothing but Node. Exit code 1 when a file was refused, 2 when the call was wrong.
 */
import { createReadStream, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { createGunzip } from 'node:zlib';

const usage =
  'Usage: npm run import -- FILE… [--kind prices|stocks|splits|dividends|renames] [--url http://localhost:8000]';
const POLL_MS = 500;
/** For how long a gateway may be away, busy or restarting, while it is asked how far it is. */
const PATIENCE_MS = 60_000;
const BAR_WIDTH = 28;

/** The columns that only a file of this kind has. */
const kinds = [
  ['prices', ['close', 'market_cap']],
  ['splits', ['ex_date', 'factor']],
  ['dividends', ['ex_date', 'amount']],
  ['renames', ['effective_on', 'new_ticker']],
  ['stocks', ['name', 'sector']],
];

function readCall() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { kind: { type: 'string' }, url: { type: 'string', default: 'http://localhost:8000' } },
    });
    if (positionals.length === 0) throw new Error('No file was named.');
    const base = URL.canParse(values.url) ? new URL(values.url) : null;
    if (base?.protocol !== 'http:' && base?.protocol !== 'https:')
      throw new Error(`--url ${values.url} is no address: give one such as http://localhost:8000.`);
    values.url = base.origin;
    return { ...values, files: positionals };
  } catch (error) {
    console.error(`${error.message}\n${usage}`);
    process.exit(2);
  }
}

async function firstBytes(file) {
  const handle = await open(file);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(64 * 1024), 0, 64 * 1024, 0);
  await handle.close();
  const bytes = buffer.subarray(0, bytesRead);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  return new Promise((resolve, reject) => {
    const gunzip = createGunzip();
    gunzip.once('data', resolve).once('error', reject);
    // What unpacks to nothing sends no data.
    gunzip.write(bytes, () => setImmediate(() => resolve(Buffer.alloc(0))));
  });
}

async function kindOf(file) {
  const bytes = await firstBytes(file);
  if (bytes.length === 0) throw new Error('The file is empty. Send a CSV file with a header line.');
  if (bytes.includes(0)) throw new Error('The file is no CSV. Send comma-separated text in UTF-8, plain or gzip.');
  const header = bytes
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/, 1)[0]
    .toLowerCase();
  const columns = header.split(',').map((name) => name.trim().replaceAll('"', ''));
  const kind = kinds.find(([, needed]) => needed.every((name) => columns.includes(name)))?.[0];
  if (kind === undefined)
    throw new Error(`The header "${header.slice(0, 200)}" is of no known kind. Say it with --kind.`);
  return kind;
}

function show(label, share, note) {
  const filled = Math.round(share * BAR_WIDTH);
  const line = `${label} [${'#'.repeat(filled)}${'.'.repeat(BAR_WIDTH - filled)}] ${String(Math.floor(share * 100)).padStart(3)} % ${note}`;
  if (process.stdout.isTTY) process.stdout.write(`\r\u001B[2K${line}`);
  else if (share === 1) process.stdout.write(line);
}

function call(url, method, headers = {}, body) {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? requestHttps : requestHttp;
    // A connection each: an idle one may be closed at the very moment when it is used again.
    const outgoing = send(url, { method, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response
        .on('data', (chunk) => (text += chunk))
        .once('end', () => {
          try {
            resolve({ status: response.statusCode, body: JSON.parse(text) });
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
    if (body === undefined) outgoing.end();
    else body.pipe(outgoing);
  });
}

/** Asks until there is an answer: the import goes on by itself, also when the gateway was restarted meanwhile. */
async function askJob(url) {
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

async function importFile(file, kind, base) {
  const size = statSync(file).size;
  const label = basename(file);
  const stream = createReadStream(file);
  let sent = 0;
  stream.on('data', (chunk) => {
    sent += chunk.length;
    show(label, 0.3 * (sent / Math.max(1, size)), 'sending');
  });
  const target = new URL(`/v1/imports?kind=${kind}`, base);
  const headers = { 'content-type': 'text/csv', 'content-length': size, prefer: 'respond-async' };
  let answer = await call(target, 'POST', headers, stream);
  while (answer.status < 300 && ['queued', 'running'].includes(answer.body.status)) {
    show(label, 0.3 + 0.7 * (answer.body.progress ?? 0), 'storing');
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    answer = await askJob(new URL(`/v1/jobs/${answer.body.job_id}`, base));
  }
  const problem = answer.status >= 400 ? answer.body : answer.body.status === 'failed' ? answer.body.error : null;
  if (problem !== null) throw new Error(`${problem.title}. ${problem.detail ?? ''}`);
  return { id: answer.body.job_id, report: answer.body.result ?? answer.body };
}

const { files, kind, url } = readCall();
let refused = 0;
for (const file of files) {
  try {
    const { id, report } = await importFile(file, kind ?? (await kindOf(file)), url);
    show(basename(file), 1, '');
    console.log(
      `${report.rows_read} rows read: ${report.rows_stored} stored, ${report.rows_unchanged} unchanged, ${report.rows_rejected} rejected` +
        (report.first_session
          ? `; ${report.sessions} sessions, ${report.first_session} to ${report.last_session}`
          : ''),
    );
    if (report.ignored_columns?.length > 0) console.log(`  columns ignored: ${report.ignored_columns.join(', ')}`);
    if (report.rows_rejected > 0) console.log(`  what was rejected and why: ${url}/v1/imports/${id}/rejections`);
  } catch (error) {
    refused += 1;
    if (process.stdout.isTTY) process.stdout.write('\r\u001B[2K');
    console.error(`${file}: ${error.message}`);
  }
}
process.exit(refused > 0 ? 1 : 0);

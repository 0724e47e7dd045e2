/**
 * `npm run import -- FILE|DIRECTORY… [--kind prices|stocks|splits|dividends|renames] [--gate flag|block] [--url http://localhost:8000]`
 * Sends files through the running gateway, one after the other, and shows how far each is; of a directory all CSV and Parquet files
 * in it and below, in the order of their names. The kind is read off the header where it is not said. Needs nothing but Node. Exit
 * code 1 when a file was refused, 2 when the call was wrong.
 */
import { createReadStream, readdirSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { createGunzip } from 'node:zlib';
import { call, clearBar, DEFAULT_URL, followJob, originOf, showBar } from './gateway-client.mjs';

const usage =
  'Usage: npm run import -- FILE|DIRECTORY… [--kind prices|stocks|splits|dividends|renames] [--gate flag|block] [--url http://localhost:8000]';
const HEAD_BYTES = 64 * 1024;
const PARQUET = 'PAR1';
/** Of a directory, what else lies there is left alone. */
const FILE_OF_DIRECTORY = /\.(csv|csv\.gz|parquet)$/i;

/** The columns that only a file of this kind has. */
const kinds = [
  ['prices', ['close', 'market_cap']],
  ['prices', ['close', 'window_start']],
  ['splits', ['ex_date', 'factor']],
  ['dividends', ['ex_date', 'amount']],
  ['renames', ['effective_on', 'new_ticker']],
  ['stocks', ['name', 'sector']],
];

function readCall() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { kind: { type: 'string' }, gate: { type: 'string' }, url: { type: 'string', default: DEFAULT_URL } },
    });
    if (positionals.length === 0) throw new Error('No file was named.');
    return { ...values, url: originOf(values.url), files: positionals };
  } catch (error) {
    console.error(`${error.message}\n${usage}`);
    process.exit(2);
  }
}

/** The files of a directory and below it, in the order of their names; a file as it is. */
function filesOf(path) {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [path];
  const found = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => FILE_OF_DIRECTORY.test(name));
  if (found.length === 0) {
    console.error(`${path} holds no file that ends in .csv, .csv.gz or .parquet.`);
    process.exit(2);
  }
  return found.sort().map((name) => join(path, name));
}

async function bytesAt(file, start) {
  const handle = await open(file);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, start);
  await handle.close();
  return buffer.subarray(0, bytesRead);
}

async function firstBytes(file) {
  const bytes = await bytesAt(file, 0);
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
  if (bytes.toString('latin1', 0, PARQUET.length) === PARQUET) return kindOfParquet(file);
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

/** A Parquet file names its columns at its end, in plain letters. */
async function kindOfParquet(file) {
  const end = (await bytesAt(file, Math.max(0, statSync(file).size - HEAD_BYTES))).toString('latin1');
  const kind = kinds.find(([, needed]) => needed.every((name) => end.includes(name)))?.[0];
  if (kind === undefined) throw new Error('The columns of the Parquet file are of no known kind. Say it with --kind.');
  return kind;
}

async function importFile(file, { label, kind, gate, base }) {
  const size = statSync(file).size;
  const stream = createReadStream(file);
  let sent = 0;
  stream.on('data', (chunk) => {
    sent += chunk.length;
    showBar(label, 0.3 * (sent / Math.max(1, size)), 'sending');
  });
  const target = new URL(`/v1/imports?kind=${kind}${gate === undefined ? '' : `&gate=${gate}`}`, base);
  const headers = { 'content-type': 'application/octet-stream', 'content-length': size, prefer: 'respond-async' };
  const answer = await call(target, 'POST', headers, stream);
  const job = await followJob(answer, base, (share) => showBar(label, 0.3 + 0.7 * share, 'storing'));
  return { id: job.job_id, report: job.result ?? job };
}

const { files: named, kind, gate, url } = readCall();
const files = named.flatMap(filesOf);
let refused = 0;
for (const [position, file] of files.entries()) {
  const label = files.length === 1 ? basename(file) : `[${position + 1}/${files.length}] ${basename(file)}`;
  try {
    const { id, report } = await importFile(file, { label, kind: kind ?? (await kindOf(file)), gate, base: url });
    showBar(label, 1, '');
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
    clearBar();
    console.error(`${file}: ${error.message}`);
  }
}
process.exit(refused > 0 ? 1 : 0);

import { createReadStream, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { authorization, GatewayProblem, problemOf } from '../index-client.js';
import { isFileError, WrongCall } from './command-call.js';
import type { Command, CommandCall } from './command-call.js';
import { fileKinds, kindOfFile, UnusableFile } from './file-kind.js';
import { endOfJob } from './ordered-job.js';
import { printJson } from './read.commands.js';
import { clearBar, showBar } from './terminal.js';

/** Of a directory, what else lies there is left alone. */
const FILE_OF_DIRECTORY = /\.(csv|csv\.gz|parquet)$/i;

/** How much of the bar sending takes; storing takes the rest. */
const SENDING = 0.3;

interface Report {
  readonly rows_read: number;
  readonly rows_stored: number;
  readonly rows_unchanged: number;
  readonly rows_rejected: number;
  readonly sessions: number;
  readonly first_session: string | null;
  readonly last_session: string | null;
  readonly ignored_columns?: readonly string[];
}

export const importCommand: Command = {
  usage: 'FILE|DIRECTORY… [--kind prices|stocks|splits|dividends|renames] [--gate flag|block]',
  summary:
    'Sends files one after the other, of a directory all CSV and Parquet files in it and below, in the order of their names. The kind is read off the header where it is not said. With --json there is one document per file.',
  options: { kind: { type: 'string' }, gate: { type: 'string' } },
  run: async (call) => {
    const kind = call.option('kind');
    if (kind !== undefined && !fileKinds.some((known) => known === kind)) {
      throw new WrongCall(`--kind ${kind} is not known: give one of ${fileKinds.join(', ')}.`);
    }
    if (call.words.length === 0) throw new WrongCall('No file was named.');
    const files = call.words.flatMap(filesOf);
    let refusal: GatewayProblem | null = null;
    for (const [position, file] of files.entries()) {
      const label = files.length === 1 ? basename(file) : `[${position + 1}/${files.length}] ${basename(file)}`;
      try {
        await importFile(call, file, label, kind ?? (await kindOfFile(file)));
      } catch (error) {
        clearBar(call.terminal);
        // One file that is refused does not keep the others out.
        const refused = refusalOf(error);
        if (refused === null) throw error;
        call.terminal.say(`${file}: ${refused.message}\n`);
        refusal ??= refused;
      }
    }
    if (refusal !== null)
      throw new GatewayProblem({ ...refusal.problem, title: 'Not every file was stored', detail: 'See above.' });
  },
};

/** What was wrong with this one file; null where the others would fare no better. */
function refusalOf(error: unknown): GatewayProblem | null {
  if (error instanceof GatewayProblem) return error;
  if (!(error instanceof UnusableFile) && !isFileError(error)) return null;
  const title = 'The file cannot be sent';
  return new GatewayProblem({ type: 'about:blank', title, status: 422, detail: error.message });
}

/** The files of a directory and below it, in the order of their names; a file as it is. */
function filesOf(path: string): string[] {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return [path];
  const found = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => FILE_OF_DIRECTORY.test(name));
  if (found.length === 0) throw new WrongCall(`${path} holds no file that ends in .csv, .csv.gz or .parquet.`);
  return found.sort().map((name) => join(path, name));
}

async function importFile(call: CommandCall, file: string, label: string, kind: string): Promise<void> {
  const id = await send(call, file, label, kind);
  const job = await endOfJob(call, id, (share) =>
    showBar(call.terminal, label, SENDING + (1 - SENDING) * share, 'storing'),
  );
  if (call.json) return printJson(call, job);
  const report = job.result as unknown as Report;
  const sessions =
    report.first_session === null
      ? ''
      : `; ${report.sessions} sessions, ${report.first_session} to ${report.last_session}`;
  call.terminal.out(
    `${label}: ${report.rows_read} rows read: ${report.rows_stored} stored, ${report.rows_unchanged} unchanged, ${report.rows_rejected} rejected${sessions}\n`,
  );
  const ignored = report.ignored_columns ?? [];
  if (ignored.length > 0) call.terminal.out(`  columns ignored: ${ignored.join(', ')}\n`);
  if (report.rows_rejected > 0) {
    call.terminal.out(`  what was rejected and why: ${call.url}/v1/imports/${id}/rejections\n`);
  }
}

/** Streams the file; resolves with the id of the job. Not by the typed client, which has no bodies that come in pieces. */
async function send(call: CommandCall, file: string, label: string, kind: string): Promise<string> {
  const size = statSync(file).size;
  const stream = createReadStream(file);
  let sent = 0;
  stream.on('data', (chunk) => {
    sent += chunk.length;
    showBar(call.terminal, label, SENDING * (sent / Math.max(1, size)), 'sending');
  });
  const url = new URL('/v1/imports', call.url);
  url.searchParams.set('kind', kind);
  const gate = call.option('gate');
  if (gate !== undefined) url.searchParams.set('gate', gate);
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/octet-stream', Prefer: 'respond-async', ...authorization(call.key) },
    body: Readable.toWeb(stream) as ReadableStream,
    duplex: 'half',
    signal: call.signal,
  } as RequestInit);
  const body = (await response.json().catch(() => null)) as { job_id?: string } | null;
  if (!response.ok || body?.job_id === undefined) throw problemOf(body, response.status);
  return body.job_id;
}

import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as WebStream } from 'node:stream/web';
import { answerOf, authorization, problemOf } from '../index-client.js';
import { followJob } from '../job-follower.js';
import type { Job } from '../job-follower.js';
import { requiredWords } from './command-call.js';
import type { Command, CommandCall } from './command-call.js';
import { printJson } from './read.commands.js';
import { clearBar, showBar } from './terminal.js';

/** Follows a job with a bar. */
async function follow(call: CommandCall, id: string, label: string): Promise<Job> {
  const job = await followJob(call.client, id, {
    signal: call.signal,
    onProgress: (share) => showBar(call.terminal, label, share, ''),
  });
  clearBar(call.terminal);
  return job;
}

const withoutWaiting = { header: { Prefer: 'respond-async' } } as const;

export const buildCommand: Command = {
  usage: 'START END',
  summary: 'Has the index built for the sessions from START to END (YYYY-MM-DD), and waits for it.',
  run: async (call) => {
    const [start_date = '', end_date = ''] = requiredWords(call, 'START', 'END');
    const { job_id: id } = await answerOf(
      call.client.POST('/build-index', { params: withoutWaiting, body: { start_date, end_date }, signal: call.signal }),
    );
    const job = await follow(call, id, 'building');
    if (call.json) return printJson(call, job);
    const {
      sessions,
      first_session: first,
      last_session: last,
      composition_changes: changes,
      level,
    } = job.result ?? {};
    call.terminal.out(
      `Built: ${String(sessions)} sessions, ${String(first)} to ${String(last)}, ${String(changes)} with changes; level ${String(level)}.\n`,
    );
  },
};

export const exportCommand: Command = {
  usage: 'START END [--output FILE]',
  summary: 'Writes the sessions from START to END into an Excel workbook and fetches it.',
  options: { output: { type: 'string' } },
  run: async (call) => {
    const [start_date = '', end_date = ''] = requiredWords(call, 'START', 'END');
    const { job_id: id } = await answerOf(
      call.client.POST('/export-data', { params: withoutWaiting, body: { start_date, end_date }, signal: call.signal }),
    );
    const job = await follow(call, id, 'writing');
    const file = call.option('output') ?? String(job.result?.['file_name']);
    await fetchFile(call, String(job.result?.['download_url']), file);
    if (call.json) return printJson(call, { ...job, file });
    call.terminal.out(`${file}\n`);
  },
};

async function fetchFile(call: CommandCall, path: string, file: string): Promise<void> {
  const response = await fetch(new URL(path, call.url), { headers: authorization(call.key), signal: call.signal });
  if (!response.ok || response.body === null) throw problemOf(await response.json().catch(() => null), response.status);
  await pipeline(Readable.fromWeb(response.body as WebStream), createWriteStream(file));
}

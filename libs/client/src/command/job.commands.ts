import { createWriteStream, existsSync, lstatSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as WebStream } from 'node:stream/web';
import { answerOf, authorization, problemOf } from '../index-client.js';
import { requiredWords, WrongCall } from './command-call.js';
import type { Command, CommandCall } from './command-call.js';
import { endOfJob } from './ordered-job.js';
import { printJson } from './read.commands.js';
import { showBar } from './terminal.js';

const withoutWaiting = { header: { Prefer: 'respond-async' } } as const;

export const buildCommand: Command = {
  usage: 'START END',
  summary: 'Has the index built for the sessions from START to END (YYYY-MM-DD), and waits for it.',
  run: async (call) => {
    const [start_date = '', end_date = ''] = requiredWords(call, 'START', 'END');
    const { job_id: id } = await answerOf(
      call.client.POST('/build-index', { params: withoutWaiting, body: { start_date, end_date }, signal: call.signal }),
    );
    const job = await endOfJob(call, id, (share) => showBar(call.terminal, 'building', share, ''));
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
  usage: 'START END [--output FILE] [--index ID]',
  summary: 'Writes the sessions from START to END into an Excel workbook and fetches it.',
  options: { output: { type: 'string' }, index: { type: 'string' } },
  run: async (call) => {
    const [start_date = '', end_date = ''] = requiredWords(call, 'START', 'END');
    const [output, index_id] = [call.option('output'), call.option('index')];
    // Said before the work is ordered, which may take minutes.
    if (output !== undefined && !existsSync(dirname(output))) {
      throw new WrongCall(`--output ${output} lies in a folder that is not there: make it, or name another file.`);
    }
    const body = { ...(index_id === undefined ? {} : { index_id }), start_date, end_date };
    const { job_id: id } = await answerOf(
      call.client.POST('/export-data', { params: withoutWaiting, body, signal: call.signal }),
    );
    const job = await endOfJob(call, id, (share) => showBar(call.terminal, 'writing', share, ''));
    const file = output ?? String(job.result?.['file_name']);
    await fetchFile(call, String(job.result?.['download_url']), file);
    if (call.json) return printJson(call, { ...job, file });
    call.terminal.out(`${file}\n`);
  },
};

async function fetchFile(call: CommandCall, path: string, file: string): Promise<void> {
  const response = await fetch(new URL(path, call.url), { headers: authorization(call.key), signal: call.signal });
  if (!response.ok || response.body === null) throw problemOf(await response.json().catch(() => null), response.status);
  let opened = false;
  const target = createWriteStream(file).once('open', () => (opened = true));
  try {
    await pipeline(Readable.fromWeb(response.body as WebStream), target);
  } catch (error) {
    // Half a workbook looks like one. What is no ordinary file, such as /dev/stdout, stays.
    if (opened && lstatSync(file, { throwIfNoEntry: false })?.isFile() === true) rmSync(file);
    throw error;
  }
}

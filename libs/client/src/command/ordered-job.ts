import { followJob } from '../job-follower.js';
import type { Job } from '../job-follower.js';
import type { CommandCall } from './command-call.js';
import { clearBar } from './terminal.js';

/** Waits for the end of a job that a command has ordered; `show` hears the share done. Who stops waiting hears that the job goes on. */
export async function endOfJob(call: CommandCall, id: string, show: (share: number) => void): Promise<Job> {
  try {
    const job = await followJob(call.client, id, { signal: call.signal, onProgress: show });
    clearBar(call.terminal);
    return job;
  } catch (error) {
    clearBar(call.terminal);
    if (call.signal.aborted) call.terminal.say(`The job goes on: ${call.url}/v1/jobs/${id}\n`);
    throw error;
  }
}

import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 20;

/** Waits until `holds` is so; when that takes longer than `limitMs`, the error says `what` was waited for. */
export async function eventually(
  what: string,
  holds: () => boolean | Promise<boolean>,
  limitMs = 30_000,
): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`not within ${limitMs} ms: ${what}`);
    await sleep(POLL_MS);
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import { ProblemError } from '../http/problem.error.js';
import { openCaller } from '../access/caller.js';
import type { Caller } from '../access/caller.js';
import { Concurrency, Pool } from './concurrency.js';

/** Work that ends when it is told to. */
function held(): { work: () => Promise<string>; end: () => void; started: () => boolean } {
  let end: () => void = () => undefined;
  let started = false;
  const ended = new Promise<void>((resolve) => (end = resolve));
  return {
    work: async () => {
      started = true;
      await ended;
      return 'done';
    },
    end: () => end(),
    started: () => started,
  };
}

async function refusalOf(run: Promise<unknown>): Promise<ProblemError> {
  const error: unknown = await run.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ProblemError);
  return error as ProblemError;
}

describe('OWASP API4: a pool of work', () => {
  it('runs so many at once, lets so many wait, and refuses the rest with 429 and Retry-After', async () => {
    const pool = new Pool({ running: 2, waiting: 1, patienceMs: 3000 });
    const [first, second, third] = [held(), held(), held()];
    const runs = [first, second, third].map(({ work }) => pool.run(work));
    const refusal = await refusalOf(pool.run(held().work));
    expect(refusal).toMatchObject({ kind: 'too-many-at-once', status: 429, headers: { 'Retry-After': '3' } });
    expect([first, second, third].map(({ started }) => started())).toEqual([true, true, false]);
    first.end();
    await runs[0];
    await sleep(0);
    expect(third.started()).toBe(true);
    second.end();
    third.end();
    expect(await Promise.all(runs)).toEqual(['done', 'done', 'done']);
  });

  it('takes turns in the order of asking, one place per end, also when the work fails', async () => {
    const pool = new Pool({ running: 1, waiting: 10, patienceMs: 3000 });
    const order: number[] = [];
    let atOnce = 0;
    let most = 0;
    const outcomes = await Promise.allSettled(
      [0, 1, 2, 3, 4].map((number) =>
        pool.run(async () => {
          atOnce += 1;
          most = Math.max(most, atOnce);
          await sleep(1);
          order.push(number);
          atOnce -= 1;
          if (number === 2) throw new Error('failed');
        }),
      ),
    );
    expect(order).toEqual([0, 1, 2, 3, 4]);
    expect(most).toBe(1);
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
    ]);
  });

  it('does not let anybody wait for longer than said', async () => {
    const pool = new Pool({ running: 1, waiting: 1, patienceMs: 30 });
    const first = held();
    const run = pool.run(first.work);
    expect((await refusalOf(pool.run(held().work))).kind).toBe('too-many-at-once');
    first.end();
    await run;
    expect(await pool.run(async () => 'free again')).toBe('free again');
  });

  it('gives up the place of a caller who has gone, and never starts his work', async () => {
    const pool = new Pool({ running: 1, waiting: 1, patienceMs: 3000 });
    const [first, gone] = [held(), held()];
    const run = pool.run(first.work);
    const leaving = new AbortController();
    const waiting = pool.run(gone.work, leaving.signal);
    leaving.abort(new Error('gone'));
    await expect(waiting).rejects.toThrow('gone');
    const next = pool.run(async () => 'next');
    first.end();
    expect(await Promise.all([run, next])).toEqual(['done', 'next']);
    expect(gone.started()).toBe(false);
  });

  it('is one per name', async () => {
    const concurrency = new Concurrency();
    const [first, second] = [held(), held()];
    const runs = [
      concurrency.run('what-ifs', openCaller, first.work),
      concurrency.run('what-ifs', openCaller, second.work),
    ];
    expect(await concurrency.run('table-hashes', openCaller, async () => 'not in their way')).toBe('not in their way');
    first.end();
    second.end();
    await Promise.all(runs);
  });

  it('gives one owner a share of it, whichever key he comes with, and takes it back whatever comes of the work', async () => {
    const concurrency = new Concurrency();
    const caller = (id: string, owner: string): Caller => ({ id, owner, scopes: new Set(['read']) });
    const [first, second] = [held(), held()];
    const runs = [first, second].map(({ work }, key) =>
      concurrency.run('table-hashes', caller(`key:${key}`, 'a'), work),
    );
    const refusal = await refusalOf(concurrency.run('table-hashes', caller('key:2', 'a'), held().work));
    expect(refusal).toMatchObject({ kind: 'too-many-at-once', headers: { 'Retry-After': '1' } });
    expect(await concurrency.run('table-hashes', caller('key:3', 'b'), async () => 'of another')).toBe('of another');
    first.end();
    second.end();
    await Promise.all(runs);
    for (let time = 0; time < 5; time += 1) {
      const failing = concurrency.run('table-hashes', caller('key:0', 'a'), () => Promise.reject(new Error('broken')));
      await expect(failing).rejects.toThrow('broken');
    }
  });
});

import pino from 'pino';
import { BackgroundLoop } from './background-loop.js';

const logger = pino({ level: 'silent' });

/** Runs a loop until it has made `rounds`, each answering or failing as told. */
async function play(answers: readonly (boolean | Error)[]): Promise<{ rounds: number; milliseconds: number }> {
  let rounds = 0;
  const started = performance.now();
  await new Promise<void>((done) => {
    const loop = new BackgroundLoop('a test', logger, () => {
      const answer = answers[rounds] ?? false;
      rounds += 1;
      if (rounds === answers.length) void loop.stop().then(done);
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    });
    loop.start();
  });
  return { rounds, milliseconds: performance.now() - started };
}

describe('a background loop', () => {
  it('goes on at once while there is something to do', async () => {
    const { rounds, milliseconds } = await play(Array.from({ length: 50 }, () => true));
    expect(rounds).toBe(50);
    expect(milliseconds).toBeLessThan(1_500);
  });

  it('tries again after a failure', async () => {
    expect((await play([new Error('away'), new Error('away'), true])).rounds).toBe(3);
  });

  it('is woken before its time, also when it is woken while it works', async () => {
    let rounds = 0;
    const loop: BackgroundLoop = new BackgroundLoop('a test', logger, () => {
      rounds += 1;
      if (rounds === 1) loop.wake();
      return Promise.resolve(false);
    });
    const started = performance.now();
    loop.start();
    while (rounds < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    loop.wake();
    while (rounds < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(performance.now() - started).toBeLessThan(1_500);
    await loop.stop();
    loop.wake();
    expect(rounds).toBe(3);
  });

  it('tells the work in hand to end', async () => {
    const loop = new BackgroundLoop('a test', logger, (signal) => {
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          reject(new Error('ended'));
        });
      });
    });
    loop.start();
    await loop.stop();
  });
});

import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { WaitingRoom } from './waiting-room.js';

const silent = pino({ level: 'silent' });
const LONG = { milliseconds: 60_000, signal: new AbortController().signal };

describe('a waiting room', () => {
  it('wakes those for whose subject it has happened, and nobody else', async () => {
    const room = new WaitingRoom<string>(() => Promise.resolve(), silent);
    const first = [room.wait('a', LONG), room.wait('a', LONG)];
    const other = room.wait('b', LONG);
    room.wake((subject) => subject === 'a');
    await Promise.all(first);
    expect(room.subjects).toEqual(['b']);
    room.wake(() => true);
    await other;
    expect(room.subjects).toEqual([]);
  });

  it('lets go of whoever has waited long enough, or has gone', async () => {
    const room = new WaitingRoom<string>(() => Promise.resolve(), silent);
    const gone = new AbortController();
    const waits = [room.wait('a', { ...LONG, milliseconds: 10 }), room.wait('b', { ...LONG, signal: gone.signal })];
    gone.abort();
    await Promise.all(waits);
    await room.wait('c', { ...LONG, signal: gone.signal });
    await room.wait('d', { ...LONG, milliseconds: 0 });
    expect(room.subjects).toEqual([]);
  });

  it('looks for all at once while somebody waits, also after a look that failed, and then no more', async () => {
    let looks = 0;
    const room = new WaitingRoom<number>(() => {
      looks += 1;
      if (looks === 1) return Promise.reject(new Error('the store is away'));
      room.wake((subject) => subject <= looks);
      return Promise.resolve();
    }, silent);
    await Promise.all([room.wait(2, LONG), room.wait(2, LONG)]);
    await sleep(600);
    expect(looks).toBe(2);
  });
});

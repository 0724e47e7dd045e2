import { SingleFlight } from './single-flight.js';

describe('single flight', () => {
  it('computes once for 500 callers of one key at the same time', async () => {
    const flight = new SingleFlight<number>();
    let computed = 0;
    const compute = async (): Promise<number> => {
      computed += 1;
      await new Promise((resolve) => setImmediate(resolve));
      return 42;
    };
    const answers = await Promise.all(Array.from({ length: 500 }, () => flight.run('key', compute)));
    expect(computed).toBe(1);
    expect(new Set(answers)).toEqual(new Set([42]));
  });

  it('computes each key by itself, and a key again once it is done', async () => {
    const flight = new SingleFlight<string>();
    const computed: string[] = [];
    const compute = (key: string) => async () => {
      computed.push(key);
      return key;
    };
    await Promise.all([flight.run('a', compute('a')), flight.run('b', compute('b'))]);
    await flight.run('a', compute('a'));
    expect(computed).toEqual(['a', 'b', 'a']);
  });

  it('shares a failure with everybody who waits for it, then tries anew', async () => {
    const flight = new SingleFlight<string>();
    const fail = () => flight.run('key', () => Promise.reject(new Error('the database is away')));
    const outcomes = await Promise.allSettled([fail(), fail()]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(flight.run('key', async () => 'back')).resolves.toBe('back');
  });

  it('turns an error thrown before the first await into a rejection and forgets it', async () => {
    const flight = new SingleFlight<string>();
    const thrown = flight.run('key', () => {
      throw new Error('at once');
    });
    await expect(thrown).rejects.toThrow('at once');
    await expect(flight.run('key', async () => 'later')).resolves.toBe('later');
  });
});

import { Readiness } from './health.js';

describe('readiness', () => {
  it('is the sum of its checks, and degraded is ready', async () => {
    const readiness = new Readiness([
      { name: 'database', run: async () => ({ status: 'ok' }) },
      { name: 'cache', run: () => ({ status: 'degraded' }) },
    ]);
    expect(await readiness.read()).toEqual({
      ready: true,
      checks: { database: { status: 'ok' }, cache: { status: 'degraded' } },
    });
  });

  it('is lost by one failed check, by an error, and by silence', async () => {
    const readiness = new Readiness([
      { name: 'consumers', run: () => ({ status: 'failed', groups: { performance: 'crashed' } }) },
      { name: 'database', run: () => Promise.reject(new Error('connection refused')) },
      { name: 'silent', run: () => new Promise(() => undefined) },
    ]);
    expect(await readiness.read()).toEqual({
      ready: false,
      checks: {
        consumers: { status: 'failed', groups: { performance: 'crashed' } },
        database: { status: 'failed', reason: 'connection refused' },
        silent: { status: 'failed', reason: 'no answer within 2000 ms' },
      },
    });
  });

  it('asks once for probes that come together', async () => {
    let asked = 0;
    const readiness = new Readiness([
      {
        name: 'database',
        run: () => {
          asked += 1;
          return { status: 'ok' };
        },
      },
    ]);
    await Promise.all(Array.from({ length: 20 }, () => readiness.read()));
    expect(asked).toBe(1);
  });

  it('takes a check once by its name', async () => {
    const readiness = new Readiness();
    readiness.add({ name: 'one', run: () => ({ status: 'ok' }) });
    expect(() => readiness.add({ name: 'one', run: () => ({ status: 'ok' }) })).toThrow(
      'There is a readiness check one already',
    );
    expect((await readiness.read()).checks).toEqual({ one: { status: 'ok' } });
  });
});

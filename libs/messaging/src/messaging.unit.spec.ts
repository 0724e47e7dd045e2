import fc from 'fast-check';
import { backOffMs, settledWithin, sleep } from './back-off.js';
import { describeError } from './dead-letter-message.js';
import { HandlerRegistry } from './handler-registry.js';
import { currentTraceId, currentTraceparent, nextTraceparent, runWithTraceparent } from './trace-context.js';
import { WakeSignal } from './wake-signal.js';
import { ApplicationError } from '#domain/errors';

describe('back-off', () => {
  const backOff = { initialMs: 100, maximumMs: 5_000 };
  test('doubles up to its maximum, jittered down to nothing', () => {
    expect([1, 2, 3, 6, 7, 100].map((failures) => backOffMs(backOff, failures, () => 1))).toEqual([
      100, 200, 400, 3_200, 5_000, 5_000,
    ]);
    expect(backOffMs(backOff, 9, () => 0)).toBe(0);
  });
  test('never leaves its bounds', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (failures, random) => {
          const ms = backOffMs(backOff, failures, () => random);
          return ms >= 0 && ms <= backOff.maximumMs;
        },
      ),
    );
  });
  test('sleep ends at once when told to', async () => {
    const stop = new AbortController();
    const startedAt = Date.now();
    const sleeping = sleep(60_000, stop.signal);
    stop.abort();
    await sleeping;
    await sleep(60_000, stop.signal);
    await settledWithin(Promise.reject(new Error('settled too')), 60_000);
    await settledWithin(new Promise(() => undefined), 10);
    expect(Date.now() - startedAt).toBeLessThan(5_000);
  });
});

describe('wake signal', () => {
  test('a wake before the wait counts, once', async () => {
    const signal = new WakeSignal();
    signal.wake();
    signal.wake();
    await signal.wait(60_000);
    const startedAt = Date.now();
    await signal.wait(30);
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(25);
  });
  test('a wake during the wait ends it', async () => {
    const signal = new WakeSignal();
    const waiting = signal.wait(60_000);
    signal.wake();
    await waiting;
  });
});

describe('trace context', () => {
  const parent = `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`;
  test('keeps the trace and takes a span of its own', () => {
    runWithTraceparent(parent, () => {
      expect(currentTraceId()).toBe('1'.repeat(32));
      expect(currentTraceparent()).not.toBe(parent);
    });
    expect(currentTraceparent()).toBeNull();
  });
  test.each([
    null,
    undefined,
    '',
    'nonsense',
    `00-${'0'.repeat(32)}-${'2'.repeat(16)}-01`,
    `00-${'1'.repeat(32)}-${'0'.repeat(16)}-01`,
    `${parent}\n`,
  ])('starts a new trace for %j', (invalid) => {
    expect(nextTraceparent(invalid)).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(nextTraceparent(invalid)).not.toContain('1'.repeat(32));
  });
});

describe('handler registry', () => {
  const handler = (): Promise<void> => Promise.resolve();
  test('keeps a list per group and topic', () => {
    const registry = new HandlerRegistry();
    registry.add('index.constructed', handler, true, { group: 'a' });
    registry.add('index.constructed', handler, true, { group: 'a' });
    registry.add('index.constructed.dlq', handler, true, { group: 'b' });
    expect(registry.groupNames()).toEqual(['a', 'b']);
    expect(registry.topicsOf('b')).toEqual(['index.constructed.dlq']);
    expect(registry.handlersOf('a', 'index.constructed')).toHaveLength(2);
    expect(registry.handlersOf('b', 'index.constructed')).toEqual([]);
  });
  test.each([
    ['index.constructed', false, { group: 'a' }, /asks for a reply/],
    ['index.constructed', true, {}, /names no group/],
    ['index.destroyed', true, { group: 'a' }, /not declared/],
  ])('refuses a handler of %s (event %s, extras %j) when the process starts', (pattern, isEvent, extras, reason) => {
    expect(() => new HandlerRegistry().add(pattern, handler, isEvent, extras)).toThrow(reason);
  });
});

test('an error is described in one bounded line, with its code', () => {
  expect(describeError(new ApplicationError('too_wide', 'one\n  two'))).toBe('too_wide: one two');
  expect(describeError('text')).toBe('text');
  expect(describeError(new Error('x'.repeat(5_000)))).toHaveLength(1_000);
});

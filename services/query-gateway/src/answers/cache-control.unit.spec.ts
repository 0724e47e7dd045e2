import { cacheControl } from './cache-control.js';

const end = '2023-01-31';
const context = { completeUntil: '2023-06-30', open: true };
const at = (now: string) => cacheControl({ end }, { ...context, now: new Date(now) });

describe('Cache-Control', () => {
  it.each([
    ['2023-01-31T12:00:00Z', 'no-cache'],
    ['2023-02-07T23:59:59Z', 'no-cache'],
    ['2023-02-08T00:00:00Z', 'public, max-age=60, stale-while-revalidate=60'],
    ['2023-03-02T23:59:59Z', 'public, max-age=60, stale-while-revalidate=60'],
    ['2023-03-03T00:00:00Z', 'public, max-age=300, stale-while-revalidate=300'],
    ['2024-01-31T23:59:59Z', 'public, max-age=300, stale-while-revalidate=300'],
    ['2024-02-01T00:00:00Z', 'public, max-age=3600, stale-while-revalidate=3600'],
  ])('lengthens with the age of the last day: at %s %s', (now, expected) => {
    expect(at(now)).toBe(expected);
  });

  it('lets nobody keep what is not built yet, or what nothing is said of', () => {
    const now = new Date('2025-01-01T00:00:00Z');
    expect(cacheControl({ end }, { now, open: true, completeUntil: '2023-01-30' })).toBe('no-cache');
    expect(cacheControl({ end }, { now, open: true, completeUntil: null })).toBe('no-cache');
    expect(cacheControl(undefined, { now, open: true, completeUntil: '2024-01-01' })).toBe('no-cache');
  });

  it('keeps for a day what was known at an instant, from an hour after it', () => {
    const asKnown = (now: string) =>
      cacheControl({ end, asKnownAt: '2023-02-01T12:00:00.000Z' }, { ...context, now: new Date(now) });
    expect(asKnown('2023-02-01T12:59:59Z')).toBe('no-cache');
    expect(asKnown('2023-02-01T13:00:00Z')).toBe('public, max-age=86400, stale-while-revalidate=86400');
  });

  it('keeps shared caches out where a key is needed', () => {
    const closed = { ...context, open: false };
    expect(cacheControl({ end }, { ...closed, now: new Date('2023-02-01T00:00:00Z') })).toBe('private, no-cache');
    expect(cacheControl({ end }, { ...closed, now: new Date('2024-06-01T00:00:00Z') })).toBe(
      'private, max-age=3600, stale-while-revalidate=3600',
    );
  });
});

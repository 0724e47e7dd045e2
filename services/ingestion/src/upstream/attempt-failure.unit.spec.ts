import { failureOfStatus, retryAfterMs } from './attempt-failure.js';

const now = new Date('2026-03-02T12:00:00Z');

it.each([
  [401, 'unauthorized'],
  [402, 'not_entitled'],
  [403, 'not_entitled'],
  [404, 'not_found'],
  [408, 'timeout'],
  [425, 'rate_limited'],
  [429, 'rate_limited'],
  [499, 'unavailable'],
  [500, 'unavailable'],
  [503, 'unavailable'],
  [301, 'refused'],
  [304, 'refused'],
  [400, 'refused'],
  [413, 'refused'],
])('status %i is %s', (status, failure) => {
  expect(failureOfStatus(status)).toBe(failure);
});

it.each([
  ['30', 30_000],
  ['0', 0],
  ['1.5', 1500],
  ['Mon, 02 Mar 2026 12:00:30 GMT', 30_000],
  ['Mon, 02 Mar 2026 11:00:00 GMT', 0],
  [undefined, null],
  ['', null],
  ['soon', null],
  ['-5', null],
  ['2026', 2_026_000],
])('Retry-After: %s is %s ms', (header, milliseconds) => {
  expect(retryAfterMs(header, now)).toBe(milliseconds);
});

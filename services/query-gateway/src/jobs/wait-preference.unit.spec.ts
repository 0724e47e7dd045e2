import { readWaitPreference } from './wait-preference.js';

describe('readWaitPreference', () => {
  it.each([
    [undefined, 30, null],
    ['', 30, null],
    ['wait=5', 5, 'wait=5'],
    ['Wait = "7"', 7, 'wait=7'],
    ['respond-async, wait=10', 10, 'wait=10'],
    ['handling=lenient; wait=4', 4, 'wait=4'],
    ['respond-async', 0, 'respond-async'],
    ['wait=0', 0, 'wait=0'],
    ['wait=99999', 300, 'wait=300'],
    ['wait=soon', 30, null],
    ['wait=-1', 30, null],
  ])('of %j is %d seconds', (header, seconds, applied) => {
    expect(readWaitPreference(header)).toEqual({ seconds, applied });
  });
});

import { newYorkDate } from './new-york-date.js';

describe('newYorkDate', () => {
  it.each([
    ['2023-01-14T04:59:59Z', '2023-01-13'],
    ['2023-01-14T05:00:00Z', '2023-01-14'],
    ['2023-07-14T03:59:59Z', '2023-07-13'],
    ['2023-07-14T04:00:00Z', '2023-07-14'],
  ])('of %s is %s', (instant, date) => {
    expect(newYorkDate(new Date(instant))).toBe(date);
  });
});

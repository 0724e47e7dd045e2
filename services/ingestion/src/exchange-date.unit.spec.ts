import { exchangeDate } from './exchange-date.js';

test.each([
  ['2023-01-13T12:00:00Z', '2023-01-13'],
  ['2023-01-14T04:59:59Z', '2023-01-13'],
  ['2023-01-14T05:00:00Z', '2023-01-14'],
  ['2023-07-04T03:59:59Z', '2023-07-03'],
  ['2023-07-04T04:00:00Z', '2023-07-04'],
])('at %s it is %s in New York', (instant, date) => {
  expect(exchangeDate(new Date(instant))).toBe(date);
});

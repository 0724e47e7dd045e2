import { problemKinds } from '#contracts/api/problem.schema';
import { noPricesProblem } from './problems.js';

test('a build that cannot be done fails with a problem that the interface explains', () => {
  const { type, title, status, detail } = noPricesProblem('2023-01-03', null);
  expect(type).toBe('/problems/no-data-in-range');
  expect({ status, title }).toEqual(problemKinds['no-data-in-range']);
  expect(detail).toContain('between 2023-01-03 and the end');
});

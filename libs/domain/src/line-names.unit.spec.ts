import { nameAfter, namesOfLine, renameAway } from './line-names.js';
import type { Rename } from './rename.js';

const renames = (...texts: string[]): Rename[] =>
  texts.map((text) => {
    const [ticker, newTicker, effectiveOn] = text.split(' ') as [string, string, string];
    return { ticker, newTicker, effectiveOn };
  });

/** Each name with its first and last day, `*` where it is open. */
const told = (known: readonly Rename[], ticker: string, on: string): string =>
  namesOfLine(known, ticker, on)
    .map(({ ticker: name, from, to }) => `${name} ${from?.slice(5) ?? '*'}..${to?.slice(5) ?? '*'}`)
    .join(', ');

describe('the names of a line', () => {
  it.each([
    ['one that was never renamed', [], 'A', 'A *..*'],
    ['a rename', ['A B 2024-01-04'], 'B', 'A *..01-03, B 01-04..*'],
    ['a chain', ['A B 2024-01-04', 'B C 2024-01-10'], 'C', 'A *..01-03, B 01-04..01-09, C 01-10..*'],
    ['there and back', ['A B 2024-01-04', 'B A 2024-01-10'], 'A', 'A *..01-03, B 01-04..01-09, A 01-10..*'],
    ['two that swap', ['A B 2024-01-04', 'B A 2024-01-04'], 'A', 'B *..01-03, A 01-04..*'],
    ['a name that was given up and is used again', ['A B 2024-01-04'], 'A', 'A 01-04..*'],
    ['a line that came by a name of another', ['A B 2024-01-04', 'A C 2024-01-10'], 'C', 'A 01-04..01-09, C 01-10..*'],
    ['a rename that has not come yet', ['A B 2024-02-01'], 'A', 'A *..*'],
  ])('of %s', (_, known, ticker, expected) => {
    expect(told(renames(...known), ticker, '2024-01-31')).toBe(expected);
  });
});

describe('a ticker that was given up', () => {
  const known = renames('A B 2024-01-04', 'B C 2024-01-10', 'X A 2024-01-20');
  it('is so from the day of the rename until another line gets it', () => {
    expect(renameAway(known, 'A', '2024-01-03')).toBeNull();
    expect(renameAway(known, 'A', '2024-01-04')).toEqual(known[0]);
    expect(renameAway(known, 'A', '2024-01-20')).toBeNull();
    expect(renameAway(known, 'C', '2024-01-31')).toBeNull();
  });
  it('is followed forward to what the line is called later', () => {
    expect(nameAfter(known, 'A', '2024-01-03', '2024-01-31')).toBe('C');
    expect(nameAfter(known, 'A', '2024-01-03', '2024-01-09')).toBe('B');
    expect(nameAfter(known, 'A', '2024-01-20', '2024-01-31')).toBe('A');
  });
});

import fc from 'fast-check';
import { CELL_TEXT_MAX, cellText } from './cell-text.js';

describe('cellText', () => {
  it.each([
    ['=HYPERLINK("http://example.invalid","x")', '\'=HYPERLINK("http://example.invalid","x")'],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "' =1"],
    ['\r=1', "' =1"],
    ['  =1', "'  =1"],
    ['\uff1d1', "'\uff1d1"],
    ['BRK.B', 'BRK.B'],
    ['NA', 'NA'],
    ['TRUE', 'TRUE'],
    ['AT&T <Inc.> "A" 日本 🚀', 'AT&T <Inc.> "A" 日本 🚀'],
    ['a\u0000b\ud800c', 'a b c'],
    ['', ''],
  ])('%j becomes %j', (text, expected) => {
    expect(cellText(text)).toBe(expected);
  });

  it('never begins like a formula, never holds what XML cannot, and fits into a cell', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 50 }),
        fc.constantFrom('', '=', '+', '\t-', '\n@'),
        (text, start) => {
          const cell = cellText(start + text);
          expect(cell.trimStart()).not.toMatch(/^[=+\-@]/);
          expect(cell).not.toMatch(/[\u0000-\u001f]|\p{Surrogate}/u);
        },
      ),
    );
    expect(cellText('x'.repeat(40_000))).toHaveLength(CELL_TEXT_MAX);
  });
});

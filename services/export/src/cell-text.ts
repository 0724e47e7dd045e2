/** The longest text that a cell takes. */
export const CELL_TEXT_MAX = 32_767;

// Control characters and unpaired surrogates cannot stand in XML.
const FORBIDDEN = /[\u0000-\u001f\u007f\ufffe\uffff]|\p{Surrogate}/gu;
// What a spreadsheet takes for the beginning of a formula when it reads text, their full-width forms included.
const FORMULA_START = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/u;

/**
 * Text from outside as it may stand in a cell. Text cells of a workbook are never formulas; a text that would become one when
 * the sheet is saved as CSV and opened again, or copied as text, gets an apostrophe in front. Tabs, line breaks and other control
 * characters become spaces.
 */
export function cellText(text: string): string {
  const neutral = FORMULA_START.test(text.replace(FORBIDDEN, ' ')) ? `'${text}` : text;
  return neutral.replace(FORBIDDEN, ' ').slice(0, CELL_TEXT_MAX);
}

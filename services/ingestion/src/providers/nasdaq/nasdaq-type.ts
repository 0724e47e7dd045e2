/**
 * The kind of a line, told by its name, since the screener does not say it otherwise. Codes are those of Massive. A name that tells
 * nothing (`Berkshire Hathaway Inc.`) is taken for common stock: most lines are, and everything else tends to say what it is.
 */
export function nasdaqType(name: string | null): string | null {
  if (name === null) return null;
  const depositary = depositaryType(name);
  if (depositary !== null) return depositary;
  if (COMMON_AT_THE_END.test(name) && !PARTS_OF_SOMETHING.test(name)) return FUND.test(name) ? 'FUND' : 'CS';
  for (const [words, type] of KINDS) if (words.test(name)) return type;
  return 'CS';
}

/** `Unit Corporation Common Stock` is a share, `Units, each consisting of one share of Common Stock and …` is none. */
const COMMON_AT_THE_END = /\b(common stock|common shares?|ordinary shares?|capital stock)(\s*\([^()]{0,40}\))?\s*$/i;
const PARTS_OF_SOMETHING = /\b(each|consisting|purchase|entitl\w*|representing|exercisable|convertible into)\b/i;
const FUND = /\bfund\b/i;

/** The first that fits. */
const KINDS: readonly (readonly [RegExp, string])[] = [
  [/\bwarrants?\b/i, 'WARRANT'],
  [/\brights?\b/i, 'RIGHT'],
  [/\bpreferred\b|\bpfd\b|\bpreference\b|\bdepositary (shares?|interests?)\b/i, 'PFD'],
  [/\bunits?\b/i, 'UNIT'],
  [/\bnotes?\b|\bdebentures?\b|\bbonds?\b/i, 'BOND'],
  [/\bETNs?\b/i, 'ETN'],
  [/\bETFs?\b|exchange[- ]traded fund/i, 'ETF'],
  [FUND, 'FUND'],
];

function depositaryType(name: string): string | null {
  if (/\bglobal depositary\b|\bGDRs?\b/i.test(name)) return 'GDR';
  if (/\bnew york regist(ry|ered) shares?\b/i.test(name)) return 'NYRS';
  // The abbreviations count in capitals only.
  if (!/\bamerican deposit[ao]ry\b/i.test(name) && !/\bAD[RS]s?\b(?!-)/.test(name)) return null;
  if (/\bwarrants?\b/i.test(name)) return 'ADRW';
  return /\bpreferred\b|\bpreference\b/i.test(name) ? 'ADRP' : 'ADRC';
}

import type { WhatIfAnswer, WhatIfBody } from '#contracts/api/definition.schema';
import { corporateActions } from '#storage/corporate-actions.reader';
import type { Database } from '#storage/database';
import { tickerChanges } from '#storage/ticker-changes.reader';
import { breathing } from './breathing.js';
import { chosenDefinition } from './chosen-definition.js';
import { computeWhatIf } from './compute-what-if.js';
import type { WhatIf } from './compute-what-if.js';
import type { MarketPanels, UsedMarket } from './market-panels.js';
import { readWhatIfRange, refuseTooLarge, refuseUnknownNames } from './what-if-request.js';
import { whatIfAnswerOf } from './what-if.answer.js';

/** What an index by the rules of `body` would have done. Throws a problem where that cannot be said. */
export async function whatIf(
  { database, panels }: { readonly database: Database; readonly panels: MarketPanels },
  body: WhatIfBody,
  signal: AbortSignal,
): Promise<WhatIfAnswer> {
  const definition = chosenDefinition('what-if', body.definition ?? {});
  const range = await readWhatIfRange(database, body);
  refuseTooLarge(definition, range);
  const { first, last } = range;
  const compute = async ({ panel, references }: UsedMarket): Promise<WhatIf> => {
    refuseUnknownNames(definition, references);
    const renames = await tickerChanges(database, first, last);
    const actionsOf = (tickers: readonly string[]) => corporateActions(database, first, last, tickers);
    const market = { ...range, panel, references, renames, actionsOf };
    return computeWhatIf(definition, market, breathing(signal));
  };
  const result = await panels.use(first, last, compute, signal);
  return whatIfAnswerOf(definition, body, range, result);
}

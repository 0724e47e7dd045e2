import { z } from 'zod';
import { canonicalTicker } from '#domain/ticker';
import { indexPath } from './index-path.schema.js';

/** A ticker in any of its spellings; understood as the store has it. */
export const tickerText = z
  .string({ error: 'is missing: give a ticker, such as BRK.B' })
  .transform((text, context) => {
    const ticker = canonicalTicker(text);
    if (ticker !== null) return ticker;
    context.addIssue({ code: 'custom', input: text, message: 'is not a ticker: give one such as BRK.B' });
    return z.NEVER;
  })
  .meta({
    description:
      'What the line is called on the last day asked for, or was called before: `BRK.B`, also written `BRK-B`.',
    type: 'string',
    examples: ['AAPL'],
  });

/** Path parameters of what is said of one line of an index. */
export const linePath = indexPath.extend({ ticker: tickerText });

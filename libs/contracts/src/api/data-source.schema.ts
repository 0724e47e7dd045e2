import { z } from 'zod';

/** What every answer carries while the store holds the simulated market. */
export const SIMULATED_DATA_SOURCE = 'simulated market, not real prices';

export const dataSource = z
  .literal(SIMULATED_DATA_SOURCE)
  .optional()
  .meta({ description: 'There only while the store holds the simulated market; absent with real prices.' });

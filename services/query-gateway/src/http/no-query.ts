import { z } from 'zod';

/** For operations without query parameters: any is refused by name. */
export const noQuery = z.strictObject({});

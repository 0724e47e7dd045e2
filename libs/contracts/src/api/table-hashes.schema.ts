import { z } from 'zod';
import { dataSource } from './data-source.schema.js';

export const tableHashesAnswer = z.object({
  tables: z.record(z.string(), z.object({ rows: z.int().nonnegative(), sha256: z.string() })).meta({
    description: 'By table: the number of rows, and a SHA-256 over them in the order of their key.',
  }),
  data_source: dataSource,
});
export type TableHashesAnswer = z.infer<typeof tableHashesAnswer>;

import { z } from 'zod';
import { dataSource } from './data-source.schema.js';

export const tableHashesAnswer = z.object({
  tables: z.record(z.string(), z.string()).meta({
    description: 'By table, a text that is the same for the same content, in whatever order its rows came.',
  }),
  data_source: dataSource,
});
export type TableHashesAnswer = z.infer<typeof tableHashesAnswer>;

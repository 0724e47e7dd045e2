import { z } from 'zod';

/** What an index is called in paths: lower-case letters, digits and hyphens. */
export const indexId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, {
    error: 'is not the id of an index: give one of GET /v1/indices, such as top100-equal',
  })
  .meta({ description: 'The id of an index, as GET /v1/indices lists them.', examples: ['top100-equal'] });

/** Path parameters of what stands under one index. */
export const indexPath = z.strictObject({ index_id: indexId });

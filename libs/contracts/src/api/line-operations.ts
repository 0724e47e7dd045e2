import type { z } from 'zod';
import type { Operation } from './operation.js';

/** What the index says of single lines. */
export const lineOperations: readonly Operation[] = [];

/** Their schemas, by the name that OpenAPI gives them. */
export const lineSchemas: Readonly<Record<string, z.ZodObject>> = {};

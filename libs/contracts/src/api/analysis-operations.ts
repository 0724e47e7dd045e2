import type { z } from 'zod';
import type { Operation } from './operation.js';

/** Kept indices and what is computed from their series. */
export const analysisOperations: readonly Operation[] = [];

/** Their schemas, by the name that OpenAPI gives them. */
export const analysisSchemas: Readonly<Record<string, z.ZodObject>> = {};

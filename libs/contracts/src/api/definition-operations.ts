import type { z } from 'zod';
import type { Operation } from './operation.js';

/** Indices by definition: kept ones, and what-if. */
export const definitionOperations: readonly Operation[] = [];

/** Their schemas, by the name that OpenAPI gives them. */
export const definitionSchemas: Readonly<Record<string, z.ZodObject>> = {};

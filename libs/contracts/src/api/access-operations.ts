import type { z } from 'zod';
import type { Operation } from './operation.js';

/** What may call, and what was written. */
export const accessOperations: readonly Operation[] = [];

/** Their schemas, by the name that OpenAPI gives them. */
export const accessSchemas: Readonly<Record<string, z.ZodObject>> = {};

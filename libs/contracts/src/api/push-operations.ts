import type { z } from 'zod';
import type { Operation } from './operation.js';

/** Events as they happen: streams and webhooks. */
export const pushOperations: readonly Operation[] = [];

/** Their schemas, by the name that OpenAPI gives them. */
export const pushSchemas: Readonly<Record<string, z.ZodObject>> = {};

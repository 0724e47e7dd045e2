import { z } from 'zod';

/**
 * What a caller may do. read: ask questions, be told of events. build: have an index built, data imported or acquired. export: have
 * workbooks written and fetch them. admin: everything, also what belongs to others, keys and decisions on data.
 */
export const scope = z.enum(['read', 'build', 'export', 'admin']);
export type Scope = z.infer<typeof scope>;
export const scopes: readonly Scope[] = scope.options;

import { z } from 'zod';
import { accessSchemas } from './access-operations.js';
import { acquisitionSchemas } from './acquisition-operations.js';
import { analysisSchemas } from './analysis-operations.js';
import { dataSchemas } from './data-operations.js';
import { definitionSchemas } from './definition-operations.js';
import { indexSchemas } from './index-operations.js';
import { jobSchemas } from './job-operations.js';
import { lineSchemas } from './line-operations.js';
import { problem } from './problem.schema.js';
import { pushSchemas } from './push-operations.js';
import { qualitySchemas } from './quality-operations.js';

/** Schemas that are written once, under `components`, and referred to by name. */
const components: Readonly<Record<string, z.ZodObject>> = {
  ...indexSchemas,
  ...dataSchemas,
  ...acquisitionSchemas,
  ...qualitySchemas,
  ...jobSchemas,
  Problem: problem,
  ...accessSchemas,
  ...analysisSchemas,
  ...definitionSchemas,
  ...lineSchemas,
  ...pushSchemas,
};

/** Every component as a JSON schema, by its name. */
export function componentSchemas(): Record<string, object> {
  return Object.fromEntries(Object.entries(components).map(([name, schema]) => [name, jsonSchema(schema)]));
}

/** Where an operation refers to `schema`. */
export function reference(schema: z.ZodObject): object {
  const name = Object.keys(components).find((candidate) => components[candidate] === schema);
  if (name === undefined)
    throw new Error('a schema of an operation is missing among the components of the OpenAPI document');
  return { $ref: `#/components/schemas/${name}` };
}

export function jsonSchema(schema: z.ZodObject, io: 'input' | 'output' = 'output'): object {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { target: 'draft-2020-12', io, reused: 'inline' });
  return rest;
}

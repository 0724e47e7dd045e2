import { z } from 'zod';
import { openApiDocument } from './api/openapi-document.js';
import { eventSchemas } from './events.js';
import { promisesOf, promisesOfEvents } from './interface-promises.js';
import type { DescribedInterface } from './interface-promises.js';

/** What this version promises: every operation of the REST interface and the body of every event. */
export function currentPromises(): string[] {
  const document = openApiDocument({ title: 'Equal-weighted index', version: 'current' });
  const bodies = Object.entries(eventSchemas).map(([topic, schema]) => [topic, z.toJSONSchema(schema)]);
  return [
    ...promisesOf(document as DescribedInterface),
    ...promisesOfEvents(Object.fromEntries(bodies) as Parameters<typeof promisesOfEvents>[0]),
  ];
}

import { componentSchemas } from './openapi-components.js';
import { describeOperation } from './openapi-operation.js';
import { operations } from './operations.js';

const DESCRIPTION = [
  'Keeps an equal-weighted index of the largest US stocks: daily composition, changes, returns and level.',
  'Dates are `YYYY-MM-DD`; a session is a day on which the New York Stock Exchange opens. `weight` is a fraction (0.01 means 1 %).',
  '`daily_return`, `cumulative_return` and `period_return` are percent (1.5 means 1.5 %). `level` starts at 1000 at the base session.',
  'Every error is a problem document (RFC 9457) that names the field, the value and the remedy.',
].join('\n\n');

/** The interface as an OpenAPI 3.1 document. */
export function openApiDocument(info: { readonly title: string; readonly version: string }): object {
  return {
    openapi: '3.1.0',
    info: {
      ...info,
      description: DESCRIPTION,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags: [
      { name: 'Index', description: 'Building it and asking for it.' },
      { name: 'Data', description: 'Prices and what belongs to them.' },
      { name: 'Jobs', description: 'Work that takes longer than a request.' },
      { name: 'Events', description: 'What happens, as it happens.' },
      { name: 'Access', description: 'Keys, and who wrote what.' },
      { name: 'About', description: 'What the interface says of itself.' },
    ],
    paths: paths(),
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'An API key, or a token of the OpenID provider.' },
        apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'An API key.' },
      },
      schemas: componentSchemas(),
    },
  };
}

function paths(): Record<string, Record<string, object>> {
  const result: Record<string, Record<string, object>> = {};
  for (const operation of operations) {
    operation.paths.forEach((path, position) => {
      // Ids are unique: the second path of an operation says so in its id.
      const id = position === 0 ? operation.id : `${operation.id}V1`;
      result[path] = { ...result[path], [operation.method]: describeOperation(operation, id) };
    });
  }
  return result;
}

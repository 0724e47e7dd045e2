/** The TypeScript types of the interface for the client, from its OpenAPI document. */
import openapiTypescript, { astToString } from 'openapi-typescript';

const HEADING =
  '/** The types of the interface. Generated from its OpenAPI document by scripts/generate-client.mjs. */\n';
const JSON_TYPE = 'application/json';

const problem = {
  description: 'A problem.',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

/** What the client does with an answer: it asks for JSON where several forms are offered, and every refusal is a problem. */
function responsesOf(responses) {
  const done = Object.entries(responses).filter(([status]) => Number(status) < 400);
  return {
    ...Object.fromEntries(
      done.map(([status, { description, content = {} }]) => [
        status,
        {
          description,
          content: JSON_TYPE in content ? { [JSON_TYPE]: { schema: content[JSON_TYPE].schema } } : content,
        },
      ]),
    ),
    default: problem,
  };
}

export async function clientTypes(document) {
  const paths = Object.fromEntries(
    Object.entries(document.paths)
      // An operation that stands under two paths is one to the client: the first is its proper one.
      .filter(([path]) => !(path.startsWith('/v1/') && path.slice(3) in document.paths))
      .map(([path, operations]) => [
        path,
        Object.fromEntries(
          Object.entries(operations).map(([method, operation]) => [
            method,
            { ...operation, responses: responsesOf(operation.responses) },
          ]),
        ),
      ]),
  );
  // A copy: the generator writes into what it is given. A field with a default may be left out by who asks, which is what a default is for.
  const text = astToString(
    await openapiTypescript(structuredClone({ ...document, paths }), { defaultNonNullable: false }),
  );
  return `${HEADING}${text}`;
}

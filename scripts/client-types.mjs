/** The TypeScript types of the interface for the client, from its OpenAPI document. */
import openapiTypescript, { astToString } from 'openapi-typescript';

const HEADING =
  '/** The types of the interface. Generated from its OpenAPI document by scripts/generate-client.mjs. */\n';

export async function clientTypes(document) {
  // An operation that stands under two paths is one to the client: the first is its proper one.
  const paths = Object.fromEntries(
    Object.entries(document.paths).filter(([path]) => !(path.startsWith('/v1/') && path.slice(3) in document.paths)),
  );
  // A copy: the generator writes into what it is given.
  const text = astToString(await openapiTypescript(structuredClone({ ...document, paths })));
  return `${HEADING}${text}`;
}

/** `node scripts/generate-client.mjs`: writes the types of the interface for the client, from the OpenAPI document of the built code. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, repository } from './toolchain.mjs';

ensureInstalled();
ensureBuilt();
const { openApiDocument } = await import('../dist/libs/contracts/src/api/openapi-document.js');
const { clientTypes } = await import('./client-types.mjs');
const file = join(repository, 'libs/client/src/interface.ts');
writeFileSync(file, await clientTypes(openApiDocument({ title: 'Equal-weighted index', version: 'current' })));
console.log(`Written: ${file}`);

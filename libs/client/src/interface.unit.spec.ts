import { readFileSync, writeFileSync } from 'node:fs';
import { whatIfBody } from '#contracts/api/definition.schema';
import { openApiDocument } from '#contracts/api/openapi-document';
import type { components } from './interface.js';

const FILE = 'libs/client/src/interface.ts';

/** A script has no types of its own. */
interface Generator {
  clientTypes(document: object): Promise<string>;
}

describe('the types of the client', () => {
  it('are those of the interface (else: node scripts/generate-client.mjs)', async () => {
    const document = openApiDocument({ title: 'Equal-weighted index', version: 'current' });
    const generator = '../../../scripts/client-types.mjs';
    const { clientTypes } = (await import(generator)) as Generator;
    const types = await clientTypes(document);
    if (process.env['GENERATE_CLIENT_TYPES'] === 'true') writeFileSync(FILE, types);
    // Compared as one flag: the difference of such texts is for the tool that writes them.
    expect(types === readFileSync(FILE, 'utf8')).toBe(true);
  });

  it('let a caller leave out what has a default', () => {
    const asked: components['schemas']['WhatIfRequest'] = {
      ...{ start_date: '2023-01-01', end_date: '2023-01-31' },
      definition: { size: 50 },
    };
    expect(whatIfBody.safeParse(asked).success).toBe(true);
  });
});

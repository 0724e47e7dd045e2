/** `node scripts/record-interface.mjs VERSION`: writes what the built code promises to `docs/interface/VERSION.txt`, at a release. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, giveUp, repository } from './toolchain.mjs';

const [version] = process.argv.slice(2);
if (!/^\d+\.\d+\.\d+$/.test(version ?? '')) giveUp('Usage: node scripts/record-interface.mjs VERSION, such as 1.1.0');
ensureInstalled();
ensureBuilt();
const { currentPromises } = await import('../dist/libs/contracts/src/current-promises.js');
const file = join(repository, 'docs/interface', `${version}.txt`);
writeFileSync(file, `${currentPromises().join('\n')}\n`);
console.log(`Written: ${file}`);

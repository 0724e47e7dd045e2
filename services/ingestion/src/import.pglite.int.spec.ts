import { ImportStore } from '../test/import-store.js';
import { describeImport } from './import.contract.js';

describeImport('PGlite', () => ImportStore.openPglite());

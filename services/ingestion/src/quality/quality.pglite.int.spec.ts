import { ImportStore } from '../../test/import-store.js';
import { describeQuality } from './quality.contract.js';

describeQuality('PGlite', () => ImportStore.openPglite());

import { usePostgresStore } from '../test/use-import-store.js';
import { describeImport } from './import.contract.js';
import { describeImportActions } from './import-actions.contract.js';
import { describeImportDelivery } from './import-delivery.contract.js';
import { describeImportFormats } from './import-formats.contract.js';
import { describeImportNames } from './import-names.contract.js';
import { describeImportRevisions } from './import-revisions.contract.js';

const store = usePostgresStore();

describeImport('PostgreSQL', store);
describeImportFormats('PostgreSQL', store);
describeImportDelivery('PostgreSQL', store);
describeImportRevisions('PostgreSQL', store);
describeImportActions('PostgreSQL', store);
describeImportNames('PostgreSQL', store);

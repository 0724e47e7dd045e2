import type { z } from 'zod';
import { examples } from './examples.js';
import { importAnswer, importJobAnswer, importQuery, rejectionsAnswer, rejectionsQuery } from './import.schema.js';
import { ofJob, pending } from './operation.js';
import type { Operation } from './operation.js';
import { tableHashesAnswer } from './table-hashes.schema.js';

/** Files, and what the store holds. */
export const dataOperations: readonly Operation[] = [
  {
    id: 'importFile',
    cost: 20,
    scope: 'build',
    method: 'post',
    paths: ['/v1/imports'],
    tag: 'Data',
    summary: 'Import a file',
    description:
      'The body is the file itself, CSV (plain or gzip) or Parquet, up to 4 GiB: `curl --data-binary @FILE`. Rows that break a rule are ' +
      'rejected and the others stored; a file that is not what it says is refused whole. Importing a file twice changes nothing.',
    query: importQuery,
    file: ['text/csv', 'application/gzip', 'application/vnd.apache.parquet'],
    waits: true,
    makesJob: true,
    answers: [
      { status: 200, description: 'The file is imported.', schema: importAnswer, example: examples.import },
      pending('import'),
    ],
    problems: [
      'invalid-request',
      'market-conflict',
      'body-too-large',
      'unsupported-media-type',
      'import-refused',
      'job-failed',
    ],
  },
  {
    id: 'getImport',
    method: 'get',
    paths: ['/v1/imports/{id}'],
    tag: 'Data',
    summary: 'An import and its report',
    description: 'The fields of the report are there once the import has succeeded.',
    ...ofJob,
    answers: [{ status: 200, description: 'The import.', schema: importJobAnswer, example: examples.importJob }],
  },
  {
    id: 'getImportRejections',
    method: 'get',
    paths: ['/v1/imports/{id}/rejections'],
    tag: 'Data',
    summary: 'The rows that an import rejected',
    description: 'By line. A bounded number of them is kept; `rows_rejected` of the import counts them all.',
    ...ofJob,
    query: rejectionsQuery,
    csv: true,
    answers: [
      { status: 200, description: 'The rejected rows.', schema: rejectionsAnswer, example: examples.rejections },
    ],
  },
  {
    id: 'getTableHashes',
    cost: 50,
    scope: 'read',
    method: 'get',
    paths: ['/v1/table-hashes'],
    tag: 'Data',
    summary: 'Hashes of the tables',
    description: 'Two deployments with equal hashes hold the same data and the same index.',
    answers: [{ status: 200, description: 'The hashes.', schema: tableHashesAnswer, example: examples.tableHashes }],
    problems: ['invalid-request', 'too-many-at-once'],
  },
];

/** Their schemas, by the name that OpenAPI gives them. */
export const dataSchemas: Readonly<Record<string, z.ZodObject>> = {
  Import: importAnswer,
  ImportJob: importJobAnswer,
  Rejections: rejectionsAnswer,
  TableHashes: tableHashesAnswer,
};

import { aboutOperations } from './about-operations.js';
import { accessOperations } from './access-operations.js';
import { acquisitionOperations } from './acquisition-operations.js';
import { analysisOperations } from './analysis-operations.js';
import { dataOperations } from './data-operations.js';
import { definitionOperations } from './definition-operations.js';
import { indexOperations } from './index-operations.js';
import { jobOperations } from './job-operations.js';
import { lineOperations } from './line-operations.js';
import type { Operation } from './operation.js';
import { pushOperations } from './push-operations.js';
import { qualityOperations } from './quality-operations.js';

/** Every operation of the interface. The page's own files are not part of it. */
export const operations: readonly Operation[] = [
  ...indexOperations,
  ...analysisOperations,
  ...lineOperations,
  ...definitionOperations,
  ...dataOperations,
  ...acquisitionOperations,
  ...qualityOperations,
  ...jobOperations,
  ...pushOperations,
  ...accessOperations,
  ...aboutOperations,
];

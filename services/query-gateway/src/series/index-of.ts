import type { Request } from 'express';
import { indexPath } from '#contracts/api/index-path.schema';
import { defaultIndex } from '#domain/index-definition';
import { parsePath } from '../http/request-validation.js';

/** The index that is asked about: the one that the path names, or the default one where it names none. */
export function indexOf(request: Request): string {
  const { index_id: named } = request.params;
  return named === undefined ? defaultIndex.id : parsePath(indexPath, { index_id: named }).index_id;
}

import type { Request } from 'express';
import { ProblemError } from '../http/problem.error.js';
import { UPLOAD_BYTES_MAX, uploadTooLarge } from './receive-upload.js';

/**
 * What a file may come as. The bytes themselves tell plain from gzip; the last four are what tools say when nobody told them,
 * `curl --data-binary` among them.
 */
const MEDIA_TYPES = new Set([
  'text/csv',
  'application/csv',
  'application/gzip',
  'application/x-gzip',
  'application/vnd.apache.parquet',
  'text/plain',
  'application/octet-stream',
  'application/x-www-form-urlencoded',
  '',
]);
const ENCODINGS = new Set(['', 'identity', 'gzip', 'x-gzip']);

const REMEDY =
  "send the file itself: curl --data-binary @FILE -H 'Content-Type: text/csv' (or application/gzip, application/vnd.apache.parquet)";

/** Refuses, before a byte of the body is read, what is no file or too large. */
export function checkUploadHeaders(request: Request): void {
  const mediaType = (request.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (!MEDIA_TYPES.has(mediaType)) {
    throw new ProblemError('unsupported-media-type', `Content-Type ${mediaType} is not taken here: ${REMEDY}.`, {
      errors: [{ parameter: 'Content-Type', value: mediaType, message: `is not taken: ${REMEDY}` }],
    });
  }
  const encoding = (request.get('content-encoding') ?? '').trim().toLowerCase();
  if (!ENCODINGS.has(encoding)) {
    throw new ProblemError(
      'unsupported-media-type',
      `Content-Encoding ${encoding} is not taken here: use gzip, or none.`,
      {
        errors: [{ parameter: 'Content-Encoding', value: encoding, message: 'is not taken: use gzip, or none' }],
      },
    );
  }
  if (Number(request.get('content-length') ?? 0) > UPLOAD_BYTES_MAX) throw uploadTooLarge();
}

import type { Request, Response } from 'express';
import { matches } from '../answers/if-none-match.js';
import { chooseEncoding, compressOnce } from '../answers/compression.js';
import { representationEtag } from '../answers/stored-answer.js';
import type { PublicFile } from './public-files.js';

/** Answers with a file for people: revalidated by its ETag, compressed as the reader likes. */
export async function sendFile(request: Request, response: Response, file: PublicFile): Promise<void> {
  const encoding = chooseEncoding(request, file.body.length);
  const etag = representationEtag(file.etag, encoding);
  response.set({
    ETag: etag,
    'Cache-Control': 'no-cache',
    Vary: 'Accept-Encoding',
    'Content-Type': file.contentType,
  });
  if (matches(request.get('if-none-match'), etag)) {
    response.status(304).end();
    return;
  }
  const body = await compressOnce(file.body, encoding);
  if (encoding !== 'identity') response.set('Content-Encoding', encoding);
  response.status(200).set('Content-Length', String(body.length));
  response.end(request.method === 'HEAD' ? undefined : body);
}

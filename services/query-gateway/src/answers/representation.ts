import type { Request } from 'express';
import type { Format } from '#contracts/api/representation.schema';
import { CSV_MEDIA_TYPE } from '#contracts/api/representation.schema';
import { ProblemError } from '../http/problem.error.js';

const JSON_MEDIA_TYPE = 'application/json';

/** As the header `Content-Type` says it. */
export const contentTypes: Readonly<Record<Format, string>> = {
  json: `${JSON_MEDIA_TYPE}; charset=utf-8`,
  csv: `${CSV_MEDIA_TYPE}; charset=utf-8; header=present`,
};

/** What of the request decides on the bytes of an answer, or on whether there is one, beside the URL. */
export const VARY = 'Accept, Accept-Encoding, Authorization';

/** The format to answer in where both are offered: as `asked` in the query, else as `Accept` says. Throws a 406 problem. */
export function chooseFormat(request: Request, asked: Format | undefined): Format {
  if (asked !== undefined) return asked;
  const accepted = request.accepts(JSON_MEDIA_TYPE, CSV_MEDIA_TYPE);
  if (accepted === JSON_MEDIA_TYPE) return 'json';
  if (accepted === CSV_MEDIA_TYPE) return 'csv';
  const given = (request.get('accept') ?? '').slice(0, 200);
  throw new ProblemError(
    'not-acceptable',
    `Accept ${given} takes neither format that is offered: ask for ${JSON_MEDIA_TYPE} or ${CSV_MEDIA_TYPE}, or add format=json or format=csv.`,
    {
      errors: [{ parameter: 'Accept', value: given, message: `must take ${JSON_MEDIA_TYPE} or ${CSV_MEDIA_TYPE}` }],
    },
  );
}

import type { Request } from 'express';
import { mediaTypes } from '#contracts/api/representation.schema';
import type { StreamFormat } from '#contracts/api/representation.schema';
import { ProblemError } from '../http/problem.error.js';

/** As the header `Content-Type` says it. */
export const contentTypes: Readonly<Record<StreamFormat, string>> = {
  json: `${mediaTypes.json}; charset=utf-8`,
  csv: `${mediaTypes.csv}; charset=utf-8; header=present`,
  ndjson: mediaTypes.ndjson,
};

/** What of the request decides on the bytes of an answer, or on whether there is one, beside the URL. */
export const VARY = 'Accept, Accept-Encoding, Authorization';

const SHOWN_ACCEPT_LENGTH_MAX = 200;

/** The format of `offered` to answer in: as `asked` in the query, else as `Accept` says, the first where it takes several alike. */
export function chooseFormat<Offered extends StreamFormat>(
  request: Request,
  asked: Offered | undefined,
  offered: readonly Offered[],
): Offered {
  if (asked !== undefined) return asked;
  const types = offered.map((format) => mediaTypes[format]);
  const accepted = request.accepts(...types);
  const chosen = offered.find((format) => mediaTypes[format] === accepted);
  if (chosen !== undefined) return chosen;
  const given = (request.get('accept') ?? '').slice(0, SHOWN_ACCEPT_LENGTH_MAX);
  const choice = types.join(' or ');
  throw new ProblemError(
    'not-acceptable',
    `Accept ${given} takes no format that is offered: ask for ${choice}, or add ${offered.map((format) => `format=${format}`).join(' or ')}.`,
    { errors: [{ parameter: 'Accept', value: given, message: `must take ${choice}` }] },
  );
}

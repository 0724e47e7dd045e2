import { z } from 'zod';
import type { Upstream } from '../../upstream/upstream.js';
import type { Closure } from '../provider.js';
import { askForJson } from '../vendor-json.js';
import { dateField, readRows } from '../vendor-rows.js';
import { cleanText, NAME_LENGTH_MAX } from '../vendor-text.js';
import { findMassiveError, MASSIVE } from './massive-answer.js';

/** Each exchange has a row of its own for each day. */
const EXCHANGE = 'NYSE';
const CLOSED = 'closed';

const row = z.object({ exchange: z.string(), date: dateField, status: z.string(), name: z.string().nullish() });

/** The list has no envelope: an answer that is none is an error, as everywhere. */
export async function askMassiveClosures(upstream: Upstream, signal: AbortSignal): Promise<readonly Closure[]> {
  const value = await askForJson(upstream, { path: '/v1/marketstatus/upcoming', query: {}, signal }, (answer) =>
    Array.isArray(answer) ? null : findMassiveError(answer),
  );
  return readMassiveClosures(value);
}

export function readMassiveClosures(value: unknown): readonly Closure[] {
  const { rows } = readRows(MASSIVE, Array.isArray(value) ? value : [], row, null);
  return rows.flatMap(({ exchange, date, status, name }) =>
    exchange === EXCHANGE && status === CLOSED ? [{ date, name: cleanText(name, NAME_LENGTH_MAX) ?? 'closed' }] : [],
  );
}

import { z } from 'zod';

/** The formats in which rows are offered. */
export const formats = ['json', 'csv'] as const;
export type Format = (typeof formats)[number];

/** The formats of an answer of any length: beside those its rows one by one, each a line of JSON. */
export const streamFormats = [...formats, 'ndjson'] as const;
export type StreamFormat = (typeof streamFormats)[number];

/** Of each format. */
export const mediaTypes = {
  json: 'application/json',
  csv: 'text/csv',
  ndjson: 'application/x-ndjson',
} as const satisfies Record<StreamFormat, string>;

/** Query parameter of every operation that offers its rows as CSV. */
export const formatField = {
  format: z
    .enum(formats, { error: 'is not a format that is offered: give json or csv' })
    .optional()
    .meta({
      description:
        'How the answer is written; wins over `Accept`. csv: the rows of `data` only, one line each after a header. Left out: as ' +
        '`Accept` asks, JSON where it takes both.',
    }),
};

/** The same where an answer may be of any length. */
export const streamFormatField = {
  format: z
    .enum(streamFormats, { error: 'is not a format that is offered: give json, csv or ndjson' })
    .optional()
    .meta({
      description:
        'How the answer is written; wins over `Accept`. csv: the rows of `data` only, one line each after a header. ndjson: the same ' +
        'rows, each a line of JSON. Left out: as `Accept` asks, JSON where it takes several.',
    }),
};

/**
 * Query parameter that chooses among the `columns` of a wide row: names separated by commas, in any order; the row keeps its own.
 * Left out, every column is there.
 */
export function fieldsField<Column extends string>(columns: readonly [Column, ...Column[]]) {
  const known: ReadonlySet<string> = new Set(columns);
  return {
    fields: z
      .string()
      .transform((text) => text.split(','))
      .superRefine((names, context) => {
        const refuse = (message: string): void => context.addIssue({ code: 'custom', message });
        const strangers = names.filter((name) => !known.has(name));
        if (strangers.length > 0) {
          const named = strangers.slice(0, 3).map((name) => JSON.stringify(name.slice(0, 50)));
          return refuse(`names ${named.join(', ')}, which no row has: give some of ${columns.join(',')}`);
        }
        if (new Set(names).size < names.length) refuse('names a field more than once: give each once');
      })
      .transform((names) => columns.filter((column) => names.includes(column)))
      .optional()
      .meta({
        description: 'Only these fields of each row, separated by commas. Left out: all of them.',
        type: 'array',
        items: { type: 'string', enum: columns },
        minItems: 1,
        uniqueItems: true,
      }),
  };
}

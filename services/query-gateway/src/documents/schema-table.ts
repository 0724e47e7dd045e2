import { html, inline } from './html.js';
import type { Html } from './html.js';
import type { Schema } from './interface-document.js';
import { tableFrame } from './table-frame.js';

/** Deeper than any schema of ours. */
const DEPTH_MAX = 6;

interface Field {
  /** With what it lies in: `data[].date`. */
  readonly name: string;
  readonly schema: Schema;
  readonly required: boolean;
}

/** Every field of an object, also those of the objects in it, as a table. */
export function schemaTable(schema: Schema): Html {
  const rows = fieldsOf(schema, '', DEPTH_MAX);
  if (rows.length === 0) return html`<p>${typeText(schema)}</p>`;
  const explained = rows.some(({ schema: field }) => meaningOf(field) !== '');
  return tableFrame(
    ['Field', 'Type', ...(explained ? ['Meaning'] : [])],
    rows.map(
      ({ name, schema: field, required }) =>
        html`<tr>
          <td><code>${name}</code>${required ? null : html` <span class="optional">optional</span>`}</td>
          <td>${typeText(field)}</td>
          ${explained ? html`<td>${inline(meaningOf(field))}</td>` : null}
        </tr>`,
    ),
  );
}

function fieldsOf(schema: Schema, within: string, depth: number): Field[] {
  if (depth === 0) return [];
  const object = withoutNull(schema);
  if (object.items !== undefined) return fieldsOf(object.items, `${within}[]`, depth - 1);
  const alternatives = object.anyOf ?? object.oneOf;
  if (alternatives !== undefined) {
    const known = new Set<string>();
    return alternatives
      .flatMap((alternative) => fieldsOf(alternative, within, depth - 1))
      .filter(({ name }) => !known.has(name) && known.add(name));
  }
  return Object.entries(object.properties ?? {}).flatMap(([name, field]) => {
    const path = within === '' ? name : `${within}.${name}`;
    const required = object.required?.includes(name) === true;
    return [{ name: path, schema: field, required }, ...fieldsOf(field, path, depth - 1)];
  });
}

/** What a value may be, in words. */
export function typeText(schema: Schema): Html {
  if (schema.$ref !== undefined) return html`${schema.$ref.split('/').at(-1) ?? ''}`;
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives !== undefined) return joined(alternatives.map(typeText), ' or ');
  if (schema.const !== undefined) return html`<code>${JSON.stringify(schema.const)}</code>`;
  if (schema.enum !== undefined)
    return joined(
      schema.enum.map((value) => html`<code>${String(value)}</code>`),
      ', ',
    );
  if (schema.type === 'array') return html`list of ${typeText(schema.items ?? {})}`;
  const bounds = boundsText(schema);
  return html`${schema.format ?? schema.type ?? 'any value'}${bounds === '' ? null : html` ${bounds}`}`;
}

/** Bounds that somebody chose; those of a 64-bit number say nothing. */
function boundsText({ minimum, maximum }: Schema): string {
  const low = minimum !== undefined && Math.abs(minimum) < Number.MAX_SAFE_INTEGER ? minimum : undefined;
  const high = maximum !== undefined && Math.abs(maximum) < Number.MAX_SAFE_INTEGER ? maximum : undefined;
  if (low !== undefined && high !== undefined) return `${low} to ${high}`;
  if (low !== undefined) return `from ${low}`;
  return high === undefined ? '' : `up to ${high}`;
}

/** The description with the default; of a value that may be null, that of the value. */
export function meaningOf(schema: Schema): string {
  const text = schema.description ?? withoutNull(schema).description ?? schema.items?.description ?? '';
  return schema.default === undefined ? text : `${text} Default: \`${JSON.stringify(schema.default)}\`.`.trimStart();
}

function withoutNull(schema: Schema): Schema {
  const values = (schema.anyOf ?? schema.oneOf)?.filter(({ type }) => type !== 'null');
  return values?.length === 1 && values[0] !== undefined ? values[0] : schema;
}

function joined(parts: readonly Html[], separator: string): Html {
  return html`${parts.flatMap((part, position) => (position === 0 ? [part] : [html`${separator}`, part]))}`;
}

/**
 * What the interface promises to its callers, one line per promise, so that two versions can be compared by eye and by
 * `brokenPromises`:
 *
 *     offers GET /v1/jobs/{id}
 *     takes  GET /index-composition query.date: string date
 *     needs  GET /index-composition query.date
 *     gives  GET /v1/jobs/{id} 200 application/json .progress: number
 *     nulls  GET /v1/jobs/{id} 200 application/json .started_at
 *     omits  GET /v1/jobs/{id} 200 application/json .data_source
 *
 * takes: may be sent. needs: must be sent. gives: is answered. nulls, omits: may be null, may be absent.
 */

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
}

interface DescribedOperation {
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly schema: Schema;
  }[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
}

export interface DescribedInterface {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

/** Deeper than any schema of ours; a schema that refers to itself would go on for ever. */
const DEPTH_MAX = 12;

/** The promises of a REST interface, from its OpenAPI document; sorted. */
export function promisesOf(document: DescribedInterface): string[] {
  const walker = new SchemaWalker(document.components?.schemas ?? {});
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      promisesOfOperation(walker, `${method.toUpperCase()} ${path}`, operation);
    }
  }
  return walker.sorted();
}

/** The promises of events, from the schema of each topic's body; sorted. */
export function promisesOfEvents(bodies: Readonly<Record<string, Schema>>): string[] {
  const walker = new SchemaWalker({});
  for (const [topic, schema] of Object.entries(bodies)) {
    walker.promises.add(`offers event ${topic}`);
    walker.answer(`event ${topic}`, '', schema, 0);
  }
  return walker.sorted();
}

function promisesOfOperation(walker: SchemaWalker, name: string, operation: DescribedOperation): void {
  walker.promises.add(`offers ${name}`);
  for (const { name: parameter, in: place, required, schema } of operation.parameters ?? []) {
    walker.request(name, `${place}.${parameter}`, schema, 0);
    if (required === true) walker.promises.add(`needs ${name} ${place}.${parameter}`);
  }
  for (const [mediaType, { schema }] of Object.entries(operation.requestBody?.content ?? {})) {
    walker.promises.add(`takes ${name} ${mediaType}`);
    if (schema !== undefined) walker.request(name, 'body', schema, 0);
  }
  for (const [status, { content = {} }] of Object.entries(operation.responses)) {
    // What goes wrong is told by the type of the problem; which ones there are may change.
    if (Number(status) >= 400) continue;
    for (const [mediaType, { schema }] of Object.entries(content)) {
      walker.promises.add(`gives ${name} ${status} ${mediaType}`);
      if (schema !== undefined) walker.answer(`${name} ${status} ${mediaType}`, '', schema, 0);
    }
  }
}

class SchemaWalker {
  readonly promises = new Set<string>();

  constructor(private readonly components: Readonly<Record<string, Schema>>) {}

  sorted(): string[] {
    return [...this.promises].sort();
  }

  request(name: string, at: string, schema: Schema, depth: number): void {
    if (depth > DEPTH_MAX) return;
    for (const { plain } of this.alternatives(schema)) {
      if (plain === null) continue;
      for (const kind of kindsOf(plain)) this.promises.add(`takes ${name} ${at}: ${kind}`);
      for (const [member, inner] of Object.entries(plain.properties ?? {})) {
        this.request(name, `${at}.${member}`, inner, depth + 1);
        if (plain.required?.includes(member) === true) this.promises.add(`needs ${name} ${at}.${member}`);
      }
      if (plain.items !== undefined) this.request(name, `${at}[]`, plain.items, depth + 1);
    }
  }

  answer(name: string, at: string, schema: Schema, depth: number): void {
    if (depth > DEPTH_MAX) return;
    for (const { plain } of this.alternatives(schema)) {
      if (plain === null) {
        this.promises.add(`nulls ${name} ${at}`);
        continue;
      }
      if (at !== '') for (const kind of kindsOf(plain)) this.promises.add(`gives ${name} ${at}: ${kind}`);
      for (const [member, inner] of Object.entries(plain.properties ?? {})) {
        this.answer(name, `${at}.${member}`, inner, depth + 1);
        if (plain.required?.includes(member) !== true) this.promises.add(`omits ${name} ${at}.${member}`);
      }
      if (plain.items !== undefined) this.answer(name, `${at}[]`, plain.items, depth + 1);
    }
  }

  /** What the schema can be, with references followed; null stands for the value null. */
  private alternatives(schema: Schema, depth = 0): { plain: Schema | null }[] {
    if (depth > DEPTH_MAX) return [];
    if (schema.$ref !== undefined) {
      const target = this.components[schema.$ref.split('/').at(-1) ?? ''];
      return target === undefined ? [] : this.alternatives(target, depth + 1);
    }
    const options = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
    if (options.length > 0) return options.flatMap((option) => this.alternatives(option, depth + 1));
    const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? []);
    if (!types.includes('null')) return [{ plain: schema }];
    const others = types.filter((type) => type !== 'null');
    return [{ plain: null }, ...(others.length === 0 ? [] : [{ plain: { ...schema, type: others } }])];
  }
}

/** The kinds of value: each value of an enumeration, else the types with their format. */
function kindsOf(schema: Schema): string[] {
  const values = schema.const === undefined ? schema.enum : [schema.const];
  if (values !== undefined) return values.map((value) => JSON.stringify(value));
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? ['anything']);
  return types.map((type) => (schema.format === undefined ? type : `${type} ${schema.format}`));
}

/**
 * What a caller of the released version could stumble over: something is no longer offered, taken or given, or is now needed, null or
 * absent that was not. A value more in an answer's enumeration is no break: callers are told to pass over what they do not know.
 */
export function brokenPromises(released: readonly string[], current: readonly string[]): string[] {
  const [before, now] = [new Set(released), new Set(current)];
  const gone = released
    .filter((promise) => /^(?:offers|takes|gives) /.test(promise) && !now.has(promise))
    .map((promise) => `no longer: ${promise}`);
  const known = new Set(released.flatMap(subjectsOf));
  const stricter = current
    .filter((promise) => /^(?:needs|nulls|omits) /.test(promise) && !before.has(promise))
    .filter((promise) => known.has(promise.startsWith('needs ') ? operationOf(promise) : subjectOf(promise)))
    .map((promise) => `new: ${promise}`);
  return [...gone, ...stricter];
}

/** What a promise is about: its line without the verb and the kind of value. */
function subjectOf(promise: string): string {
  return promise.replace(/^\w+ /, '').replace(/: .*$/, '');
}

function operationOf(promise: string): string {
  return subjectOf(promise).split(' ').slice(0, 2).join(' ');
}

function subjectsOf(promise: string): string[] {
  return [subjectOf(promise), ...(promise.startsWith('offers ') ? [operationOf(promise)] : [])];
}

/** What a question asks for, by the names of its parameters. */
export type QueryFields = Readonly<Record<string, string | number | boolean | readonly string[] | null | undefined>>;

/** One text per question: the fields in a fixed order, without those that are not given. The format is not part of the question. */
export function canonicalQuery(query: QueryFields): string {
  return Object.keys(query)
    .sort()
    .filter((name) => name !== 'format' && query[name] !== undefined && query[name] !== null)
    .map((name) => `${name}=${String(query[name])}`)
    .join('&');
}

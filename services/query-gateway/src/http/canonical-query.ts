/** One text per question: the fields in a fixed order, without those that are not given. */
export function canonicalQuery(query: Readonly<Record<string, string | number | boolean | null | undefined>>): string {
  return Object.keys(query)
    .sort()
    .filter((name) => query[name] !== undefined && query[name] !== null)
    .map((name) => `${name}=${String(query[name])}`)
    .join('&');
}

import type { Operation } from '#contracts/api/operation';
import { operations } from '#contracts/api/operations';

interface Route {
  readonly pattern: RegExp;
  readonly operation: Operation;
}

/** Each path of the interface with its operation, as the router takes them: in any case, with a slash at the end or not. */
const routes: readonly Route[] = operations.flatMap((operation) =>
  operation.paths.map((path) => ({
    pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{[^}]+\}/g, '[^/]+')}/?$`, 'i'),
    operation,
  })),
);

/** Most requests name one of these exactly. */
const literal = new Map<string, Operation>(
  operations.flatMap((operation) =>
    operation.paths
      .filter((path) => !path.includes('{'))
      .map((path): [string, Operation] => [`${operation.method} ${path}`, operation]),
  ),
);

/** The operation that a request of this method (HEAD is a GET) and path asks for; null where there is none. */
export function operationOf(method: string, path: string): Operation | null {
  const name = method === 'HEAD' ? 'get' : method.toLowerCase();
  const exact = literal.get(`${name} ${path}`);
  if (exact !== undefined) return exact;
  return routes.find(({ pattern, operation }) => operation.method === name && pattern.test(path))?.operation ?? null;
}

/** The methods that a path takes; empty for one that is not of the interface. */
export function methodsOf(path: string): string[] {
  const methods = routes
    .filter(({ pattern }) => pattern.test(path))
    .map(({ operation }) => operation.method.toUpperCase());
  if (methods.length === 0) return [];
  return [...new Set(methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))), 'OPTIONS'];
}

/** Who may import whom: the table of rooms in docs/architecture.md, as rules. */
const TEST = '\\.(spec|contract)\\.ts$|(^|/)test/';

/** A room may import itself and the rooms named; nothing else of ours. */
const room = (name, allowed) => ({
  name: `room-${name}`,
  comment: `libs/${name} may import ${allowed.length === 0 ? 'no other room' : allowed.join(', ')} only.`,
  severity: 'error',
  from: { path: `^libs/${name}/src/`, pathNot: TEST },
  to: { path: '^(libs|services|test|bench|deploy)/', pathNot: `^libs/(${[name, ...allowed].join('|')})/` },
});

/** A package that only some folders may import. */
const driver = (name, packages, homes) => ({
  name: `driver-${name}`,
  comment: `${name} is imported in ${homes.join(', ')} only; everybody else uses the port.`,
  severity: 'error',
  from: { path: '^(libs|services)/', pathNot: [...homes.map((home) => `^${home}/`), TEST, '^libs/testing/'] },
  to: { path: packages.map((one) => `(^|/)node_modules/${one}/`) },
});

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'Two files that need each other at run time are one subject; a type may be asked for in a circle.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'domain-is-pure',
      comment: 'The domain imports nothing: no package, no node:*, no other room.',
      severity: 'error',
      from: { path: '^libs/domain/src/', pathNot: TEST },
      to: { pathNot: '^libs/domain/src/' },
    },
    room('domain', []),
    room('contracts', ['domain']),
    room('storage', ['contracts', 'domain']),
    room('messaging', ['contracts', 'domain', 'storage']),
    {
      name: 'messaging-knows-the-storage-port-only',
      severity: 'error',
      from: { path: '^libs/messaging/src/', pathNot: TEST },
      to: { path: '^libs/storage/src/', pathNot: '^libs/storage/src/database(-errors)?\\.ts$' },
    },
    room('cache', []),
    room('client', []),
    room('runtime', ['domain', 'contracts', 'storage', 'messaging', 'cache']),
    {
      name: 'tests-stay-tests',
      comment:
        'libs/testing and suites are for tests; only the demo of the standalone process takes the market simulator from there.',
      severity: 'error',
      from: { path: '^(libs|services)/', pathNot: [TEST, '^libs/testing/', '^services/standalone/src/demo'] },
      to: { path: ['^libs/testing/', '^(libs|services)/.*\\.(spec|contract)\\.ts$', '(^|/)test/'] },
    },
    {
      name: 'services-are-strangers',
      comment: 'A service never imports another one: they meet in events and tables.',
      severity: 'error',
      from: { path: '^services/([^/]+)/', pathNot: '^services/standalone/' },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
    {
      name: 'standalone-takes-modules',
      comment: 'The standalone process takes the other services as a whole: their module files.',
      severity: 'error',
      from: { path: '^services/standalone/src/', pathNot: TEST },
      to: { path: '^services/', pathNot: ['^services/standalone/', '^services/[^/]+/src/[^/]+\\.module\\.ts$'] },
    },
    driver('PostgreSQL', ['pg', 'pg-copy-streams', '@electric-sql/pglite'], ['libs/storage/src']),
    driver('kafkajs', ['kafkajs'], ['libs/messaging/src']),
    driver('ioredis', ['ioredis', 'lru-cache'], ['libs/cache/src']),
    driver('exceljs', ['exceljs'], ['services/export/src']),
    driver('jose', ['jose'], ['services/query-gateway/src/access']),
    driver(
      'undici and cockatiel',
      ['undici', 'cockatiel'],
      ['services/ingestion/src/upstream', 'services/query-gateway/src/push'],
    ),
    {
      name: 'no-development-packages',
      comment: 'What runs in production is a dependency, not a devDependency.',
      severity: 'error',
      from: { path: '^(libs|services)/', pathNot: [TEST, '^libs/testing/'] },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], pathNot: 'node_modules/@types/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^dist/', '^node_modules/\\.cache/', '^services/query-gateway/public/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      conditionNames: ['source', 'import', 'node', 'types', 'default'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
    },
  },
};

/** One configuration for every suite; which files run is chosen on the command line by their suffix. */
export default {
  transform: { '^.+\\.ts$': '@swc/jest' },
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    '^@electric-sql/pglite$': '<rootDir>/libs/testing/src/prepared-pglite.mjs',
  },
  testEnvironment: '<rootDir>/libs/testing/src/plain-globals-environment.mjs',
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  testMatch: ['**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  testTimeout: 60_000,
  testSequencer: '<rootDir>/scripts/long-suites-first.mjs',
  // What a suite has loaded stays in its worker's memory, and collecting garbage takes the longer the more of it there is.
  workerIdleMemoryLimit: '768MB',
};

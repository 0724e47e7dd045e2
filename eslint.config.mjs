/** What the compiler cannot see: promises nobody waits for, `any`, and who may import what. */
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** A driver is known in its folders. What is imported elsewhere is our own port. */
const DRIVERS = [
  { packages: ['pg', 'pg-copy-streams', '@electric-sql/*'], rooms: ['libs/storage/src'] },
  { packages: ['kafkajs'], rooms: ['libs/messaging/src'] },
  { packages: ['ioredis', 'lru-cache'], rooms: ['libs/cache/src'] },
  { packages: ['exceljs'], rooms: ['services/export/src'] },
  { packages: ['undici', 'cockatiel'], rooms: ['services/ingestion/src/upstream', 'services/query-gateway/src/push'] },
  { packages: ['jose'], rooms: ['services/query-gateway/src/access'] },
];

/** Suites, what they share, and benchmarks. */
const TESTS = ['**/*.spec.ts', '**/*.contract.ts', '**/test/**/*.ts', 'bench/**/*.ts', 'libs/testing/**/*.ts'];

/** Everything but the driver of `room` is off limits there. */
const forbiddenDrivers = (room) =>
  DRIVERS.filter(({ rooms }) => !rooms.includes(room)).map(({ packages, rooms }) => ({
    group: packages,
    message: `Only ${rooms.join(' and ')} may know this driver; use its port.`,
  }));

const environmentRule = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'Settings are read once, in libs/runtime/src/configuration.ts; ask for CONFIGURATION.',
};
const defaultExportRule = {
  selector: 'ExportDefaultDeclaration',
  message: 'Export by name, so that a thing has one name everywhere.',
};
const namedEnvironmentRule = {
  selector: 'ImportDeclaration[source.value=/^(node:)?process$/]',
  message: 'Use the global process; its env is not to be read here.',
};

export default defineConfig(
  {
    ignores: [
      'dist/',
      'coverage/',
      'data/',
      'node_modules/',
      'services/query-gateway/public/',
      'libs/client/src/interface.ts',
    ],
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unsafe-argument': 'error',
      '@typescript-eslint/no-unsafe-assignment': 'error',
      '@typescript-eslint/no-unsafe-call': 'error',
      '@typescript-eslint/no-unsafe-member-access': 'error',
      '@typescript-eslint/no-unsafe-return': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'separate-type-imports', prefer: 'type-imports' },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'all' },
      ],
      'no-restricted-syntax': ['error', environmentRule, namedEnvironmentRule, defaultExportRule],
      'no-restricted-imports': ['error', { patterns: forbiddenDrivers(null) }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'no-constant-condition': ['error', { checkLoops: false }],
      'prefer-const': 'error',
    },
  },
  ...DRIVERS.flatMap(({ rooms }) => rooms).map((room) => ({
    files: [`${room}/**/*.ts`],
    rules: { 'no-restricted-imports': ['error', { patterns: forbiddenDrivers(room) }] },
  })),
  {
    files: ['libs/domain/src/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: '^(?!\\./|\\.\\./|#domain/)', message: 'The domain imports nothing: pass it in as an argument.' },
          ],
        },
      ],
      'no-restricted-globals': [
        'error',
        'process',
        'console',
        'setTimeout',
        'setInterval',
        'setImmediate',
        'fetch',
        'performance',
        'crypto',
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Time is an argument.' },
        { object: 'Math', property: 'random', message: 'Chance is an argument.' },
      ],
      'no-restricted-syntax': [
        'error',
        defaultExportRule,
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Time is an argument.' },
      ],
    },
  },
  {
    // The one reader of the environment, and the programs that stand alone.
    files: ['libs/runtime/src/configuration.ts', '**/*-main.ts'],
    rules: { 'no-restricted-syntax': ['error', defaultExportRule], 'no-console': 'off' },
  },
  {
    // Tests speak to drivers as an outsider would, and look into answers whose types are what they prove.
    files: TESTS,
    rules: {
      'no-restricted-imports': 'off',
      'no-restricted-syntax': ['error', defaultExportRule],
      'no-console': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: ['**/*.mjs', '**/*.cjs'],
    languageOptions: { sourceType: 'module' },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'prefer-const': 'error',
      'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
);

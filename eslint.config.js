import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Where a process-wide value may be touched: the front ends, the log, and the tests. */
const FRONT_ENDS = ['bin/**', 'lib/cli/**', 'lib/log/**', 'test/**', 'eslint.config.js'];

export default defineConfig(
  { ignores: ['node_modules/', 'fixtures/', 'assembly/'] },
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ['eslint.config.js'] } } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      'no-control-regex': 'off',
      'no-restricted-imports': ['error', { paths: [{ name: 'node:assert', message: 'node:assert/strict' }] }],
    },
  },
  {
    files: ['**/*.ts'],
    ignores: FRONT_ENDS,
    rules: {
      'no-restricted-globals': ['error', 'process', 'console'],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'take a Clock (lib/deadline.ts)' },
        { object: 'Math', property: 'random', message: 'node:crypto' },
      ],
    },
  },
  {
    files: ['test/**'],
    rules: {
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', package: 'node:test', name: ['test', 'suite', 'describe', 'it'] },
          ],
        },
      ],
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
);

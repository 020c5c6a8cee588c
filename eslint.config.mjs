import tseslint from 'typescript-eslint';
import { architecture, exceptions, folders } from './scripts/architecture.mjs';

/**
 * The import table as lint rules: an import of another folder that the table does not name is an error. The way up to
 * the folders tells `hr/` from `domain/hr/`.
 */
function importRule({ folders: allowed, files = [] }, folder, up) {
  const forbidden = folders.filter((name) => name !== folder && !allowed.includes(name));
  const patterns = forbidden.map((name) => {
    const except = files.filter((file) => file.startsWith(`${name}/`)).map((file) => file.slice(name.length + 1));
    return {
      regex: `^${up.replaceAll('.', '\\.')}${name}/${except.length > 0 ? `(?!(${except.join('|')})\\.js$)` : ''}`,
      allowTypeImports: true,
      message: `${folder}/ does not import ${name}/ at run time: see scripts/architecture.mjs.`,
    };
  });
  return { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] };
}

const tables = [...folders.map((folder) => [folder, architecture[folder]]), ...Object.entries(exceptions)].flatMap(
  ([path, table]) =>
    [0, 1, 2, 3].map((below) => {
      const [folder, ...inside] = path.split('/');
      const up = '../'.repeat(1 + inside.length + below);
      return { files: [`${path}/${'*/'.repeat(below)}*.ts`], rules: importRule(table, folder, up) };
    }),
);

const environment = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'Only config/ reads the environment.',
};
const exit = {
  selector: "CallExpression[callee.object.name='process'][callee.property.name='exit']",
  message: 'Only entry points end the process: set an exit code or throw.',
};

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', '.steward/'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.base],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-restricted-syntax': ['error', environment, exit],
      'prefer-const': 'error',
      eqeqeq: 'error',
    },
  },
  ...tables,
  { files: ['config/**/*.ts'], rules: { 'no-restricted-syntax': ['error', exit] } },
  { files: ['cli/main.ts'], rules: { 'no-restricted-syntax': ['error', environment] } },
  { files: ['test/**/*.ts', 'scripts/**/*.ts', '*.config.ts'], rules: { 'no-restricted-syntax': 'off' } },
);

import { architecture, folders } from './scripts/architecture.mjs';

const escape = (text) => text.replaceAll('.', '\\.').replaceAll('/', '\\/');

/** For each folder: nothing of ours but what the table names, nothing of others but what the table names. */
const rules = folders.flatMap((folder) => {
  const { folders: allowed, files = [], packages } = architecture[folder];
  const own = [folder, ...allowed].map((name) => `^${name}/`).concat(files.map((file) => `^${escape(file)}\\.`));
  const foreign = packages.map((name) => {
    if (name === '*') return '.';
    if (name === 'node:*') return '^(node:)?[a-z_/]+$';
    if (name.startsWith('node:')) return `^(node:)?${name.slice(5)}$`;
    return `node_modules/${escape(name)}/`;
  });
  if (folder === 'domain') foreign.push('node_modules/temporal-polyfill/');
  return [
    {
      name: `${folder}-imports-folders`,
      severity: 'error',
      from: { path: `^${folder}/` },
      to: {
        path: `^(${[...folders, 'test', 'scripts'].join('|')})/`,
        pathNot: own,
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: `${folder}-imports-packages`,
      severity: 'error',
      from: { path: `^${folder}/` },
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'core', 'npm-no-pkg', 'npm-unknown'],
        ...(foreign.length > 0 ? { pathNot: foreign } : {}),
        dependencyTypesNot: ['type-only'],
      },
    },
  ];
});

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...rules,
    {
      name: 'only-effective-moments-compute-with-time-zones',
      severity: 'error',
      from: { path: '^domain/', pathNot: '^domain/time/' },
      to: { path: 'temporal-polyfill' },
    },
    {
      name: 'workflows-do-not-compute-with-time-zones',
      severity: 'error',
      from: { path: '^workflows/' },
      to: { path: '^domain/time/' },
    },
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|\\.steward)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};

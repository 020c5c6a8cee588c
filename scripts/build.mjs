// Builds dist/: compiled sources, migrations and presets beside the code that reads them, and the workflow bundle.
// Types are checked by `npm run check`; here they would only make `npm ci` slower. The result replaces dist/ in one
// step, so that a broken or interrupted build leaves the old one in place and two builds do not mix.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'rolldown';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
const next = join(root, `.dist-${process.pid}`);
const old = join(root, `.dist-old-${process.pid}`);

function compile() {
  const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'));
  const options = ['-p', 'tsconfig.build.json', '--noCheck', '--outDir', next];
  execFileSync(process.execPath, [join(typescript, 'bin/tsc'), ...options], { cwd: root, stdio: 'inherit' });
  const command = join(next, 'cli/main.js');
  if (existsSync(command)) chmodSync(command, 0o755);
}

const forNode = { platform: 'node' };
/** Modules that say what they export by name, where a library has others for Node's require. */
const asModules = { platform: 'neutral', resolve: { conditionNames: ['import', 'default'] } };

/** Of many small modules each: to load them one by one takes longer than most commands. */
const joinedLibraries = { commander: forNode, kysely: asModules, pg: forNode, yaml: asModules, zod: asModules };

/** The PostgreSQL driver asks where it runs, for which Node 20 loads all of fetch. This answers it. */
const whereItRuns = {
  'typeof navigator': '"object"',
  'navigator.userAgent': '"Node.js"',
  navigator: 'globalThis',
};

/** Makes one file of each of these libraries, which what was compiled then imports in its place. */
async function joinLibraries() {
  for (const [name, howToRead] of Object.entries(joinedLibraries)) {
    const file = join(next, 'libraries', `${name}.js`);
    const { output } = await build({
      ...howToRead,
      ...{ input: name, cwd: root, logLevel: 'warn', external: ['pg-native'] },
      transform: { define: whereItRuns },
      output: { file, format: 'esm', minify: { compress: false, mangle: false, codegen: true } },
    });
    writeFileSync(join(next, 'libraries', `${name}.LICENSE`), licencesOf(output[0].moduleIds));
  }
  const imported = new RegExp(`^((?:import|export) .* from )'(${Object.keys(joinedLibraries).join('|')})';$`, 'gm');
  for (const path of readdirSync(next, { recursive: true }).filter((name) => name.endsWith('.js'))) {
    const file = join(next, path);
    const toLibraries = relative(dirname(file), join(next, 'libraries')).replaceAll('\\', '/');
    const code = readFileSync(file, 'utf8');
    const joined = code.replace(imported, (_, start, name) => `${start}'${toLibraries}/${name}.js';`);
    if (joined !== code) writeFileSync(file, joined);
  }
}

/** The licences of all packages whose modules were joined, and of the lines that join them. */
function licencesOf(moduleIds) {
  const folders = moduleIds.flatMap((id) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0] ?? []);
  const joiner = join(root, 'node_modules/rolldown');
  return [...new Set([...folders, joiner])]
    .toSorted()
    .map(
      (folder) =>
        `${folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length)}\n\n${licenceOf(folder)}`,
    )
    .join('\n\n');
}

/** Its licence file, or what its readme says under that title. */
function licenceOf(folder) {
  const find = (name) => readdirSync(folder).find((file) => name.test(file));
  const file = find(/^licen[cs]e/i);
  if (file) return readFileSync(join(folder, file), 'utf8').trim();
  const readme = readFileSync(join(folder, find(/^readme/i) ?? 'README.md'), 'utf8');
  const section = /^#+ *licen[cs]e\b[^\n]*\n(.*)/ims.exec(readme)?.[1]?.trim();
  if (!section) throw new Error(`No licence was found in ${folder}.`);
  return section;
}

/** What the code reads beside itself. */
function copyFiles(folder) {
  mkdirSync(join(next, folder), { recursive: true });
  cpSync(join(root, folder), join(next, folder), { recursive: true, filter: (path) => !path.endsWith('.ts') });
}

/** For editors, and kept in the repository: a test compares it with the code. */
async function writePolicySchema() {
  const { renderPolicySchema } = await import(pathToFileURL(join(next, 'config/policy-schema.js')).href);
  writeFileSync(join(root, 'steward.policy.schema.json'), renderPolicySchema());
}

async function bundleWorkflows() {
  const { bundleWorkflows } = await import(pathToFileURL(join(next, 'worker/workflow-bundle.js')).href);
  const { code } = await bundleWorkflows();
  writeFileSync(join(next, 'workflow-bundle.js'), code);
}

try {
  compile();
  await joinLibraries();
  copyFiles('store/migrations');
  copyFiles('hr/presets');
  await writePolicySchema();
  await bundleWorkflows();
  if (existsSync(dist)) renameSync(dist, old);
  renameSync(next, dist);
} finally {
  rmSync(next, { recursive: true, force: true });
  rmSync(old, { recursive: true, force: true });
}

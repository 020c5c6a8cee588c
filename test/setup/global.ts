import { chmod, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { loadConfig } from '../../config/load-config.js';
import { findTemporalCli, findTestServer } from '../../local/temporal-executables.js';
import { startTemplateDatabase } from './template-database.js';
import { createRunFolder } from './run-folder.js';
import { serve } from './services.js';
import { registerProcesses } from './test-server-executable.js';
import './ask-for.js';

/** Makes what a test run shares, each thing when it is first asked for, and takes all of it away afterwards. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await createRunFolder(project.tmpDir);
  const closers: (() => Promise<void>)[] = [];
  const { cacheDir, temporal } = readExecutables();
  const log = (line: string) => process.stderr.write(`${line}\n`);
  const shared = {
    async database() {
      const { server, description } = await startTemplateDatabase(folder.path);
      closers.push(() => server.close());
      return description;
    },
    'temporal-cli': async () => ({
      path: await findTemporalCli({ chosen: temporal.cli, cacheFolder: cacheDir, log }),
    }),
    async 'test-server'() {
      const path = await findTestServer({ chosen: temporal.testServer, cacheFolder: cacheDir, log });
      return { path: await registerProcesses(path, folder) };
    },
    'translated-sources': async () => ({ path: await mkdtemp(join(folder.path, 'translated-')) }),
    async 'workflow-bundle'() {
      const { bundleWorkflows } = await import('../../worker/workflow-bundle.js');
      const codePath = join(folder.path, 'workflow-bundle.js');
      await writeFile(codePath, (await bundleWorkflows()).code);
      return { codePath };
    },
  };
  const separate = {
    async folder() {
      const path = await mkdtemp(join(folder.path, 'folder-'));
      // PostgreSQL may run in it, and as another user if we are root.
      await chmod(path, 0o711);
      return { path, processes: folder.processes };
    },
  };
  const services = await serve(shared, separate);
  project.provide('servicesUrl', services.url);

  return async () => {
    await services.close();
    for (const close of closers.reverse()) await close();
    await folder.remove();
  };
}

/** Of the environment only what says where Temporal's executables are; all else must not matter to a test run. */
function readExecutables() {
  const names = ['XDG_CACHE_HOME', 'STEWARD_CACHE_DIR', 'STEWARD_TEMPORAL_CLI', 'STEWARD_TEMPORAL_TEST_SERVER'];
  return loadConfig(Object.fromEntries(names.map((name) => [name, process.env[name]])));
}

import type { TestProject } from 'vitest/node';
import { startTemplateDatabase } from './template-database.js';
import { createRunFolder } from './run-folder.js';
import { serve } from './services.js';
import './ask-for.js';

/** Makes what a test run shares, each thing when it is first asked for, and takes all of it away afterwards. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await createRunFolder();
  const closers: (() => Promise<void>)[] = [];
  const services = await serve({
    async database() {
      const { server, description } = await startTemplateDatabase(folder.path);
      closers.push(() => server.close());
      return description;
    },
  });
  project.provide('servicesUrl', services.url);

  return async () => {
    await services.close();
    for (const close of closers.reverse()) await close();
    await folder.remove();
  };
}

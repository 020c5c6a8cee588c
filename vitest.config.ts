import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** What needs no server and keeps nothing in its modules: all of it together in a few processes. */
const pure = ['domain', 'hr', 'retool', 'simulator'].map((folder) => `test/${folder}/**/*.test.ts`);

const common = {
  // Temporal's native module crashes when several worker threads load it.
  pool: 'forks' as const,
  setupFiles: ['test/setup/environment.ts'],
  testTimeout: 30_000,
  teardownTimeout: 15_000,
};

export default defineConfig({
  test: {
    // Most files wait for servers: there are more of them than cores.
    maxWorkers: availableParallelism() + 1,
    reporters: ['default', './test/setup/summary-reporter.ts'],
    projects: [
      { test: { ...common, name: 'pure', include: pure, isolate: false } },
      {
        test: {
          ...common,
          name: 'whole',
          include: ['test/**/*.test.ts'],
          exclude: pure,
          globalSetup: ['test/setup/global.ts'],
          // The first hook that asks for a server may have to wait for its download.
          hookTimeout: 180_000,
        },
      },
    ],
  },
});

import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Temporal's native module crashes when several worker threads load it.
    pool: 'forks',
    // Files of one process share what they load: to load it for each took as long as a fifth of all tests. So a file
    // leaves the environment and the clock of its process as it found them.
    isolate: false,
    // Most files wait for servers: there are more of them than cores.
    maxWorkers: availableParallelism() + 1,
    globalSetup: ['test/setup/global.ts'],
    setupFiles: ['test/setup/environment.ts'],
    reporters: ['default', './test/setup/summary-reporter.ts'],
    testTimeout: 30_000,
    // The first hook that asks for a server may have to wait for its download.
    hookTimeout: 180_000,
    teardownTimeout: 15_000,
  },
});

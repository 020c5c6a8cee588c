import { defineConfig } from 'vitest/config';
import base from '../../../vitest.config.js';

/** Runs the samples, some of which fail or never end, as `npm test` would. */
export default defineConfig({ test: { ...base.test, include: ['test/setup/sample-run/*.sample.ts'] } });

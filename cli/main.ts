#!/usr/bin/env node
import { loadConfig } from '../config/load-config.js';
import { runSteward } from './run-steward.js';

const exitCode = await runSteward(process.argv.slice(2), {
  streams: process,
  loadConfig: () => loadConfig(),
  signals: process,
});
// What was written to a pipe may still be on its way.
await new Promise<void>((resolve) => process.stdout.write('', () => resolve()));
process.exit(exitCode);

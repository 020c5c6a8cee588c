import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { loadConfig } from '../config/load-config.js';
import { findLocalStack } from '../cli/stack/stack-file.js';
import { demoEnvironment } from './demo/demo-environment.js';
import { runDemo } from './demo/run-demo.js';

/** `npm run demo` stays up; `npm run demo -- --once` checks what happened and leaves nothing behind. */
async function main(): Promise<number> {
  const args = process.argv.slice(2);
  const once = args.includes('--once');
  if (args.some((arg) => arg !== '--once')) {
    process.stderr.write('Usage: npm run demo [-- --once]\n');
    return 2;
  }
  const config = loadConfig(demoEnvironment());
  if (once) {
    const folder = await mkdtemp(join(tmpdir(), 'steward-demo-'));
    try {
      return await runDemo({ stateDir: folder, cacheDir: config.cacheDir, noColor: config.noColor, once });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  const folder = join(config.stateDir, 'demo');
  const running = findLocalStack(folder);
  if (running) {
    process.stderr.write(
      `A demo runs already (process ${running.pid}): ${running.webUiUrl ?? running.temporalAddress}\n`,
    );
    return 1;
  }
  // Each demo starts from nothing; the stack's own data lies elsewhere.
  await rm(folder, { recursive: true, force: true });
  const shown = relative(process.cwd(), folder);
  return runDemo({ stateDir: folder, cacheDir: config.cacheDir, noColor: config.noColor, once, shown });
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);

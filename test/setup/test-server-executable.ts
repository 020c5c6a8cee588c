import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunFolder } from './run-folder.js';

/**
 * The SDK starts and ends the test server itself and does not tell its process id. Started through this script the
 * server leaves its id in the run's folder, so that it ends with the run even when the test's process was killed.
 */
export async function registerProcesses(executable: string, folder: RunFolder): Promise<string> {
  if (process.platform === 'win32') return executable;
  const script = join(folder.path, 'temporal-test-server');
  const quote = (path: string) => `'${path.replaceAll("'", `'\\''`)}'`;
  await writeFile(script, `#!/bin/sh\n: > ${quote(folder.processes)}/$$\nexec ${quote(executable)} "$@"\n`);
  await chmod(script, 0o755);
  return script;
}

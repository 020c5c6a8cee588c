import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startTemporal, type RunningTemporal, type TemporalOptions } from '../../local/temporal.js';
import { askFor } from './ask-for.js';
import type { TestFolder } from './folder.js';

/** Path of the Temporal CLI; found or fetched once per run. */
export async function findTestCli(): Promise<string> {
  const { path } = await askFor<{ path: string }>('temporal-cli');
  return path;
}

/**
 * A full Temporal with schedules, search by attributes and ours registered, in about a second; with state on disk.
 * End it with `close()`. Given the same `databaseFile` again it goes on with that state.
 */
export async function startDevServer(options: Partial<TemporalOptions> = {}): Promise<RunningTemporal> {
  const { path, processes } = await askFor<TestFolder>('folder');
  const server = await startTemporal({ cli: await findTestCli(), databaseFile: join(path, 'temporal.db'), ...options });
  await writeFile(join(processes, String(server.pid)), '');
  return server;
}

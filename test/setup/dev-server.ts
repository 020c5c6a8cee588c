import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { startTemporal, type RunningTemporal, type TemporalOptions } from '../../local/temporal.js';
import { askFor } from './ask-for.js';

/** Path of the Temporal CLI; found or fetched once per run. */
export async function findTestCli(): Promise<string> {
  const { path } = await askFor<{ path: string }>('temporal-cli');
  return path;
}

/** A folder of one's own in the run's folder, which is removed with the run. */
export async function makeRunFolder(): Promise<string> {
  const { path } = await askFor<{ path: string }>('folder');
  return path;
}

/**
 * A full Temporal with schedules, search by attributes and ours registered, in about a second; with state on disk.
 * End it with `close()`. Given the same `databaseFile` again it goes on with that state.
 */
export async function startDevServer(options: Partial<TemporalOptions> = {}): Promise<RunningTemporal> {
  const databaseFile = join(await makeRunFolder(), `${randomBytes(4).toString('hex')}.db`);
  return startTemporal({ cli: await findTestCli(), databaseFile, ...options });
}

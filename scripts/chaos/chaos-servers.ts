import { join } from 'node:path';
import { startPostgres } from '../../local/postgres.js';
import { startTemporal, type RunningTemporal } from '../../local/temporal.js';

/** PostgreSQL and Temporal that can end in the middle of things and come back with their data on the same port. */
export interface ChaosServers {
  databaseUrl: string;
  temporal: RunningTemporal;
  restartPostgres(how: Ending): Promise<void>;
  restartTemporal(how: Ending): Promise<void>;
  close(): Promise<void>;
}

/** `SIGKILL`: kill -9. `SIGINT`: told to stop, without waiting for anybody. */
export type Ending = 'SIGKILL' | 'SIGINT';

export interface ChaosServersOptions {
  folder: string;
  /** Path of the Temporal CLI. */
  cli: string;
  /** See `PostgresOptions.reachableFolders`. */
  reachableFolders?: string[];
}

export async function startChaosServers({ folder, cli, ...reachable }: ChaosServersOptions): Promise<ChaosServers> {
  const databaseFile = join(folder, 'temporal', 'temporal.db');
  // The machine stays up, so nothing has to reach the disk; what is committed has to outlive the process.
  const settings = { synchronous_commit: 'on' };
  const runPostgres = (port?: number) =>
    startPostgres({
      stateFolder: folder,
      durable: false,
      settings: { ...settings, ...(port !== undefined && { port }) },
      ...reachable,
    });
  const runTemporal = (port?: number) => startTemporal({ cli, databaseFile, port });
  let postgres = await runPostgres();
  let temporal = await runTemporal().catch(async (error: unknown) => {
    await postgres.close();
    throw error;
  });
  return {
    databaseUrl: postgres.url,
    temporal,
    async restartPostgres(how) {
      await end(postgres, how);
      postgres = await runPostgres(postgres.port);
    },
    async restartTemporal(how) {
      await end(temporal, how);
      temporal = await runTemporal(Number(temporal.address.split(':')[1]));
    },
    async close() {
      await temporal.close();
      await postgres.close();
    },
  };
}

async function end({ pid, exited }: { pid: number; exited: Promise<void> }, how: Ending): Promise<void> {
  process.kill(pid, how);
  await exited;
}

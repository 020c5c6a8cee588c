import { randomUUID } from 'node:crypto';
import type { Client, WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { connectTemporal } from '../../client/connect-temporal.js';
import { createDataConverter } from '../../codec/data-converter.js';
import { createSealer } from '../../codec/sealer.js';
import { generateKeyRing } from '../../config/generate-key-ring.js';
import type { SyncResult } from '../../domain/sync.js';
import { taskQueues } from '../../domain/task-queues.js';
import type { RunningTemporal } from '../../local/temporal.js';
import { type AccountSpec, type Simulator, startSimulator } from '../../simulator/index.js';
import type { Account } from '../../store/accounts.js';
import { type OpenDatabase, openDatabase } from '../../store/pool.js';
import { type RunningWorker, startWorker, type StartWorkerOptions } from '../../worker/start-worker.js';
import type { SyncAccountInput } from '../../workflows/sync-account.js';
import { connectAccount } from './connect-account.js';
import { createTestDatabase } from './database.js';
import { startDevServer } from './dev-server.js';
import { findTestBundle } from './workflow-bundle.js';
import { spawnWorker, type WorkerProcess } from './worker-process.js';

type SyncAccount = (input: SyncAccountInput) => Promise<SyncResult>;

/** Everything but the worker: Temporal with schedules, a database, a simulated Retool. */
export interface WholeSystem {
  temporal: RunningTemporal;
  client: Client;
  database: OpenDatabase;
  simulator: Simulator;
  /** What a worker of this system is started with. */
  workerOptions: StartWorkerOptions;
  /** Connects a simulated account by its name. */
  connect(name: string, changes?: Parameters<typeof connectAccount>[3]): Promise<Account>;
  startSync(
    account: Account,
    input?: Partial<SyncAccountInput>,
  ): Promise<WorkflowHandleWithFirstExecutionRunId<SyncAccount>>;
  startWorker(): Promise<RunningWorker>;
  spawnWorker(): Promise<WorkerProcess>;
  close(): Promise<void>;
}

export interface WholeSystemOptions {
  accounts: AccountSpec[];
  /** Instead of a database of the run's server. */
  databaseUrl?: string;
  /** Instead of a server of its own. */
  temporal?: RunningTemporal;
}

export async function startWholeSystem(options: WholeSystemOptions): Promise<WholeSystem> {
  const closers: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const closeOne of closers.splice(0).reverse()) await closeOne();
  };
  try {
    const temporal = options.temporal ?? (await startDevServer());
    if (!options.temporal) closers.push(() => temporal.close());
    const url = options.databaseUrl ?? (await ownDatabase(closers));
    const database = openDatabase({ url, applicationName: 'test', maxConnections: 4 });
    closers.push(() => database.close());
    const simulator = await startSimulator({ accounts: options.accounts });
    closers.push(() => simulator.close());
    const keys = generateKeyRing();
    const { address, namespace } = temporal;
    const connected = await connectTemporal({ address, namespace, dataConverter: createDataConverter(keys) });
    closers.push(() => connected.close());
    const workerOptions: StartWorkerOptions = {
      databaseUrl: url,
      encryptionKeys: keys,
      temporal: { address, namespace },
      logLevel: 'error',
      shutdownGraceMs: 1000,
      workflowBundle: await findTestBundle(),
    };
    return {
      ...{ temporal, database, simulator, workerOptions, close },
      client: connected.client,
      connect: (name, changes) => connectAccount(database.db, createSealer(keys), simulator.account(name), changes),
      startSync: ({ id: accountId, name: accountName }, input) =>
        connected.client.workflow.start<SyncAccount>('syncAccount', {
          taskQueue: taskQueues.workflows,
          workflowId: `sync/${accountName}/${randomUUID()}`,
          args: [{ accountId, accountName, ...input }],
        }),
      async startWorker() {
        const worker = await startWorker(workerOptions);
        closers.push(() => worker.stop());
        return worker;
      },
      async spawnWorker() {
        const worker = await spawnWorker(workerOptions);
        closers.push(() => worker.kill());
        return worker;
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function ownDatabase(closers: (() => Promise<unknown>)[]): Promise<string> {
  const { url, drop } = await createTestDatabase();
  closers.push(drop);
  return url;
}

import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createAccountOpener } from '../../activities/account-opener.js';
import { createSyncActivities } from '../../activities/sync-activities.js';
import type { SyncActivities } from '../../activities/sync-steps.js';
import { generateKeyRing } from '../../config/generate-key-ring.js';
import { createSealer } from '../../codec/sealer.js';
import { createRetoolClient } from '../../retool/client.js';
import { createTransport } from '../../retool/transport.js';
import { type AccountSpec, type SimulatedAccount, type Simulator, startSimulator } from '../../simulator/index.js';
import type { Account } from '../../store/accounts.js';
import { createBudgetGate } from '../../store/budget-gate.js';
import { type OpenDatabase, openDatabase } from '../../store/pool.js';
import { connectAccount } from './connect-account.js';
import { createTestDatabase } from './database.js';

type Step = keyof SyncActivities;
type Input<S extends Step> = Parameters<SyncActivities[S]>[0];
type Output<S extends Step> = Awaited<ReturnType<SyncActivities[S]>>;

/** The outcome of an attempt, and the details of its beats so far. */
export type Attempt<T> = Promise<T> & { beats: unknown[] };

/** The steps of a sync over a real database and a simulated Retool. */
export interface SyncStage {
  simulator: Simulator;
  database: OpenDatabase;
  /** What the environment holds for tokens behind `env:NAME`. */
  variables: Record<string, string>;
  /** Connects a simulated account with one of its tokens. */
  connect(simulated: SimulatedAccount, changes?: Parameters<typeof connectAccount>[3]): Promise<Account>;
  /** Runs one attempt of a step, and gives what it reported on the way. */
  attempt<S extends Step>(
    step: S,
    input: Input<S>,
    options?: { heartbeatDetails?: unknown; workflowRunId?: string },
  ): Attempt<Output<S>>;
  close(): Promise<void>;
}

/** Attempts that fail are what these tests are about. */
const logger = new DefaultLogger('ERROR');
const keys = generateKeyRing();
const sealer = createSealer(keys);

export async function createSyncStage(accounts: AccountSpec[]): Promise<SyncStage> {
  const test = await createTestDatabase();
  const database = openDatabase({ url: test.url, applicationName: 'test', maxConnections: 8 });
  const simulator = await startSimulator({ accounts });
  const transport = createTransport();
  const variables: Record<string, string> = {};
  const withAccount = createAccountOpener({
    db: database.db,
    tokens: { sealer, readVariable: (name) => variables[name] },
    createClient: (call) => createRetoolClient({ ...call, transport }),
    createGate: (budget) => createBudgetGate(database.db, budget),
  });
  const activities = createSyncActivities({ database, withAccount, sealer });
  return {
    simulator,
    database,
    variables,
    connect: (simulated, changes) => connectAccount(database.db, sealer, simulated, changes),
    attempt<S extends Step>(
      step: S,
      input: Input<S>,
      { heartbeatDetails, workflowRunId = 'run' }: { heartbeatDetails?: unknown; workflowRunId?: string } = {},
    ) {
      const workflowExecution = { workflowId: 'sync/acme', runId: workflowRunId };
      const environment = new MockActivityEnvironment({ workflowExecution, heartbeatDetails }, { logger });
      const beats: unknown[] = [];
      environment.on('heartbeat', (details: unknown) => beats.push(details));
      const run = activities[step] as (input: Input<S>) => Promise<Output<S>>;
      const result = environment.run(run, input) as Promise<Output<S>>;
      return Object.assign(result, { beats });
    },
    async close() {
      await transport.close();
      await simulator.close();
      await database.close();
      await test.drop();
    },
  };
}

/** Opens a run of an account, which is connected first when it is named. */
export async function openRun(stage: SyncStage, of: Account | string): Promise<{ accountId: string; runId: string }> {
  const { id: accountId } = typeof of === 'string' ? await stage.connect(stage.simulator.account(of)) : of;
  const opened = await stage.attempt('openSyncRun', { accountId });
  if (opened.outcome !== 'opened') throw new Error(`The run was not opened: ${opened.reason}`);
  return { accountId, runId: opened.runId };
}

import { NativeConnection, type WorkflowBundleOption } from '@temporalio/worker';
import { createAccountOpener } from '../activities/account-opener.js';
import { createBatchActivities } from '../activities/batch-activities.js';
import { createInboxActivities } from '../activities/inbox-activities.js';
import { createLostRunActivities } from '../activities/lost-run-activities.js';
import { createLifecycleActivities } from '../activities/lifecycle/lifecycle-activities.js';
import { createRosterActivities } from '../activities/roster-activities.js';
import { createScheduleActivities } from '../activities/schedule-activities.js';
import { createSyncActivities } from '../activities/sync-activities.js';
import { connectTemporal } from '../client/connect-temporal.js';
import { type ConnectionChoice, readConnectionSettings } from '../client/connection-settings.js';
import { listLostWorkflows } from '../client/lost-workflows.js';
import { findWorkflowEnd } from '../client/workflow-end.js';
import { createRunStarter } from '../client/run-starter.js';
import { createScheduleKeeper } from '../client/schedule-keeper.js';
import { missingSearchAttributes } from '../client/search-attributes.js';
import { createDataConverter } from '../codec/data-converter.js';
import { createSealer } from '../codec/sealer.js';
import { createPolicyKeeper, type PolicyKeeper } from '../config/policy-keeper.js';
import { type PolicyPlace, readDefaultPolicy } from '../config/policy-file.js';
import { readVariable } from '../config/read-variable.js';
import type { KeyRing } from '../domain/sealing.js';
import { createRetoolClient } from '../retool/client.js';
import { createTransport } from '../retool/transport.js';
import type { Logger } from 'pino';
import { listAccounts } from '../store/accounts.js';
import { createBudgetGate } from '../store/budget-gate.js';
import { createBudgetQueues } from '../store/budget-queue.js';
import { assertSchemaCurrent } from '../store/migrate.js';
import { listScheduledRosters } from '../store/rosters.js';
import { openDatabase } from '../store/pool.js';
import { workerApplicationName } from '../store/worker-connections.js';
import { createLogger, type LogLevel } from './create-logger.js';
import { bulkSteps, createWorkers } from './create-workers.js';
import { healthOf, type WorkerHealth } from './health.js';
import { startIntakeLoop } from './intake-loop.js';
import { startOutboxLoop } from './outbox-loop.js';
import { downloadList } from './download-list.js';
import { installRuntime } from './install-runtime.js';
import { readList } from './read-list.js';
import { runWorkers } from './run-workers.js';
import { findWorkflowBundle } from './workflow-bundle.js';

export interface StartWorkerOptions {
  databaseUrl: string;
  encryptionKeys: KeyRing;
  /** A server that was started here; left out, Temporal's own settings say how to connect. */
  temporal?: ConnectionChoice;
  /** Where the policy is written; left out, the default policy holds. */
  policy?: PolicyPlace;
  logLevel?: LogLevel;
  /** Where log lines go; stderr unless given. */
  logFile?: string;
  /** Time that steps under way get to end by themselves when the worker stops. Default 30 s. */
  shutdownGraceMs?: number;
  /** Bundled already, by `bundleWorkflows` of this version. */
  workflowBundle?: WorkflowBundleOption;
}

export interface RunningWorker {
  health(): WorkerHealth;
  /** Settles when the worker has ended; rejects when it broke. */
  ended: Promise<void>;
  /** Lets steps under way end, or hands them over to the next worker. */
  stop(): Promise<void>;
}

/** Temporal knows nothing of our search attributes: every run would hang. */
export class SearchAttributesMissingError extends Error {
  override readonly name = 'SearchAttributesMissingError';
}

/**
 * Starts all that a worker process does. The whole wiring is here.
 *
 * @throws SchemaFromFutureError, SchemaOutdatedError, SearchAttributesMissingError, or that a server does not answer
 */
export async function startWorker(options: StartWorkerOptions): Promise<RunningWorker> {
  const { databaseUrl, encryptionKeys, temporal: known, logLevel = 'info', shutdownGraceMs = 30_000 } = options;
  const logger = createLogger(logLevel, options.logFile);
  installRuntime(logger);
  const opened: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const closeOne of opened.reverse()) await closeOne();
  };
  try {
    const database = openDatabase({
      url: databaseUrl,
      applicationName: workerApplicationName,
      maxConnections: 2 * bulkSteps,
    });
    opened.push(() => database.close());
    await assertSchemaCurrent(database.pool);

    const dataConverter = createDataConverter(encryptionKeys);
    const temporal = await connectTemporal({ dataConverter, ...known });
    opened.push(() => temporal.close());
    assertSearchAttributes(await missingSearchAttributes(temporal.connection, temporal.namespace), temporal.namespace);
    const connection = await NativeConnection.connect(readConnectionSettings(known).connectionOptions);
    opened.push(() => connection.close());

    const transport = createTransport();
    opened.push(() => transport.close());
    const sealer = createSealer(encryptionKeys);
    const policy = createPolicyReader(options.policy, logger);
    const queueOf = createBudgetQueues();
    const withAccount = createAccountOpener({
      db: database.db,
      tokens: { sealer, readVariable },
      createClient: (call) => createRetoolClient({ ...call, transport }),
      createGate: (budget) => createBudgetGate(database.db, { ...budget, queue: queueOf(budget.accountId) }),
    });
    const workers = await createWorkers({
      workflowBundle: options.workflowBundle ?? (await findWorkflowBundle()),
      connection,
      namespace: temporal.namespace,
      dataConverter,
      shutdownGraceMs,
      syncActivities: {
        ...createSyncActivities({ database, withAccount, sealer }),
        ...createRosterActivities({
          ...{ db: database.db, sealer, policy, now: () => new Date() },
          ...{ download: downloadList, read: readList },
        }),
      },
      peopleActivities: {
        ...createScheduleActivities({
          listAccounts: () => listAccounts(database.db),
          listRosters: () => listScheduledRosters(database.db),
          scheduleKeeper: createScheduleKeeper(temporal.client),
        }),
        ...createInboxActivities({ db: database.db, now: () => new Date() }),
        ...createLostRunActivities({
          db: database.db,
          listLostWorkflows: () => listLostWorkflows(temporal.client),
          findEnd: (workflowId) => findWorkflowEnd(temporal.client, { workflowId }),
        }),
        ...createBatchActivities({ db: database.db, runStarter: createRunStarter(temporal.client) }),
        ...createLifecycleActivities({
          db: database.db,
          withAccount,
          sealer,
          policy,
          now: () => new Date(),
        }),
      },
    });
    const outbox = startOutboxLoop({ database, client: temporal.client, policy, logger });
    opened.push(() => outbox.stop());
    const intake = startIntakeLoop({ database, sealer, policy, logger, onTaken: outbox.wake });
    opened.push(() => intake.stop());
    const { ended, stop } = runWorkers(workers, logger);
    const closed = ended.finally(close);
    closed.catch(() => undefined);
    return {
      health: () => healthOf(workers),
      ended: closed,
      async stop() {
        stop();
        await Promise.all([intake.stop(), outbox.stop()]);
        await closed;
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The policy as the worker goes by it: a broken file stops nothing that runs, and is told once, from the start. */
function createPolicyReader(place: PolicyPlace | undefined, logger: Logger): PolicyKeeper['current'] {
  if (!place) return () => Promise.resolve(readDefaultPolicy());
  const keeper = createPolicyKeeper({
    ...place,
    onProblem: (error, hasGood) =>
      hasGood
        ? logger.warn({ policy: error.message }, 'The policy file cannot be used; the last good one holds')
        : logger.error({ policy: error.message }, 'The policy file cannot be used: runs wait until it is mended'),
  });
  // Who asks next is told the same.
  keeper.current().catch(() => undefined);
  return (options) => keeper.current(options);
}

function assertSearchAttributes(missing: string[], namespace: string): void {
  if (missing.length === 0) return;
  throw new SearchAttributesMissingError(
    `Temporal's namespace ${namespace} lacks the search attributes ${missing.join(', ')}. Run "steward setup" to add them.`,
  );
}

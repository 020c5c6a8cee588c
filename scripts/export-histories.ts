// Writes test/histories/<workflow>/<case>-<SDK version>.json from runs with invented steps. A file that is there stays
// as it is: it shows that code of today replays runs of yesterday. Run it after a build, when a workflow has a new way
// through it or the SDK a new version: npm run histories
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { NativeConnection, Worker } from '@temporalio/worker';
import { connectTemporal } from '../client/connect-temporal.js';
import { registerSearchAttributes } from '../client/search-attributes.js';
import { createDataConverter } from '../codec/data-converter.js';
import { loadConfig } from '../config/load-config.js';
import { taskQueues } from '../domain/task-queues.js';
import { startTemporal } from '../local/temporal.js';
import { findTemporalCli, findTestServer } from '../local/temporal-executables.js';
import { createLogger } from '../worker/create-logger.js';
import { installRuntime } from '../worker/install-runtime.js';
import { findWorkflowBundle } from '../worker/workflow-bundle.js';
import { type HistoryCase, historyCases, usualSteps } from './histories/cases.js';
import { historyKeyRing } from './histories/key-ring.js';

const { version } = createRequire(import.meta.url)('@temporalio/workflow/package.json') as { version: string };
const say = (line: string) => process.stderr.write(`${line}\n`);
const identity = 'export-histories';
const dataConverter = createDataConverter(historyKeyRing);

const fileOf = ({ workflow, name }: HistoryCase) => join('test/histories', workflow, `${name}-${version}.json`);

async function main(): Promise<void> {
  const missing = historyCases.filter((history) => !existsSync(fileOf(history)));
  if (missing.length === 0) return void say('Every case has its history.');
  installRuntime(createLogger('error'));
  const isLong = (history: HistoryCase) => 'continues' in history && history.continues !== undefined;
  const usual = missing.filter((history) => !isLong(history) && !history.skipsTime);
  await exportFrom(usual, {});
  await exportFrom(missing.filter(isLong), { 'limit.historyCount.suggestContinueAsNew': 40 });
  for (const history of missing.filter(({ skipsTime }) => skipsTime)) await exportSkippingTime(history);
}

async function exportFrom(histories: HistoryCase[], dynamicConfig: Record<string, number>): Promise<void> {
  if (histories.length === 0) return;
  const folder = await mkdtemp(join(tmpdir(), 'steward-histories-'));
  // The same files come out of every environment: no setting counts.
  const cli = await findTemporalCli({ cacheFolder: loadConfig({}).cacheDir, log: say });
  const server = await startTemporal({ cli, databaseFile: join(folder, 'temporal.db'), dynamicConfig });
  try {
    const { connection: clientConnection, close } = await connectTemporal({ address: server.address, dataConverter });
    const client = new Client({ connection: clientConnection, dataConverter, identity });
    const connection = await NativeConnection.connect({ address: server.address });
    for (const history of histories) await exportHistory(client, connection, history);
    await connection.close();
    await close();
  } finally {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** On a server of its own, in which hours take seconds: a step that was cancelled makes time go its usual way. */
async function exportSkippingTime(history: HistoryCase): Promise<void> {
  const path = await findTestServer({ cacheFolder: loadConfig({}).cacheDir, log: say });
  const environment = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path } },
    client: { dataConverter, identity },
  });
  try {
    await registerSearchAttributes(environment.connection, environment.namespace ?? 'default');
    await exportHistory(environment.client, environment.nativeConnection, history);
  } finally {
    await environment.teardown();
  }
}

async function exportHistory(client: Client, connection: NativeConnection, history: HistoryCase): Promise<void> {
  const activities = { ...usualSteps, ...history.activities };
  const common = { connection, dataConverter, identity };
  const workers = [
    await Worker.create({ ...common, taskQueue: taskQueues.workflows, workflowBundle: await findWorkflowBundle() }),
    await Worker.create({ ...common, taskQueue: taskQueues.sync, activities }),
    await Worker.create({ ...common, taskQueue: taskQueues.people, activities }),
  ];
  const running = workers.map((worker) => worker.run());
  const file = fileOf(history);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, await runOnce(client, history));
  say(file);
  for (const worker of workers) worker.shutdown();
  await Promise.all(running);
}

async function runOnce(client: Client, history: HistoryCase): Promise<string> {
  const { workflow, name } = history;
  const workflowId = `history/${name}/${randomUUID()}`;
  const args = argsOf(history);
  const handle = await client.workflow.start(workflow, { taskQueue: taskQueues.workflows, workflowId, args });
  const isCancelled = 'isCancelled' in history && history.isCancelled;
  if (isCancelled) {
    await hasBegun(client, workflowId);
    await handle.cancel();
  }
  if ('talk' in history) await history.talk?.(handle);
  const isFailing = isCancelled || history.isFailing;
  await handle.result().then(
    () => assert(!isFailing, `${name} was to fail`),
    (error: unknown) => {
      if (!isFailing) throw error;
    },
  );
  const isBefore = 'continues' in history && history.continues === 'before';
  const shown = isBefore ? client.workflow.getHandle(workflowId, handle.firstExecutionRunId) : handle;
  return oneLineAnEvent(await shown.fetchHistory());
}

function oneLineAnEvent(history: Parameters<typeof historyToJSON>[0]): string {
  const { events } = JSON.parse(historyToJSON(history)) as { events: unknown[] };
  return `{"events":[\n${events.map((event) => JSON.stringify(event)).join(',\n')}\n]}\n`;
}

function argsOf(history: HistoryCase): unknown[] {
  switch (history.workflow) {
    case 'syncAccount':
      return [{ accountId: '6e1d3a3a-8a54-4d0f-9d3a-5f8f2f1d9b10', accountName: 'acme-cloud', ...history.input }];
    case 'reconcileSchedules':
      return [];
    case 'offboardMany':
      return [{ batchId: '0b7c8f5e-2f0b-4b8e-8f6c-3f0f3c1b7a11' }];
    case 'importRoster':
      return [{ connectionId: '6e1d3a3a-8a54-4d0f-9d3a-5f8f2f1d9b10', connectionName: 'acme-roster' }];
    default:
      return [{ runId: '0b7c8f5e-2f0b-4b8e-8f6c-3f0f3c1b7a11' }];
  }
}

/** Settles when the step that is to be cancelled runs in a worker. */
async function hasBegun(client: Client, workflowId: string): Promise<void> {
  for (;;) {
    const { raw } = await client.workflow.getHandle(workflowId).describe();
    const steps = raw.pendingActivities ?? [];
    if (steps.length === 1 && steps[0]?.lastStartedTime) return;
  }
}

await main();

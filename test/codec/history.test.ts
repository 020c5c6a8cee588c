import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure, rootCause } from '@temporalio/common';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { connectTemporal } from '../../client/connect-temporal.js';
import { createDataConverter } from '../../codec/data-converter.js';
import { childEnvironment } from '../../config/child-environment.js';
import { generateKeyRing } from '../../config/generate-key-ring.js';
import { taskQueues } from '../../domain/task-queues.js';
import { createHttpServer } from '../../http/create-http-server.js';
import type { PayloadJson } from '../../http/payload-json.js';
import { startHttpServer } from '../../http/start-http-server.js';
import type { RunningTemporal } from '../../local/temporal.js';
import { createFakeSync } from '../fakes/sync-activities.js';
import { findTestCli, startDevServer } from '../setup/dev-server.js';
import { findTestBundle } from '../setup/workflow-bundle.js';

const dataConverter = createDataConverter(generateKeyRing());
const message = 'Byrne cannot be read';

let server: RunningTemporal;
let history: string;
let error: unknown;

beforeAll(async () => {
  server = await startDevServer();
  const temporal = await connectTemporal({ dataConverter, address: server.address });
  const stop = await startWorkers();
  const handle = await temporal.client.workflow.start('syncAccount', {
    workflowId: 'a-sync-that-fails',
    taskQueue: taskQueues.workflows,
    args: [{ accountId: 'account-1', accountName: 'acme-cloud', note: 'input about Byrne' }],
    memo: { note: 'memo about Byrne' },
    staticSummary: 'summary about Byrne',
  });
  error = await handle.result().catch((reason: unknown) => reason);
  history = JSON.stringify(historyToJSON(await handle.fetchHistory()));
  await stop();
  await temporal.close();
});
afterAll(() => server.close());

/** Workers whose first step fails for good, for a reason that the workflow does not know. */
async function startWorkers(): Promise<() => Promise<void>> {
  const fail = async () => {
    throw ApplicationFailure.nonRetryable(message, 'SomethingUnknown', { detail: 'detail about Byrne' });
  };
  const { activities } = createFakeSync({ openSyncRun: fail });
  const connection = await NativeConnection.connect({ address: server.address });
  const create = (options: WorkerOptions) => Worker.create({ connection, dataConverter, ...options });
  const workers = await Promise.all([
    create({ taskQueue: taskQueues.workflows, workflowBundle: await findTestBundle() }),
    create({ taskQueue: taskQueues.sync, activities }),
  ]);
  const running = workers.map((worker) => worker.run());
  return async () => {
    for (const worker of workers) worker.shutdown();
    await Promise.all(running);
    await connection.close();
  };
}

/** Every object below that looks like an encrypted payload. */
function findEncrypted(value: unknown): PayloadJson[] {
  if (typeof value !== 'object' || value === null) return [];
  const payload = value as PayloadJson;
  const encoding = Buffer.from(String(payload.metadata?.encoding ?? ''), 'base64').toString();
  return encoding === 'binary/encrypted' ? [payload] : Object.values(value).flatMap(findEncrypted);
}

/** Whatever could be base64, decoded. */
function decodeBase64In(text: string): string[] {
  return [...text.matchAll(/[A-Za-z0-9+/=]{8,}/g)].map(([found]) => Buffer.from(found, 'base64').toString());
}

describe('the history of a run', () => {
  it('shows nothing of what it was given, said and failed with', () => {
    expect([history, ...decodeBase64In(history)].flatMap((text) => text.match(/.{0,80}byrne/i)?.[0] ?? [])).toEqual([]);
    expect(history).toContain('EVENT_TYPE_WORKFLOW_EXECUTION_FAILED');
    expect(history).toContain('Encoded failure');
  });

  it('leaves the types of failures readable', () => {
    expect(history).toContain('SomethingUnknown');
  });

  it('shows those who have the keys why it failed', () => {
    expect(rootCause((error as WorkflowFailedError).cause)).toBe(message);
  });

  it('is shown in clear by the codec server: inputs, memo, summaries, messages, stack traces', async () => {
    const codec = { codecs: dataConverter.payloadCodecs, webUiOrigin: 'http://localhost:8233' };
    const payload = { payloads: findEncrypted(JSON.parse(JSON.parse(history) as string)) };
    const answer = await createHttpServer({ codec }).inject({ method: 'POST', url: '/decode', payload });
    const clear = answer
      .json<{ payloads: PayloadJson[] }>()
      .payloads.map(({ data }) => Buffer.from(data ?? '', 'base64'));
    expectAllShown(clear.join('\n'));
  });

  it("is shown in clear by Temporal's own command through the codec server", async () => {
    const codec = { codecs: dataConverter.payloadCodecs, webUiOrigin: 'http://localhost:8233' };
    const codecServer = await startHttpServer({ host: '127.0.0.1', port: 0, codec });
    onTestFinished(() => codecServer.close());
    const show = ['workflow', 'show', '--workflow-id', 'a-sync-that-fails', '--output', 'json'];
    const where = ['--address', server.address, '--codec-endpoint', codecServer.url];
    const { stdout } = await promisify(execFile)(await findTestCli(), [...show, ...where], { env: childEnvironment() });
    expectAllShown(decodeBase64In(stdout).join('\n'));
  });
});

function expectAllShown(text: string): void {
  for (const shown of [
    'input about Byrne',
    'memo about Byrne',
    'summary about Byrne',
    'Confirm the organization of acme-cloud',
    message,
    'detail about Byrne',
    'history.test.ts',
  ])
    expect(text).toContain(shown);
}

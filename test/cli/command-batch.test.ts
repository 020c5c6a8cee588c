import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CliContext } from '../../cli/context.js';
import { FailedError } from '../../cli/exit.js';
import { createTerminal } from '../../cli/output/terminal.js';
import { commandBatch } from '../../cli/runs/command-batch.js';
import { insertBatch, joinBatch } from '../../store/batches.js';
import type { Run } from '../../store/runs.js';
import { addRun } from '../setup/lifecycle.js';
import { openTestStore, type TestStore } from '../setup/store.js';

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());

/** A batch with a run of its own, and one that somebody had asked for before. */
async function addBatch({ needsApproval = false } = {}) {
  const { db } = store;
  const before = await addRun(db, { stage: 'acting' });
  // Rows of one millisecond could not be told apart.
  const aMinuteAgo = new Date(Date.now() - 60_000);
  await db.updateTable('runs').set({ askedAt: aMinuteAgo }).where('id', '=', before.id).execute();
  const batch = await insertBatch(db, { releaseAt: new Date(), askedBy: 'tess', reason: null });
  const own = await addRun(db, { batchId: batch.id, needsApproval });
  await joinBatch(db, before.id, batch.id);
  return { batch, before, own };
}

async function command(batchId: string, kind: string, refuse: (run: Run) => string | undefined = () => undefined) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const context: Partial<CliContext> = {
    database: () => Promise.resolve(store),
    terminal: createTerminal({ stdin: new PassThrough(), stdout, stderr }),
    exitCode: 0,
  };
  const given: string[] = [];
  const error = await commandBatch(context as CliContext, batchId, kind, (run) => {
    given.push(run.id);
    const refusal = refuse(run);
    return refusal === undefined ? Promise.resolve() : Promise.reject(new FailedError(refusal));
  }).catch((thrown: unknown) => thrown);
  const texts = { stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') };
  return { given, error, ...texts, exitCode: context.exitCode };
}

test('cancelling a batch leaves, and names, a run that was open before it', async () => {
  const { batch, before, own } = await addBatch();
  const { given, stdout, stderr, exitCode } = await command(batch.id, 'cancel');
  expect(given).toEqual([own.id]);
  expect(stdout).toBe('1 run of 1  cancel\n');
  expect(stderr).toContain(
    `${before.workflowId} was open before the batch: cancel it by itself if it is not wanted.\n`,
  );
  expect(exitCode).toBe(0);
});

test('cancelling a batch that began no run which is open changes nothing', async () => {
  const { batch, own } = await addBatch();
  await store.db.updateTable('runs').set({ closedAt: new Date() }).where('id', '=', own.id).execute();
  const { given, error } = await command(batch.id, 'cancel');
  expect(given).toEqual([]);
  expect(error).toMatchObject({ exitCode: 1, message: expect.stringContaining('was begun by it') as string });
});

test('other commands are for every open run of a batch', async () => {
  const { batch, before, own } = await addBatch();
  expect((await command(batch.id, 'try-now')).given.toSorted()).toEqual([before.id, own.id].toSorted());
});

test('what needs no approval is no failure when a batch is approved', async () => {
  const { batch, before, own } = await addBatch({ needsApproval: true });
  const { given, stdout, stderr, exitCode } = await command(batch.id, 'approve');
  expect({ given, stdout, exitCode }).toEqual({ given: [own.id], stdout: '1 run of 1  approve\n', exitCode: 0 });
  expect(stderr).not.toContain(before.workflowId);
});

test('approving a batch of which nothing needs approval says so', async () => {
  const { batch } = await addBatch();
  expect((await command(batch.id, 'approve')).error).toMatchObject({
    message: expect.stringContaining('needs approval') as string,
  });
});

test('a refusal stands behind the id of its run, once', async () => {
  const { batch, before, own } = await addBatch();
  const refuse = ({ id, workflowId }: Run) => (id === own.id ? `${workflowId} has not begun yet.` : 'It is over.');
  const { stderr, exitCode } = await command(batch.id, 'try-now', refuse);
  expect(stderr.split('\n')).toContain(`${own.workflowId} has not begun yet.`);
  expect(stderr.split('\n')).toContain(`${before.workflowId}: It is over.`);
  expect(exitCode).toBe(1);
});

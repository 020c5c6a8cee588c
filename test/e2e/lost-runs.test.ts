import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLostRunActivities } from '../../activities/lost-run-activities.js';
import type { LostRunsResult } from '../../activities/lost-run-steps.js';
import { listLostWorkflows } from '../../client/lost-workflows.js';
import { findWorkflowEnd } from '../../client/workflow-end.js';
import { enqueue } from '../../store/outbox.js';
import { getRun, findRunByWorkflowId } from '../../store/runs.js';
import { type CommandedSystem, startCommandedSystem } from '../setup/commanded-system.js';
import type { Steward } from '../setup/steward.js';
import { until } from '../setup/until.js';

let system: CommandedSystem;
let steward: Steward;
beforeAll(async () => {
  system = await startCommandedSystem({ accounts: [{ name: 'cloud' }] });
  ({ steward } = system);
});
afterAll(() => system.close());

/** A run that waits for its day, and whose workflow somebody has terminated. */
async function loseRun(email: string): Promise<{ id: string; workflowId: string }> {
  const when = ['--last-day', '2099-12-31', '--time-zone', 'UTC'];
  const { stdout, stderr } = await steward(['offboard', email, ...when, '--reason', 'left']);
  const [workflowId = ''] = stdout.split('\n');
  expect(workflowId, stderr).toMatch(/^offboard\//);
  const found = () => findRunByWorkflowId(system.database.db, workflowId);
  await until(async () => (await found())?.stage === 'waiting');
  await system.client.workflow.getHandle(workflowId).terminate('by mistake');
  return { id: (await found())?.id ?? '', workflowId };
}

test('a run whose workflow was terminated says so, is closed by cancelling it, and makes room for a new one', async () => {
  const { special, describeUser } = system.simulator.account('cloud');
  const { workflowId } = await loseRun(special.leaver);
  const tried = await steward(['try-now', workflowId, '--reason', 'today']);
  expect(tried).toMatchObject({ exitCode: 1 });
  expect(tried.stderr).toContain(`The workflow ${workflowId} was terminated`);
  expect(tried.stderr).toContain(`steward cancel ${workflowId}`);
  const { stdout, stderr } = await steward(['runs', '--attention']);
  expect(stdout).toMatch(new RegExp(`${workflowId} +waiting +workflow-ended`));
  expect(stderr).toContain(`Close the run: steward cancel ${workflowId}`);
  expect(await steward(['offboard', special.leaver, '--now', '--reason', 'left'])).toMatchObject({ exitCode: 1 });

  expect(await steward(['cancel', workflowId, '--reason', 'its workflow is gone'])).toMatchObject({
    exitCode: 0,
    stderr: expect.stringContaining('Its workflow was terminated, so the run was closed.') as string,
  });
  expect((await steward(['run', workflowId])).stdout).toContain('cancel by tess: its workflow is gone');
  expect((await steward(['runs', '--attention'])).stdout).not.toContain('workflow-ended');
  const anew = await steward(['offboard', special.leaver, '--now', '--wait', '--reason', 'left']);
  expect(anew, anew.stderr).toMatchObject({ exitCode: 0 });
  expect(anew.stdout).toContain(workflowId.replace(/1$/, '2'));
  expect(describeUser(special.leaver).active).toBe(false);
  expect(await steward(['evidence', 'verify'])).toMatchObject({ exitCode: 0 });
});

test('what a run is to be told and nobody hears gives it attention, and waits until it is closed', async () => {
  const { db } = system.database;
  const { id, workflowId } = await loseRun(system.simulator.account('cloud').special.mobile);
  await enqueue(db, { command: 'tell-run', runId: id });
  const waiting = () => db.selectFrom('outbox').select('lastFailure').where('runId', '=', id).execute();
  await until(async () => (await getRun(db, id)).attention === 'workflow-ended');
  await until(async () => (await waiting())[0]?.lastFailure === 'WorkflowEndedError');
  expect(await steward(['cancel', workflowId, '--reason', 'stays'])).toMatchObject({ exitCode: 0 });
  expect(await getRun(db, id)).toMatchObject({ stage: 'cancelled', outcome: 'cancelled', attention: null });
  await db.updateTable('outbox').set({ dueAt: new Date() }).where('runId', '=', id).execute();
  await until(async () => (await waiting()).length === 0);
});

test('a run that is lost and nobody speaks to asks for attention within the hour', async () => {
  const { db } = system.database;
  const { id, workflowId } = await loseRun(system.simulator.account('cloud').special.groupAdmin);
  const { noteLostRuns } = createLostRunActivities({
    db,
    listLostWorkflows: () => listLostWorkflows(system.client),
    findEnd: (workflowId) => findWorkflowEnd(system.client, { workflowId }),
  });
  const look = async () => (await new MockActivityEnvironment().run(noteLostRuns)) as LostRunsResult;
  await until(async () => (await look()).lost.includes(workflowId));
  // Those of the runs that were closed do not count.
  expect(await look()).toEqual({ lost: [workflowId] });
  expect(await getRun(db, id)).toMatchObject({ stage: 'waiting', attention: 'workflow-ended' });
});

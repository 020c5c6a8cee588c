import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findCancel, listDecisions } from '../../store/decisions.js';
import { addOperator } from '../../store/operators.js';
import { type OpenDatabase, openDatabase } from '../../store/pool.js';
import { findRunByWorkflowId } from '../../store/runs.js';
import { workerApplicationName } from '../../store/worker-connections.js';
import { createSteward, type Steward } from '../setup/steward.js';
import { addAccount, openTestStore, type TestStore } from '../setup/store.js';
import { until } from '../setup/until.js';

let store: TestStore;
let steward: Steward;
let worker: OpenDatabase | undefined;

beforeAll(async () => {
  store = await openTestStore();
  await addAccount(store.db);
  const expiresAt = new Date(Date.now() + 86_400_000);
  const { key } = await addOperator(store.db, { name: 'ada', role: 'operator', expiresAt });
  steward = createSteward({ DATABASE_URL: store.url, STEWARD_OPERATOR_KEY: key });
});
afterEach(async () => {
  await worker?.close();
  worker = undefined;
});
afterAll(() => store.close());

const waiting = () =>
  store.db
    .selectFrom('outbox')
    .innerJoin('runs', 'runs.id', 'outbox.runId')
    .select(['outbox.id', 'runs.workflowId', 'outbox.command'])
    .execute();

describe('a command that starts a run', () => {
  it('writes it down where no worker runs, says so, and answers no when access was to go now', async () => {
    const { exitCode, stdout, stderr } = await steward(['offboard', 'ada@acme.example', '--now']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      'Written down, but not started yet: no worker is connected to the database. It begins by itself',
    );
    expect(await waiting()).toMatchObject([{ workflowId: stdout.trim(), command: 'start-run' }]);
  });

  it('has its run cancelled while it has not begun, also when Temporal does not answer', async () => {
    const asked = await steward(['offboard', 'ivo@acme.example', '--now']);
    const run = asked.stdout.trim();
    const { exitCode, stdout, stderr } = await steward(['cancel', run, '--reason', 'the wrong person']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `${run}  cancel\n` });
    expect(stderr).toContain(`${run} has not begun yet. When it does, it ends as cancelled, and nothing is done.`);
    const { id } = await findRunByWorkflowId(store.db, run).then((found) => found ?? { id: '' });
    expect(await findCancel(store.db, id)).toEqual({ operatorName: 'ada', reason: 'the wrong person' });
  });

  it('has its run told nothing else while Temporal does not answer', async () => {
    const asked = await steward(['offboard', 'ova@acme.example', '--now']);
    const run = asked.stdout.trim();
    const { exitCode } = await steward(['try-now', run, '--reason', 'urgent']);
    expect(exitCode).toBe(2);
    const { id } = await findRunByWorkflowId(store.db, run).then((found) => found ?? { id: '' });
    expect(await listDecisions(store.db, id)).toEqual([]);
  });

  it('is content when the run has time', async () => {
    const { exitCode, stderr } = await steward(['offboard', 'ben@acme.example', '--at', '2099-12-31T18:00+01:00']);
    expect(exitCode).toBe(0);
    expect(stderr).toContain('not started yet: no worker');
  });

  it('acts at once for a moment that is long past where that is meant, and keeps the moment', async () => {
    const when = ['--last-day', '2025-12-31', '--time-zone', 'Europe/Berlin', '--back-dated'];
    const { stdout, stderr } = await steward(['offboard', 'uma@acme.example', ...when]);
    expect(stderr).toContain(
      'It acts 2026-01-01 00:00 Europe/Berlin (2025-12-31 23:00 UTC), in the past: acts at once.',
    );
    const run = await findRunByWorkflowId(store.db, stdout.trim());
    expect(run).toMatchObject({ effectiveAt: new Date('2025-12-31T23:00:00Z'), effectiveDay: '2025-12-31' });
  });

  it('waits for the worker to have started it', async () => {
    worker = openDatabase({ url: store.url, applicationName: workerApplicationName, maxConnections: 1 });
    await worker.pool.query('select 1');
    const before = (await waiting()).length;
    const asked = steward(['offboard', 'eve@acme.example', '--now']);
    await until(async () => (await waiting()).length > before);
    await worker.pool.query('delete from outbox');
    const { exitCode, stderr } = await asked;
    expect(exitCode).toBe(0);
    expect(stderr).not.toContain('not started yet');
  });

  it('writes nothing down for somebody whose run is open', async () => {
    const before = (await waiting()).length;
    const { exitCode, stderr } = await steward(['offboard', 'ada@acme.example', '--now']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('is open for this person already. See it: steward run offboard/');
    expect(await waiting()).toHaveLength(before);
  });

  it('says how to have a run act that waits for its moment', async () => {
    const asked = await steward(['offboard', 'lea@acme.example', '--at', '2099-12-31T18:00+01:00']);
    const run = asked.stdout.trim();
    const again = () => steward(['offboard', 'lea@acme.example', '--now']);
    expect((await again()).stderr).not.toContain('try-now');
    await store.db.updateTable('runs').set({ stage: 'waiting' }).where('workflowId', '=', run).execute();
    expect((await again()).stderr).toContain(
      `To have it act now: steward try-now ${run} --reason "…"; at another moment: steward reschedule ${run}`,
    );
  });
});

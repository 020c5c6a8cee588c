import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { defaultPolicy } from '../../../domain/policy/default-policy.js';
import { assertLease, takeLease } from '../../../store/leases.js';
import { appendLedger, readLedger } from '../../../store/ledger.js';
import { createPerson, type Person } from '../../../store/people.js';
import { listRunAccounts } from '../../../store/run-accounts.js';
import type { Run } from '../../../store/runs.js';
import { holdTransaction } from '../../setup/held-transaction.js';
import { createLifecycleStage, type LifecycleStage } from '../../setup/lifecycle-stage.js';
import { until } from '../../setup/until.js';
import { untilWaitsForLock } from '../../setup/waits-for-lock.js';

type Connected = Awaited<ReturnType<LifecycleStage['connect']>>;

let stage: LifecycleStage;
let account: Connected;
beforeAll(async () => {
  stage = await createLifecycleStage([{ name: 'acme' }]);
  account = await stage.connect('acme');
  stage.policy = { ...defaultPolicy, removals: { perAccountAndDay: { count: 100, sharePercent: 0 } } };
});
afterAll(() => stage.close());

let person: Person;
let email: string;
let count = 0;
beforeEach(async () => {
  email = `person-${++count}@acme.example`;
  person = await createPerson(stage.store.db, { emails: [email], name: 'Nora Lind' });
});

const user = () => account.simulated.describeUser(email);
/** The fence with which a run may act. */
async function fenceOf(run: Run): Promise<number> {
  const plan = await stage.prepare(run, account);
  if (plan.kind !== 'ready') throw new Error(`It is ${plan.kind}.`);
  return plan.fence;
}

/** An offboarding that has nothing to do where nobody is enabled, or invited. */
const leave = () => stage.ask(person, { wanted: { everywhere: { active: false, invites: 'none' } } });

describe('a step of a run that loses the user', () => {
  const taken = async (subject: string, { id: runId }: Run) =>
    await takeLease(stage.store.db, { accountId: account.id, subject, runId, precedence: 0 });
  const lost = { type: 'LeaseLostError' };

  it('between the check and the record of what it is about to do sends nothing and reserves no removal', async () => {
    const userId = account.simulated.change.createUser({ email });
    const [run, other] = [await leave(), await stage.ask(person, { kind: 'access' })];
    const fence = await fenceOf(run);
    const freezes = await holdTransaction(stage.store, (trx) => sql`lock table freezes`.execute(trx));
    const after = stage.simulator.journal.entries().at(-1)?.number ?? 0;
    const disabling = stage.perform(run, account, 'disableUser', fence);
    disabling.catch(() => {});
    try {
      await untilWaitsForLock(stage.store);
      expect(await taken(userId, other)).toEqual({ fence: fence + 1 });
    } finally {
      await freezes.release();
    }
    await expect(disabling).rejects.toMatchObject(lost);
    expect(stage.simulator.journal.entries({ method: 'PATCH', after })).toEqual([]);
    const kinds = (await readLedger(stage.store.db, run.id)).map(({ entry }) => entry.kind);
    expect(kinds).not.toContain('step-intended');
    expect(await listRunAccounts(stage.store.db, run.id)).toMatchObject([{ disablingAt: null }]);
  });

  it('is not sent after a long reading, though the run still has the person under the same fence', async () => {
    account.simulated.change.createInvite(email);
    const [run, other] = [await leave(), await stage.ask(person, { kind: 'access' })];
    const ofPerson = await fenceOf(run);
    const userId = account.simulated.change.createUser({ email, admin: true });
    const fence = await fenceOf(run);
    expect(fence).toBe(ofPerson);
    const reading = { account: 'acme', method: 'GET', path: '/groups', nth: 1 };
    const slow = stage.simulator.faults.add({ ...reading, fault: { kind: 'delay', delayMs: 1_500 } });
    const disabling = stage.perform(run, account, 'disableUser', fence);
    disabling.catch(() => {});
    await until(() => slow.played() === 1);
    await taken(userId, other);
    await expect(disabling).rejects.toMatchObject(lost);
    expect(user().active).toBe(true);
  });
});

it('a late step and the end of its run in the account never wait for each other', async () => {
  account.simulated.change.createUser({ email });
  const run = await leave();
  const fence = await fenceOf(run);
  const [lease] = await stage.store.db.selectFrom('leases').selectAll().where('runId', '=', run.id).execute();
  const held = { accountId: account.id, subject: lease?.subject ?? '', runId: run.id, fence };
  const step = await stage.store.db.transaction().execute(async (trx) => {
    await assertLease(trx, held);
    const key = { runId: run.id, accountId: account.id };
    const ending = stage.attempt('recordAccount', { ...key, state: 'skipped', detail: 'by tess' });
    ending.catch(() => {});
    await untilWaitsForLock(stage.store);
    await appendLedger(trx, run.id, [{ kind: 'stage', stage: 'acting', detail: null }]);
    return { ending };
  });
  await step.ending;
});

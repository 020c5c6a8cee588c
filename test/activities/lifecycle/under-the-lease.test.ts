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
const fault = (method: string, kind: 'delay' | 'reset') => {
  const what = kind === 'delay' ? { kind, delayMs: 1_500 } : { kind };
  return stage.simulator.faults.add({ account: 'acme', method, nth: 1, fault: what });
};

/** The fence with which a run may act. */
async function fenceOf(run: Run): Promise<number> {
  const plan = await stage.prepare(run, account);
  if (plan.kind !== 'ready') throw new Error(`It is ${plan.kind}.`);
  return plan.fence;
}

/** A run that gives somebody a user, or enables theirs, and how it does so. */
async function giving(kind: 'createUser' | 'enableUser') {
  const creation = { how: 'user', email, firstName: 'Nora', lastName: 'Lind' } as const;
  const run = await stage.ask(person, { kind: 'onboard', wanted: { everywhere: { active: true, creation } } });
  const fence = await fenceOf(run);
  return () => stage.perform(run, account, kind, fence);
}

/** An offboarding that has nothing to do where nobody is enabled, or invited. */
const leave = () => stage.ask(person, { wanted: { everywhere: { active: false, invites: 'none' } } });

const disabledUser = (): void => {
  account.simulated.change.createUser({ email });
  account.simulated.change.disableUser(email);
};

describe('an offboarding finds a user who', () => {
  /** Plans it, and lets something happen between its look for the user and its taking of the lease. */
  async function planWhile(happens: () => Promise<unknown>) {
    const run = await leave();
    const ledger = await holdTransaction(stage.store, (trx) =>
      appendLedger(trx, run.id, [{ kind: 'stage', stage: 'acting', detail: null }]),
    );
    const planning = stage.prepare(run, account);
    try {
      await untilWaitsForLock(stage.store);
      await happens();
    } finally {
      await ledger.release();
    }
    return { run, plan: await planning };
  }

  it.each(['createUser', 'enableUser'] as const)(
    'came by a %s that was under way when it looked, and acts on that user',
    async (kind) => {
      if (kind === 'enableUser') disabledUser();
      const give = await giving(kind);
      const late = fault(kind === 'createUser' ? 'POST' : 'PATCH', 'delay');
      const given = give();
      await until(() => late.played() === 1);
      const { run, plan } = await planWhile(() => given);
      expect(plan).toMatchObject({ kind: 'ready', steps: [{ kind: 'disableUser' }] });
      const fence = plan.kind === 'ready' ? plan.fence : 0;
      expect(await stage.perform(run, account, 'disableUser', fence)).toMatchObject({ outcome: 'done' });
      expect(user().active).toBe(false);
    },
  );

  it('came by a step that was begun after it looked', async () => {
    const give = await giving('createUser');
    const { plan } = await planWhile(give);
    expect(plan).toMatchObject({ kind: 'ready', steps: [{ kind: 'disableUser' }] });
  });
});

describe('an offboarding that finds nothing to do', () => {
  it('has proven nothing while what another run sent is under way', async () => {
    disabledUser();
    const give = await giving('enableUser');
    const late = fault('PATCH', 'delay');
    const given = give();
    await until(() => late.played() === 1);
    const run = await leave();
    expect(await stage.prepare(run, account)).toMatchObject({ kind: 'nothing-to-do', isUnsettled: true });
    await given;
    expect(await stage.prepare(run, account)).toMatchObject({ kind: 'ready', steps: [{ kind: 'disableUser' }] });
  });

  it('has proven nothing while it is unknown what became of it', async () => {
    disabledUser();
    const give = await giving('enableUser');
    fault('PATCH', 'reset');
    await expect(give()).rejects.toMatchObject({ nonRetryable: false });
    const run = await leave();
    expect(await stage.prepare(run, account)).toMatchObject({ kind: 'nothing-to-do', isUnsettled: true });
  });
});

it('a plan looks for the user once where other runs ended their steps before it', async () => {
  const give = await giving('createUser');
  await give();
  const run = await leave();
  const after = stage.simulator.journal.entries().at(-1)?.number ?? 0;
  expect(await stage.prepare(run, account)).toMatchObject({ kind: 'ready' });
  const asked = stage.simulator.journal.entries({ method: 'GET', after }).map(({ path }) => path);
  expect(asked.filter((path) => path.startsWith('/users'))).toHaveLength(1);
});

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

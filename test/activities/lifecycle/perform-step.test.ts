import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { defaultPolicy } from '../../../domain/policy/default-policy.js';
import { updateAccount } from '../../../store/accounts.js';
import { freeze, unfreeze } from '../../../store/freezes.js';
import { readLedger } from '../../../store/ledger.js';
import { listRunAccounts } from '../../../store/run-accounts.js';
import type { Run } from '../../../store/runs.js';
import { createLifecycleStage, type LifecycleStage } from '../../setup/lifecycle-stage.js';

type Connected = Awaited<ReturnType<LifecycleStage['connect']>>;

let stage: LifecycleStage;
let account: Connected;
beforeAll(async () => {
  stage = await createLifecycleStage([
    { name: 'acme' },
    { name: 'two-admins', domain: 'two.example' },
    { name: 'limited', domain: 'limited.example' },
  ]);
  account = await stage.connect('acme');
});
afterAll(() => stage.close());

const manyRemovals = { ...defaultPolicy, removals: { perAccountAndDay: { count: 100, sharePercent: 0 } } };
let email: string;
let count = 0;
beforeEach(() => {
  stage.policy = manyRemovals;
  email = `person-${++count}@acme.example`;
  account.simulated.change.createUser({ email, groups: ['editor'] });
});

const isActive = (of = email) => account.simulated.describeUser(of).active;

/** A run about somebody, planned and ready to act. */
async function planned(of = email): Promise<{ run: Run; fence: number }> {
  const run = await stage.ask(of);
  const plan = await stage.prepare(run, account);
  if (plan.kind !== 'ready' || plan.stopped.length > 0) throw new Error(`It is ${JSON.stringify(plan)}.`);
  return { run, fence: plan.fence };
}

const disable = ({ run, fence }: { run: Run; fence: number }) => stage.perform(run, account, 'disableUser', fence);
const forbidden = (message: string) => ({ type: 'WritesForbiddenError', message: expect.stringContaining(message) });

describe('what was allowed when it was planned is not done any more', () => {
  const rules = { readOnly: false, writesPaused: false, namedSeats: false };
  const db = () => stage.store.db;

  it.each<[string, () => Promise<unknown>, () => Promise<unknown>, string]>([
    [
      'writes are frozen',
      () => freeze(db(), { accountId: null, by: 'tess', reason: 'an incident' }),
      () => unfreeze(db(), null),
      'Writes are stopped: an incident',
    ],
    [
      'the account is read only',
      () => updateAccount(db(), account.id, { access: 'read' }),
      () => updateAccount(db(), account.id, { access: 'write' }),
      'read only',
    ],
    [
      'the account is paused',
      () => updateAccount(db(), account.id, { state: 'paused' }),
      () => updateAccount(db(), account.id, { state: 'active' }),
      'paused',
    ],
    [
      'the policy pauses writes',
      async () => (stage.policy = { ...manyRemovals, accounts: { acme: { ...rules, writesPaused: true } } }),
      async () => (stage.policy = manyRemovals),
      'The policy pauses writes',
    ],
    [
      'the policy makes the account read only',
      async () => (stage.policy = { ...manyRemovals, accounts: { acme: { ...rules, readOnly: true } } }),
      async () => (stage.policy = manyRemovals),
      'read only',
    ],
    [
      'so many others were disabled meanwhile that the limit of a day is reached',
      async () => (stage.policy = { ...manyRemovals, removals: { perAccountAndDay: { count: 0, sharePercent: 0 } } }),
      async () => (stage.policy = manyRemovals),
      'is the limit',
    ],
  ])('once %s', async (_, stop, go, why) => {
    const ready = await planned();
    await stop();
    const after = stage.simulator.journal.entries().at(-1)?.number ?? 0;
    await expect(disable(ready)).rejects.toMatchObject(forbidden(why));
    expect(stage.simulator.journal.entries({ method: 'PATCH', after })).toEqual([]);
    await go();
    expect(await disable(ready)).toMatchObject({ outcome: 'done' });
    expect(isActive()).toBe(false);
  });

  it('once the person has become the last enabled admin, and the record says so', async () => {
    const { special, change } = account.simulated;
    const ready = await planned(special.soleAdmin);
    change.disableUser(special.breakGlass);
    await expect(disable(ready)).rejects.toMatchObject(forbidden('the last enabled admin'));
    expect(isActive(special.soleAdmin)).toBe(true);
    const last = (await readLedger(stage.store.db, ready.run.id)).at(-1)?.entry;
    expect(last).toMatchObject({ kind: 'step-ended', outcome: 'failed', problem: 'Held: the last enabled admin.' });
    change.enableUser(special.breakGlass);
    expect(await disable(ready)).toMatchObject({ outcome: 'done' });
    change.enableUser(special.soleAdmin);
  });
});

it('of two admins who lose the group of admins at the same moment, one keeps it', async () => {
  const two = await stage.connect('two-admins');
  const { special, groups, describeUser } = two.simulated;
  const admins = groups().find(({ name }) => name === 'admin') ?? expect.unreachable('no group of admins');
  const wanted = { everywhere: { memberships: { present: [], absent: [admins.id] } } };
  const both = [special.soleAdmin, special.breakGlass];
  const runs = await Promise.all(both.map((admin) => stage.ask(admin, { kind: 'move', wanted })));
  const plans = await Promise.all(runs.map((run) => stage.prepare(run, two)));
  expect(plans).toMatchObject([{ stopped: [] }, { stopped: [] }]);
  const ended = await Promise.allSettled(runs.map((run) => stage.perform(run, two, 'removeFromGroup', 1)));
  expect(ended.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(both.filter((admin) => describeUser(admin).isAdmin)).toHaveLength(1);
});

it('many admins leave at once, more than there are connections, and the last one that stays is an admin', async () => {
  const emails = Array.from({ length: 14 }, (_, index) => `admin-${index}@acme.example`);
  for (const admin of emails) account.simulated.change.createUser({ email: admin, admin: true });
  const ready = [];
  for (const admin of emails) ready.push(await planned(admin));
  const outcomes = await Promise.all(ready.map(async (one) => (await disable(one)).outcome));
  expect(new Set(outcomes)).toEqual(new Set(['done']));
  expect(emails.filter((admin) => isActive(admin))).toEqual([]);
  expect(isActive(account.simulated.special.breakGlass)).toBe(true);
});

it('what Retool refused has failed: no answer was lost, and it takes none of the removals of a day', async () => {
  const ready = await planned();
  stage.simulator.faults.add({ account: 'acme', method: 'PATCH', nth: 1, fault: { kind: 'status', status: 403 } });
  await expect(disable(ready)).rejects.toMatchObject({ type: 'RetoolForbiddenError' });
  const last = (await readLedger(stage.store.db, ready.run.id)).at(-1)?.entry;
  expect(last).toMatchObject({ kind: 'step-ended', outcome: 'failed', calls: [{ method: 'PATCH', status: 403 }] });
  const accounts = await listRunAccounts(stage.store.db, ready.run.id);
  const there = accounts.find(({ accountId }) => accountId === account.id);
  expect(there).toMatchObject({ disablingAt: null, disabledAt: null });
  expect(await disable(ready)).toMatchObject({ outcome: 'done' });
});

it('what the rate limit refused has failed, and keeps its place among the removals of a day', async () => {
  // By itself: the account rests after it.
  const limited = await stage.connect('limited');
  const run = await stage.ask(limited.simulated.special.leaver);
  const plan = await stage.prepare(run, limited);
  const fault = { kind: 'status', status: 429 } as const;
  stage.simulator.faults.add({ account: 'limited', method: 'PATCH', nth: 1, fault });
  await expect(stage.perform(run, limited, 'disableUser', 'fence' in plan ? plan.fence : 0)).rejects.toMatchObject({
    type: 'RetoolRateLimitedError',
  });
  const last = (await readLedger(stage.store.db, run.id)).at(-1)?.entry;
  expect(last).toMatchObject({ kind: 'step-ended', outcome: 'failed', calls: [{ method: 'PATCH', status: 429 }] });
  const accounts = await listRunAccounts(stage.store.db, run.id);
  expect(accounts.find(({ accountId }) => accountId === limited.id)?.disablingAt).toBeInstanceOf(Date);
});

describe('a step is not repeated', () => {
  it('when its answer was lost and reading back says that it is done', async () => {
    const ready = await planned();
    const fault = { kind: 'lose-answer' } as const;
    stage.simulator.faults.add({ account: 'acme', method: 'PATCH', nth: 1, fault });
    await expect(disable(ready)).rejects.toMatchObject({ nonRetryable: false });
    const after = stage.simulator.journal.entries().at(-1)?.number ?? 0;
    expect(await disable(ready)).toEqual({ outcome: 'done', problem: 'the answer was lost; read back' });
    expect(stage.simulator.journal.entries({ method: 'PATCH', after })).toEqual([]);
  });

  it('when it was recorded as done, and only the answer to Temporal was lost', async () => {
    const ready = await planned();
    await disable(ready);
    account.simulated.change.enableUser(email);
    expect(await disable(ready)).toEqual({ outcome: 'done', problem: null });
    expect(isActive()).toBe(true);
  });
});

it('what somebody else did meanwhile counts as done', async () => {
  const { run, fence } = await planned();
  account.simulated.change.removeGroup('editor');
  const ended = await stage.perform(run, account, 'removeFromGroup', fence);
  expect(ended).toMatchObject({ outcome: 'already-so', problem: expect.stringContaining('404') });
});

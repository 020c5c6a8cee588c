import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createPerson, type Person, putLink } from '../../../store/people.js';
import { readLedger } from '../../../store/ledger.js';
import { findPlan } from '../../../store/run-plans.js';
import { patchRunAccount } from '../../../store/run-accounts.js';
import { type Run, updateRun } from '../../../store/runs.js';
import { inventoryUser } from '../../setup/inventory-user.js';
import { createLifecycleStage, type LifecycleStage } from '../../setup/lifecycle-stage.js';

type Connected = Awaited<ReturnType<LifecycleStage['connect']>>;

let stage: LifecycleStage;
let account: Connected;
beforeAll(async () => {
  stage = await createLifecycleStage([{ name: 'acme' }]);
  account = await stage.connect('acme');
});
afterAll(() => stage.close());

let email: string;
let userId: string;
let count = 0;
beforeEach(() => {
  email = `person-${++count}@acme.example`;
  userId = account.simulated.change.createUser({ email, groups: ['editor'] });
});

const db = () => stage.store.db;
const somebody = (...emails: string[]) => createPerson(db(), { emails });
const know = async (person: Person, kind: 'former-email' | 'alias', value: string): Promise<void> =>
  void (await db().insertInto('identities').values({ personId: person.id, kind, value }).execute());
const link = (person: Person, linkedUserId: string) =>
  putLink(db(), { accountId: account.id, personId: person.id, userId: linkedUserId, linkedBy: 'tess', reason: null });
const prepare = async (person: Person) => await stage.prepare(await stage.ask(person), account);
const matchOf = async (run: Run) =>
  (await readLedger(db(), run.id)).find(({ entry }) => entry.kind === 'matched')?.entry;

describe('a user', () => {
  it('is matched by a current work address, in whichever case Retool has it, and linked from then on', async () => {
    account.simulated.change.changeEmail(email, ` ${email.toUpperCase()}`.trim());
    const person = await somebody(email);
    await db()
      .insertInto('users')
      .values(inventoryUser(account.id, userId, { email: email.toUpperCase() }))
      .execute();
    expect(await prepare(person)).toMatchObject({ kind: 'ready', weight: `from ${userId}\ndisableUser/${userId}` });
    const [linked] = await db().selectFrom('links').select('userId').where('personId', '=', person.id).execute();
    expect(linked).toEqual({ userId });
  });

  it.each(['former-email', 'alias'] as const)('is held when only a %s fits, until somebody links', async (kind) => {
    const person = await somebody(`other-${email}`);
    await know(person, kind, email);
    const run = await stage.ask(person);
    expect(await stage.prepare(run, account)).toEqual({
      kind: 'held',
      reason: `only a former address or an alias fits (${userId})`,
      remedy: `Say which user it is: steward link ${run.workflowId} --account acme --user USER_ID`,
    });
    expect(await matchOf(run)).toMatchObject({ match: 'held', why: 'only-former-email', candidates: [userId] });
    await link(person, userId);
    expect(await stage.prepare(run, account)).toMatchObject({
      kind: 'ready',
      weight: `from ${userId}\ndisableUser/${userId}`,
    });
  });

  it('is held when several have an address of the person, and nothing says who they are', async () => {
    const other = account.simulated.change.createUser({ email: `second-${email}` });
    const held = await prepare(await somebody(email, `second-${email}`));
    expect(held).toMatchObject({ kind: 'held', reason: expect.stringContaining('several users have this address') });
    expect(JSON.stringify(held)).toContain(other);
    expect(JSON.stringify(held)).not.toContain('@');
  });

  it('is held when another person has the same address', async () => {
    await somebody(email);
    expect(await prepare(await somebody(email))).toMatchObject({
      kind: 'held',
      reason: `the address belongs to several people (${userId})`,
    });
  });

  it('is held when a link gives it to another person', async () => {
    await link(await somebody(`other-${email}`), userId);
    expect(await prepare(await somebody(email))).toMatchObject({
      kind: 'held',
      reason: `the user with this address is linked to another person (${userId})`,
    });
  });
});

describe('nobody', () => {
  it('is a result when the last complete sync is recent', async () => {
    const detail = 'no user fits, and no invite';
    expect(await prepare(await somebody(`none-${email}`))).toMatchObject({ kind: 'nothing-to-do', detail });
  });

  it('is held when it is old, or there was none', async () => {
    const run = await stage.ask(await somebody(`none-${email}`));
    for (const syncedAt of [new Date(Date.now() - 26 * 3_600_000), null]) {
      await db().updateTable('accounts').set({ syncedAt }).where('id', '=', account.id).execute();
      expect(await stage.prepare(run, account)).toMatchObject({
        kind: 'held',
        reason: 'no user has this address, and the last complete sync is too old to be sure that there is none',
        remedy: `steward sync acme, then: steward retry ${run.workflowId} --account acme`,
      });
    }
    await db().updateTable('accounts').set({ syncedAt: new Date() }).where('id', '=', account.id).execute();
  });

  it('has their pending invite removed, which is verified', async () => {
    const invited = `invited-${email}`;
    account.simulated.change.createInvite(invited);
    const run = await stage.ask(await somebody(invited));
    const plan = await stage.prepare(run, account);
    expect(plan).toMatchObject({ kind: 'ready', steps: [{ kind: 'deleteInvite' }] });
    await stage.perform(run, account, 'deleteInvite', 1);
    const detail = 'never had a user; 1 pending invite removed';
    expect(
      await stage.attempt('verifyAccount', { runId: run.id, accountId: account.id, fence: 1, mayEnd: false }),
    ).toMatchObject({
      open: [],
      detail,
    });
    expect(await stage.prepare(run, account)).toMatchObject({ kind: 'nothing-to-do', detail });
  });
});

it('another enabled user with an alias of the person is not touched, but handed over', async () => {
  const person = await somebody(email);
  const run = await stage.ask(person);
  const otherUser = async () => {
    await stage.prepare(run, account);
    const stored = await findPlan(db(), { runId: run.id, accountId: account.id });
    return stored?.plan.handOver.filter(({ what }) => what === 'other-user');
  };
  const second = account.simulated.change.createUser({ email: `second-${email}` });
  expect(await otherUser()).toEqual([]);
  await know(person, 'alias', `second-${email}`);
  expect(await otherUser()).toEqual([{ what: 'other-user', id: second }]);
  account.simulated.change.disableUser(`second-${email}`);
  expect(await otherUser()).toEqual([]);
  account.simulated.change.enableUser(`second-${email}`);
  await link(await somebody(), second);
  expect(await otherUser()).toEqual([]);
});

describe('an address that Retool refuses to look up', () => {
  const refuse = (nth: number) =>
    stage.simulator.faults.add({ path: '/users', method: 'GET', nth, fault: { kind: 'status', status: 400 } });

  it('holds nobody up who is linked, where it is no work address; it is handed over', async () => {
    const person = await somebody(email);
    await link(person, userId);
    await know(person, 'alias', `odd-${email}`);
    await know(person, 'former-email', `second-${email}`);
    const second = account.simulated.change.createUser({ email: `second-${email}` });
    refuse(1);
    const run = await stage.ask(person);
    expect(await stage.prepare(run, account)).toMatchObject({
      kind: 'ready',
      steps: [{ kind: 'disableUser' }, {}, {}],
    });
    const stored = await findPlan(db(), { runId: run.id, accountId: account.id });
    const handOver = [
      { what: 'other-user', id: second },
      { what: 'other-addresses', count: 1 },
    ];
    expect(stored?.plan.handOver).toEqual(handOver);
  });

  it.each([
    ['work address', 1],
    ['alias', 2],
  ])('is no absence of somebody who is not linked: a %s', async (_, nth) => {
    const person = await somebody(`none-${email}`);
    await know(person, 'alias', `odd-${email}`);
    refuse(nth);
    await expect(prepare(person)).rejects.toMatchObject({ type: 'RetoolRejectedError', nonRetryable: true });
  });
});

it('an invite to an address that is somebody else’s now is left as it is, and handed over', async () => {
  const inviteId = account.simulated.change.createInvite(`given-on-${email}`);
  const person = await somebody(email);
  await know(person, 'former-email', `given-on-${email}`);
  await somebody(`given-on-${email}`);
  const run = await stage.ask(person);
  const plan = await stage.prepare(run, account);
  const kinds = plan.kind === 'ready' ? plan.steps.map(({ kind }) => kind) : [];
  expect(kinds).not.toContain('deleteInvite');
  const stored = await findPlan(db(), { runId: run.id, accountId: account.id });
  expect(stored?.plan.handOver).toMatchObject([{ what: 'shared-invite', id: inviteId }]);
});

describe('what a run took from a user is brought back', () => {
  /** A run that took access from the user, and one that restores it. */
  const restoring = async (person: Person) => {
    const run = await stage.ask(person);
    await stage.prepare(run, account);
    const ended = { runId: run.id, accountId: account.id, state: 'verified' as const, detail: null };
    await stage.attempt('recordAccount', ended);
    await updateRun(db(), run.id, { closedAt: new Date() });
    const wanted = { inAccounts: { [account.id]: { active: true } } };
    account.simulated.change.disableUser(email);
    return await stage.ask(person, { kind: 'restore', wanted, restoresRunId: run.id });
  };

  it('to that user, whoever the person is linked to since', async () => {
    const person = await somebody(email);
    const run = await restoring(person);
    await link(person, account.simulated.change.createUser({ email: `new-${email}` }));
    expect(await stage.prepare(run, account)).toMatchObject({ steps: [{ id: expect.stringContaining(userId) }] });
    expect(await matchOf(run)).toMatchObject({ match: 'restored-run', userId });
  });

  it('to nobody else: it is held where the user has become somebody else’s, or is gone', async () => {
    const person = await somebody(email);
    const run = await restoring(person);
    await link(await somebody(`new-${email}`), userId);
    expect(await stage.prepare(run, account)).toMatchObject({
      kind: 'held',
      reason: `the user from whom access was taken is linked to another person now (${userId})`,
      remedy: expect.stringContaining(`steward skip ${run.workflowId} --account acme`),
    });
    const userGone = { userId: 'user_gone' };
    await patchRunAccount(db(), { runId: run.restoresRunId ?? '', accountId: account.id }, userGone);
    expect(await stage.prepare(run, account)).toMatchObject({
      kind: 'held',
      reason: 'the user from whom access was taken is no longer there (user_gone)',
    });
  });
});

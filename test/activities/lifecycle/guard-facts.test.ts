import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { defaultPolicy } from '../../../domain/policy/default-policy.js';
import type { Exclusion, Policy } from '../../../domain/policy/policy.js';
import { leaverState } from '../../../domain/plan/wanted-state.js';
import { type Account, updateAccount } from '../../../store/accounts.js';
import { recordDecision } from '../../../store/decisions.js';
import { freeze, unfreeze } from '../../../store/freezes.js';
import { createPerson, putLink } from '../../../store/people.js';
import { listRunAccounts, noteAccountState, patchRunAccount } from '../../../store/run-accounts.js';
import { type Run, updateRun } from '../../../store/runs.js';
import { inventoryUser } from '../../setup/inventory-user.js';
import { createLifecycleStage, type LifecycleStage } from '../../setup/lifecycle-stage.js';

type Connected = Awaited<ReturnType<LifecycleStage['connect']>>;

let stage: LifecycleStage;
let account: Connected;
let old: Connected;
beforeAll(async () => {
  stage = await createLifecycleStage([
    { name: 'acme' },
    { name: 'old', profile: '3.100' },
    { name: 'blind' },
    { name: 'dark', profile: '3.100' },
    { name: 'dim', profile: '3.100' },
  ]);
  account = await stage.connect('acme');
  old = await stage.connect('old');
});
afterAll(() => stage.close());

/** Each test has its own run of people nobody else is about, and the policy as it is without a file. */
beforeEach(async () => {
  stage.policy = defaultPolicy;
  account.simulated.change.enableUser(account.simulated.special.breakGlass);
  await stage.store.db.updateTable('runs').set({ closedAt: new Date() }).execute();
  await stage.store.db.updateTable('runAccounts').set({ disabledAt: null, disablingAt: null }).execute();
});

/** What speaks against the plan of a run, the guards and how much they stop. */
async function verdicts(run: Run, where: Account = account): Promise<string[]> {
  const plan = await stage.prepare(run, where, 'preview');
  if (plan.kind !== 'ready') throw new Error(`It is ${plan.kind}.`);
  return plan.stopped.map(({ guard, decision }) => `${guard}: ${decision}${plan.steps.length === 0 ? ' all' : ''}`);
}

const leaver = () => stage.ask(account.simulated.special.leaver);
const admin = () => stage.ask(account.simulated.special.soleAdmin);
const withPolicy = (changes: Partial<Policy>) => {
  stage.policy = { ...defaultPolicy, ...changes };
};

function exclusion(email: string, changes: Partial<Exclusion> = {}): Exclusion {
  const expiresAt = new Date(Date.now() + 60_000).toISOString();
  return { email, account: '*', owner: 'it', reason: 'break glass', expiresOn: '2099-01-01', expiresAt, ...changes };
}

it('say nothing about an ordinary leaver', async () => {
  expect(await verdicts(await leaver())).toEqual([]);
});

describe('an excluded person', () => {
  it('is held in the accounts of the exclusion, until it expires', async () => {
    const run = await leaver();
    const { leaver: email } = account.simulated.special;
    withPolicy({ exclusions: [exclusion(email)] });
    expect(await verdicts(run)).toEqual(['excluded-person: hold all']);
    withPolicy({ exclusions: [exclusion(email, { account: 'old' })] });
    expect(await verdicts(run)).toEqual([]);
    withPolicy({ exclusions: [exclusion(email, { expiresAt: new Date(Date.now() - 1000).toISOString() })] });
    expect(await verdicts(run)).toEqual([]);
  });

  it('is known by the address the linked user has in Retool, too', async () => {
    const { special, findUser } = { ...account.simulated, findUser: account.simulated.findUser };
    const person = await createPerson(stage.store.db, { emails: ['nobody.knows@acme.example'] });
    const userId = findUser(special.mobile)?.id ?? '';
    await putLink(stage.store.db, {
      accountId: account.id,
      personId: person.id,
      userId,
      linkedBy: 'tess',
      reason: null,
    });
    withPolicy({ exclusions: [exclusion(special.mobile)] });
    expect(await verdicts(await stage.ask(person))).toEqual(['excluded-person: hold all']);
  });
});

describe('the last enabled admin', () => {
  it('is not who has another enabled admin beside them', async () => {
    expect(await verdicts(await admin())).toEqual([]);
  });

  it('is held when the other one is disabled', async () => {
    account.simulated.change.disableUser(account.simulated.special.breakGlass);
    expect(await verdicts(await admin())).toEqual(['last-admin: hold all']);
  });

  it('is held when the other one is excluded: break-glass accounts do not count', async () => {
    withPolicy({ exclusions: [exclusion(account.simulated.special.breakGlass)] });
    expect(await verdicts(await admin())).toEqual(['last-admin: hold all']);
  });

  it('is held when the other one leaves later, though nobody has looked yet which user they are', async () => {
    const run = await admin();
    const effectiveAt = new Date('2099-01-01T00:00:00Z');
    const later = await stage.ask(account.simulated.special.breakGlass, { effectiveAt });
    expect(await verdicts(run)).toEqual(['last-admin: hold all']);
    await updateRun(stage.store.db, later.id, { closedAt: new Date(), outcome: 'cancelled' });
    expect(await verdicts(run)).toEqual([]);
  });

  it('is held when the other one, whom a link names, is suspended or disabled on request', async () => {
    const { db } = stage.store;
    const run = await admin();
    const person = await createPerson(db, { emails: [] });
    const userId = account.simulated.findUser(account.simulated.special.breakGlass)?.id ?? '';
    await putLink(db, { accountId: account.id, personId: person.id, userId, linkedBy: 'tess', reason: null });
    const access = { kind: 'access' as const, wanted: { inAccounts: { [account.id]: { active: false } } } };
    for (const changes of [{ kind: 'suspend' as const }, access]) {
      const other = await stage.ask(person, changes);
      expect(await verdicts(run), changes.kind).toEqual(['last-admin: hold all']);
      await updateRun(db, other.id, { closedAt: new Date() });
    }
    expect(await verdicts(run)).toEqual([]);
  });

  it('is not who has an admin beside them that leaves elsewhere only, or was skipped here', async () => {
    const run = await admin();
    const elsewhere = await stage.ask(account.simulated.special.breakGlass, { onlyAccounts: ['old'] });
    expect(await verdicts(run)).toEqual([]);
    await updateRun(stage.store.db, elsewhere.id, { closedAt: new Date() });
    const skipped = await stage.ask(account.simulated.special.breakGlass, { kind: 'suspend' });
    const key = { runId: skipped.id, accountId: account.id };
    await noteAccountState(stage.store.db, key, { state: 'skipped', detail: null });
    expect(await verdicts(run)).toEqual([]);
  });

  it('is known in a version that does not tell who is an admin', async () => {
    const { special, change } = old.simulated;
    change.disableUser(special.breakGlass);
    expect(await verdicts(await stage.ask(special.soleAdmin), old)).toContain('last-admin: hold all');
  });

  it('is held when nobody can tell whether there is another', async () => {
    const blind = stage.simulator.account('blind');
    const token = blind.createToken({ label: 'no groups', scopes: ['users:read', 'users:write', 'organization:read'] });
    const connected = await stage.connect('blind', { source: { kind: 'stored', token } });
    const plan = await stage.prepare(await stage.ask(blind.special.soleAdmin), connected, 'preview');
    expect(plan).toMatchObject({
      steps: [],
      stopped: [{ guard: 'last-admin', reason: 'an admin, and whether there is another could not be read' }],
    });
  });

  it('is known from the last sync where neither users nor groups tell who is an admin', async () => {
    const { createToken, special, findUser } = stage.simulator.account('dim');
    const token = createToken({ label: 'no groups', scopes: ['users:read', 'users:write', 'organization:read'] });
    const dim = await stage.connect('dim', { source: { kind: 'stored', token } });
    const seen = (email: string, isAdmin: boolean) =>
      inventoryUser(dim.id, findUser(email)?.id ?? '', { email, isAdmin });
    const users = [seen(special.soleAdmin, true), seen(special.leaver, false)];
    await stage.store.db.insertInto('users').values(users).execute();
    expect(await verdicts(await stage.ask(special.soleAdmin), dim)).toEqual(['last-admin: hold all']);
    expect(await verdicts(await stage.ask(special.leaver), dim)).toEqual([]);
  });

  it('may be anybody where neither users nor groups tell who is an admin: all are held until an operator decides', async () => {
    const { createToken, special, findUser } = stage.simulator.account('dark');
    const token = createToken({ label: 'no groups', scopes: ['users:read', 'users:write', 'organization:read'] });
    const dark = await stage.connect('dark', { source: { kind: 'stored', token }, tokenOwnerEmail: null });
    const [admin, run] = [await stage.ask(special.soleAdmin), await stage.ask(special.leaver)];
    for (const held of [admin, run]) {
      expect(await verdicts(held, dark)).toEqual(['last-admin: hold all', 'token-owner: hold all']);
    }
    // Nobody of a batch waits for who is stopped.
    expect(await stage.prepare(admin, dark)).toMatchObject({ steps: [] });
    const inDark = (await listRunAccounts(stage.store.db, admin.id)).find(({ accountId }) => accountId === dark.id);
    expect(inDark?.attemptedAt).toBeInstanceOf(Date);
    const override = { kind: 'override' as const, operator: await addOperator('olga'), reason: 'there are others' };
    for (const guard of ['last-admin', 'token-owner']) {
      await recordDecision(stage.store.db, { runId: run.id, ...override, detail: { guard } });
    }
    const plan = await stage.prepare(run, dark);
    if (plan.kind !== 'ready') throw new Error(`It is ${plan.kind}.`);
    expect(await stage.perform(run, dark, 'disableUser', plan.fence)).toMatchObject({ outcome: 'done' });
    expect([special.leaver, special.soleAdmin].map((email) => findUser(email)?.active)).toEqual([false, true]);
  });
});

describe('the owner of the token we use', () => {
  const owner = async (tokenOwnerEmail: string | null) =>
    await updateAccount(stage.store.db, account.id, { tokenOwnerEmail });

  it('is held, whichever case their address is in', async () => {
    await owner(account.simulated.special.leaver.toUpperCase());
    expect(await verdicts(await leaver())).toEqual(['token-owner: hold all']);
  });

  it('holds every admin while nobody knows who it is, and nobody else', async () => {
    await owner(null);
    expect(await verdicts(await admin())).toEqual(['token-owner: hold all']);
    expect(await verdicts(await leaver())).toEqual([]);
    await owner(account.simulated.special.external);
  });
});

describe('writes', () => {
  it.each<[string, Partial<Account>, string]>([
    ['read only', { access: 'read' }, 'account-read-only: refuse all'],
    ['paused', { state: 'paused' }, 'account-paused: refuse all'],
    ['stopped', { state: 'stopped' }, 'account-paused: refuse all'],
  ])('are refused in an account that is %s', async (_, changes, verdict) => {
    const run = await leaver();
    await updateAccount(stage.store.db, account.id, changes);
    expect(await verdicts(run)).toEqual([verdict]);
    await updateAccount(stage.store.db, account.id, { access: 'write', state: 'active' });
  });

  it('are refused where the policy says so', async () => {
    const run = await leaver();
    const rules = { readOnly: false, writesPaused: false, namedSeats: false };
    withPolicy({ accounts: { acme: { ...rules, readOnly: true } } });
    expect(await verdicts(run)).toEqual(['account-read-only: refuse all']);
    withPolicy({ accounts: { acme: { ...rules, writesPaused: true } } });
    expect(await verdicts(run)).toEqual(['writes-frozen: refuse all']);
  });

  it('are refused while this account or all are frozen, and not while another is', async () => {
    const { db } = stage.store;
    const run = await leaver();
    for (const [accountId, expected] of [
      [account.id, ['writes-frozen: refuse all']],
      [null, ['writes-frozen: refuse all']],
      [old.id, []],
    ] as const) {
      await freeze(db, { accountId, by: 'tess', reason: 'an incident' });
      expect(await verdicts(run)).toEqual(expected);
      await unfreeze(db, accountId);
    }
  });

  it('without a scope the token is known to lack are refused, and the disabling is not', async () => {
    await updateAccount(stage.store.db, account.id, { scopes: { 'groups:write': 'missing' } });
    expect(await verdicts(await leaver())).toEqual(['missing-scope: refuse']);
    await updateAccount(stage.store.db, account.id, { scopes: {} });
  });
});

describe('removals within a day', () => {
  /** Users whom runs of these kinds disabled so many hours ago. */
  async function disabled(...runs: ['offboard' | 'suspend', number][]): Promise<void> {
    for (const [kind, hours] of runs) {
      const { id: runId } = await stage.ask(`p${Math.random()}@acme.example`, {
        kind,
        wanted: { everywhere: leaverState },
      });
      const disabledAt = new Date(Date.now() - hours * 3_600_000);
      await patchRunAccount(stage.store.db, { runId, accountId: account.id }, { disabledAt });
    }
  }
  const limit = (count: number, sharePercent: number) =>
    withPolicy({ removals: { perAccountAndDay: { count, sharePercent } } });

  it('count those of a day, suspensions included', async () => {
    const run = await leaver();
    limit(2, 0);
    await disabled(['offboard', 1], ['suspend', 25]);
    expect(await verdicts(run)).toEqual([]);
    await disabled(['suspend', 23]);
    expect(await verdicts(run)).toEqual(['removal-limit: hold all']);
  });

  it('may be a share of the enabled users as of the last sync, where that is more', async () => {
    const { db } = stage.store;
    const run = await leaver();
    await disabled(['offboard', 1], ['offboard', 2]);
    limit(2, 5);
    const users = Array.from({ length: 60 }, (_, index) => inventoryUser(account.id, `u${index}`));
    await db.insertInto('users').values(users).execute();
    expect(await verdicts(run)).toEqual([]);
    await db.updateTable('users').set({ active: false }).where('id', '>=', 'u2').execute();
    expect(await verdicts(run)).toEqual(['removal-limit: hold all']);
  });

  it('do not count twice who is disabled already and is cleaned up now', async () => {
    const run = await leaver();
    limit(1, 0);
    const key = { runId: run.id, accountId: account.id };
    await patchRunAccount(stage.store.db, key, { disabledAt: new Date() });
    expect(await verdicts(run)).toEqual([]);
  });
});

it('hold a seat that is paid', async () => {
  withPolicy({ accounts: { acme: { readOnly: false, writesPaused: false, namedSeats: true } } });
  const wanted = { everywhere: { seat: 'builder' as const, invites: 'none' as const } };
  const run = await stage.ask(account.simulated.special.external, { kind: 'access', wanted });
  expect(await verdicts(run)).toEqual(['paid-seat: hold all']);
});

describe('an override', () => {
  it('counts in its run and account only, and never for what is refused', async () => {
    const { db } = stage.store;
    const [run, other] = [await leaver(), await admin()];
    withPolicy({ removals: { perAccountAndDay: { count: 0, sharePercent: 0 } } });
    const override = { kind: 'override' as const, operator: await addOperator(), reason: 'all of them leave' };
    await recordDecision(db, { runId: run.id, accountId: old.id, ...override, detail: { guard: 'removal-limit' } });
    expect(await verdicts(run)).toEqual(['removal-limit: hold all']);
    await recordDecision(db, { runId: run.id, accountId: account.id, ...override, detail: { guard: 'removal-limit' } });
    expect(await verdicts(run)).toEqual([]);
    expect(await verdicts(other)).toEqual(['removal-limit: hold all']);
    await recordDecision(db, { runId: run.id, ...override, detail: { guard: 'writes-frozen' } });
    await freeze(db, { accountId: null, by: 'tess', reason: 'an incident' });
    expect(await verdicts(run)).toEqual(['writes-frozen: refuse all']);
    await unfreeze(db, null);
  });
});

async function addOperator(name = 'alma') {
  const row = { name, role: 'admin' as const, keyHash: Buffer.from(name), expiresAt: new Date('2099-01-01') };
  return await stage.store.db.insertInto('operators').values(row).returning(['id', 'name']).executeTakeFirstOrThrow();
}

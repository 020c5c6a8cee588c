import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSealer } from '../../codec/sealer.js';
import { generateKeyRing } from '../../config/generate-key-ring.js';
import type { Account } from '../../store/accounts.js';
import { listChanges } from '../../store/changes.js';
import { readLedger } from '../../store/ledger.js';
import { listRunAccounts } from '../../store/run-accounts.js';
import { settleDrift } from '../../store/run-drift.js';
import { getRun } from '../../store/runs.js';
import { addEndedRun as addEnded, addPerson, addRun } from '../setup/lifecycle.js';
import {
  crowd,
  group,
  member,
  type Organization,
  organization,
  syncOrganization,
  user,
} from '../setup/organization.js';
import { addAccount, openTestStore, type TestStore } from '../setup/store.js';

let store: TestStore;
let account: Account;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());
beforeEach(async () => {
  account = await addAccount(store.db);
});

const sealer = createSealer(generateKeyRing());
const groups = [group(1, 'All Users'), group(7, 'Finance'), group(9, 'Sales')];
const disabled = user('ada', { active: false });

/** The next sync finds ada so, beside everybody else. */
const sync = (changes: Partial<Organization> = {}) =>
  syncOrganization(
    store,
    account.id,
    organization({ groups, ...changes, users: [...crowd(), ...(changes.users ?? [disabled])] }),
    { sealer },
  );

const back = { users: [user('ada')], memberships: [member(1, 'ada'), member(7, 'ada')] };

/** An offboarding of ada in this account that ended well. */
const addEndedRun = (changes: Partial<Parameters<typeof addEnded>[2]> = {}) =>
  addEnded(store.db, account, { email: disabled.email, userId: disabled.id, ...changes });

const attentionOf = async ({ id }: { id: string }) => (await getRun(store.db, id)).attention;
const feedOf = async (runId: string) => {
  const { changes } = await listChanges(store.db, { runId, kinds: ['leaver-came-back'] }, { limit: 9 });
  return changes.map(({ label, detail }) => [label, detail]);
};

/** Nobody else has ada's address: each test has its own people. */
beforeEach(async () => {
  await store.db.deleteFrom('identities').execute();
});

describe('a leaver who is enabled again after the run has ended', () => {
  it('is in the change feed, asks an operator to look at the run, and stands in its signed ledger', async () => {
    const run = await addEndedRun();
    expect((await sync()).outcome).toBe('applied');
    expect(await attentionOf(run)).toBeNull();
    const seen = await sync(back);
    expect(seen).toMatchObject({ counts: { cameBack: 1 } });
    expect(await feedOf(seen.runId)).toEqual([
      [disabled.email, { enabled: true, groups: ['Finance'], run: run.workflowId }],
    ]);
    expect(await attentionOf(run)).toBe('access-came-back');
    const drift = { enabled: true, groupIds: [7] };
    expect(await listRunAccounts(store.db, run.id)).toMatchObject([{ drift, driftSeenAt: expect.any(Date) }]);
    expect((await readLedger(store.db, run.id)).map(({ entry }) => entry)).toEqual([
      { kind: 'drift', accountId: account.id, drift },
    ]);
    const heads = await store.db.selectFrom('ledgerHeads').select('ledgerSeq').where('runId', '=', run.id).execute();
    expect(heads).toEqual([{ ledgerSeq: 1 }]);
  });

  it('is seen also when no sync ever saw the user disabled', async () => {
    await sync(back);
    const run = await addEndedRun();
    expect(await sync(back)).toMatchObject({ counts: { changes: 1, cameBack: 1 } });
    expect(await attentionOf(run)).toBe('access-came-back');
  });

  it('is told once, and again when more comes back', async () => {
    await addEndedRun();
    await sync();
    await sync(back);
    const same = await sync(back);
    expect(same).toMatchObject({ counts: { changes: 0 } });
    expect(same).not.toHaveProperty('counts.cameBack');
    const more = { ...back, memberships: [...back.memberships, member(9, 'ada')] };
    expect(await sync(more)).toMatchObject({ counts: { cameBack: 1 } });
  });

  it('asks nobody any more once the access is gone again', async () => {
    const run = await addEndedRun();
    await sync(back);
    expect(await attentionOf(run)).toBe('access-came-back');
    await sync();
    expect(await attentionOf(run)).toBeNull();
    expect(await listRunAccounts(store.db, run.id)).toMatchObject([{ drift: null }]);
    expect((await readLedger(store.db, run.id)).at(-1)?.entry).toMatchObject({
      drift: { enabled: false, groupIds: [] },
    });
  });

  it('asks nobody any more once an operator knows of it, until more comes back', async () => {
    const run = await addEndedRun();
    await sync(back);
    expect(await settleDrift(store.db, run.id, new Date())).toEqual([
      { accountName: account.name, drift: { enabled: true, groupIds: [7] } },
    ]);
    expect(await settleDrift(store.db, run.id, new Date())).toBeUndefined();
    await sync(back);
    expect(await attentionOf(run)).toBeNull();
    await sync({ ...back, memberships: [member(9, 'ada')] });
    expect(await attentionOf(run)).toBe('access-came-back');
  });

  it('is for a newer run from when that is begun, without a word in the ledger of the old one', async () => {
    const run = await addEndedRun();
    await sync(back);
    await addRun(store.db, { personId: run.personId });
    await sync(back);
    expect(await attentionOf(run)).toBeNull();
    expect(await readLedger(store.db, run.id)).toHaveLength(1);
  });

  it('may be one who has groups again, or a new user with the same address', async () => {
    const run = await addEndedRun();
    await sync({ memberships: [member(9, 'ada')] });
    expect(await listRunAccounts(store.db, run.id)).toMatchObject([{ drift: { enabled: false, groupIds: [9] } }]);
    const other = await addEndedRun({ askedAt: new Date(0), userId: null });
    await store.db.deleteFrom('identities').where('personId', '=', run.personId).execute();
    await sync({ users: [user('ada2', { email: 'Ada@acme.example' })] });
    expect(await listRunAccounts(store.db, other.id)).toMatchObject([{ drift: { enabled: true, groupIds: [] } }]);
  });
});

describe('nobody comes back', () => {
  const expectNothing = async (run: { id: string }) => {
    expect(await sync(back)).not.toHaveProperty('counts.cameBack');
    expect(await attentionOf(run)).toBeNull();
  };

  it('while the run goes on: its second look is still to come', async () => {
    await expectNothing(await addEndedRun({ stage: 'verified', closedAt: null }));
  });

  it('where the account was left out', async () => {
    const run = await addEndedRun();
    await store.db.updateTable('runAccounts').set({ state: 'skipped' }).where('runId', '=', run.id).execute();
    await expectNothing(run);
  });

  it('who was employed again', async () => {
    const run = await addEndedRun();
    await store.db.updateTable('people').set({ episode: 2 }).where('id', '=', run.personId).execute();
    await expectNothing(run);
  });

  it.each(['restore', 'onboard', 'access'] as const)(
    'when a newer run of kind %s is about the account',
    async (kind) => {
      const run = await addEndedRun();
      await addRun(store.db, { kind, personId: run.personId, onlyAccounts: [account.name] });
      await expectNothing(run);
    },
  );

  it('whose user belongs to somebody else by now', async () => {
    const run = await addEndedRun();
    const { id: personId } = await addPerson(store.db, { email: disabled.email });
    await store.db
      .insertInto('links')
      .values({ accountId: account.id, personId, userId: disabled.id, linkedBy: 'tess', reason: null })
      .execute();
    await expectNothing(run);
  });
});

it('a newer run that was cancelled, or is about other accounts, changes nothing', async () => {
  const run = await addEndedRun();
  await addRun(store.db, { kind: 'restore', personId: run.personId, stage: 'cancelled' });
  await addRun(store.db, { kind: 'restore', personId: run.personId, onlyAccounts: ['another'] });
  expect(await sync(back)).toMatchObject({ counts: { cameBack: 1 } });
  expect(await attentionOf(run)).toBe('access-came-back');
});

import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Account, getAccount, updateAccount } from '../../store/accounts.js';
import { compareAndApply } from '../../store/compare.js';
import { countPart, stageUsers } from '../../store/staging.js';
import { emptyStaging, StagingLostError } from '../../store/staging-tables.js';
import { closeSyncRun, findSyncRunById, openSyncRun } from '../../store/sync-runs.js';
import { listUsers } from '../../store/users.js';
import { holdTransaction } from '../setup/held-transaction.js';
import {
  crowd,
  group,
  inBatches,
  member,
  type Organization,
  organization,
  readOrganization,
  syncOrganization,
  user,
} from '../setup/organization.js';
import { addAccount, openTestStore, type TestStore } from '../setup/store.js';

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());

let account: Account;
beforeEach(async () => {
  account = await addAccount(store.db);
});

const acme = organization({
  users: crowd(),
  groups: [group(1, 'All Users'), group(7, 'Finance')],
  memberships: crowd().map(({ id: userId }) => ({ groupId: 1, userId, isGroupAdmin: false })),
});
const withAda: Organization = { ...acme, users: [...acme.users, user('ada')] };

const emails = async () => {
  const { users } = await listUsers(store.db, { accounts: [account.name] }, { limit: 100 });
  return users.map(({ email }) => email);
};

/** Row versions: they change with every write, also with one that leaves all values as they are. */
const versions = async () => {
  const { rows } = await store.pool.query(
    `select 'users' as name, id, xmin::text, ctid::text from users where account_id = $1
     union all select 'groups', id::text, xmin::text, ctid::text from groups where account_id = $1
     union all select 'user_groups', user_id, xmin::text, ctid::text from user_groups where account_id = $1
     order by 1, 2`,
    [account.id],
  );
  return rows;
};

describe('a comparison', () => {
  it('fills the inventory the first time, and says as of when it is true', async () => {
    const now = new Date('2026-11-24T12:00:00Z');
    const result = await syncOrganization(store, account.id, withAda, { now });
    expect(result).toMatchObject({
      outcome: 'applied',
      baseline: true,
      counts: { users: 11, groups: 2, memberships: 10, invites: 0, changes: 1 },
    });
    expect((await getAccount(store.db, account.id)).syncedAt).toEqual(now);
    expect(await emails()).toContain('ada@acme.example');
  });

  it('fills the inventory of an organization in which there is nobody', async () => {
    const nobody = { users: 0, groups: 0, memberships: 0, invites: 0 };
    expect(await syncOrganization(store, account.id, organization())).toMatchObject({
      outcome: 'applied',
      counts: { ...nobody, changes: 1 },
    });
    expect(await syncOrganization(store, account.id, organization())).toMatchObject({
      outcome: 'applied',
      baseline: false,
      counts: { ...nobody, changes: 0 },
    });
  });

  it('writes nothing into the inventory when nothing changed', async () => {
    await syncOrganization(store, account.id, withAda);
    const before = await versions();
    const now = new Date('2026-11-24T13:00:00Z');
    expect(await syncOrganization(store, account.id, withAda, { now })).toMatchObject({ counts: { changes: 0 } });
    expect(await versions()).toEqual(before);
    expect((await getAccount(store.db, account.id)).syncedAt).toEqual(now);
  });

  it('writes only the rows that changed, also those of which the feed says nothing', async () => {
    await syncOrganization(store, account.id, withAda);
    const before = await versions();
    const lastActive = '2026-11-24T11:00:00.000Z';
    await syncOrganization(store, account.id, { ...acme, users: [...acme.users, user('ada', { lastActive })] });
    const after = await versions();
    expect(after.filter((_, index) => after[index].xmin !== before[index].xmin)).toMatchObject([{ id: 'user_ada' }]);
    const { users } = await listUsers(store.db, { accounts: [account.name], email: 'ada' }, { limit: 1 });
    expect(users[0]?.lastActive).toEqual(new Date(lastActive));
  });

  it('leaves the inventory of other accounts alone', async () => {
    const other = await addAccount(store.db);
    for (const { id } of [account, other]) await syncOrganization(store, id, withAda);
    await syncOrganization(store, account.id, acme);
    const { users } = await listUsers(store.db, { accounts: [other.name], email: 'ada' }, { limit: 10 });
    expect(users).toHaveLength(1);
    expect(await emails()).not.toContain('ada@acme.example');
  });

  it('takes each user once who was read in several parts, as they were read last', async () => {
    const { runId, ...rest } = await readOrganization(store, account.id, withAda);
    const again = [user('ada', { firstName: 'Augusta' }), user('p1')];
    await stageUsers(store.pool, { runId, part: 2 }, inBatches(again));
    const { users: counted, ...others } = rest.expectedParts;
    const expectedParts = { ...others, users: { ...counted, 2: await countPart(store.db, runId, 'users', 2) } };
    const result = await compareAndApply(store.db, { ...rest, runId, expectedParts, now: new Date() });
    expect(result).toMatchObject({ outcome: 'applied', counts: { users: 11 } });
    const { users } = await listUsers(store.db, { accounts: [account.name], email: 'ada' }, { limit: 10 });
    expect(users.map(({ firstName }) => firstName)).toEqual(['Augusta']);
  });

  it('takes each user and member once who was read twice in one part', async () => {
    const twice: Organization = {
      ...withAda,
      users: [...withAda.users, user('ada', { firstName: 'Augusta' })],
      groups: [...withAda.groups, group(7, 'Finance')],
      memberships: [...withAda.memberships, member(7, 'ada'), member(7, 'ada', true), member(1, 'ada')],
    };
    for (const baseline of [true, false]) {
      expect(await syncOrganization(store, account.id, twice)).toMatchObject({
        outcome: 'applied',
        baseline,
        counts: { users: 11, groups: 2, memberships: 12 },
      });
    }
    const { users } = await listUsers(store.db, { accounts: [account.name], email: 'ada' }, { limit: 10 });
    expect(users).toMatchObject([
      { firstName: 'Augusta', groups: ['All Users', 'Finance'], groupAdminOf: ['Finance'] },
    ]);
  });

  it('does not mind in which order groups and members come', async () => {
    const read = { ...withAda, memberships: [...withAda.memberships, member(7, 'p1'), member(7, 'p2')] };
    await syncOrganization(store, account.id, { ...read, memberships: read.memberships.toReversed() });
    const before = await versions();
    for (const memberships of [read.memberships, read.memberships.toReversed()]) {
      expect(await syncOrganization(store, account.id, { ...read, memberships })).toMatchObject({
        counts: { changes: 0 },
      });
    }
    expect(await versions()).toEqual(before);
  });

  it('ignores what was staged under parts that no step promised', async () => {
    const { runId, ...rest } = await readOrganization(store, account.id, acme);
    await stageUsers(store.pool, { runId, part: 9 }, inBatches([user('stranger')]));
    await compareAndApply(store.db, { ...rest, runId, now: new Date() });
    expect(await emails()).not.toContain('stranger@acme.example');
  });

  it('gives the same result when it is repeated', async () => {
    const reading = { ...(await readOrganization(store, account.id, withAda)), now: new Date() };
    const first = await compareAndApply(store.db, reading);
    expect(await compareAndApply(store.db, { ...reading, now: new Date() })).toEqual(first);
  });

  it('keeps since when a user has been seen', async () => {
    await syncOrganization(store, account.id, withAda, { now: new Date('2026-11-01T00:00:00Z') });
    const renamed = { ...acme, users: [...acme.users, user('ada', { firstName: 'Augusta' })] };
    await syncOrganization(store, account.id, renamed, { now: new Date('2026-11-02T00:00:00Z') });
    const ada = await store.db
      .selectFrom('users')
      .selectAll()
      .where('accountId', '=', account.id)
      .where('id', '=', 'user_ada')
      .executeTakeFirstOrThrow();
    expect(ada).toMatchObject({ firstName: 'Augusta', firstSeenAt: new Date('2026-11-01T00:00:00Z') });
  });
});

describe('staging that is lost', () => {
  it.each(['users', 'groups', 'memberships'] as const)('is noticed when the %s are gone', async (kind) => {
    await syncOrganization(store, account.id, withAda);
    const before = await versions();
    const reading = await readOrganization(store, account.id, withAda);
    await store.pool.query(`truncate staging.${kind}_${reading.runId.replaceAll('-', '')}`);
    expect(await compareAndApply(store.db, { ...reading, now: new Date() })).toEqual({ outcome: 'staging-lost' });
    expect(await versions()).toEqual(before);
    expect(await findSyncRunById(store.db, reading.runId)).toMatchObject({ state: 'reading' });
  });

  it('is noticed before the first sync, and the run can read anew', async () => {
    const { runId, ...rest } = await readOrganization(store, account.id, acme);
    await emptyStaging(store.db, runId);
    const comparison = { ...rest, runId, now: new Date() };
    expect(await compareAndApply(store.db, comparison)).toEqual({ outcome: 'staging-lost' });
    await stageUsers(store.pool, { runId, part: 1 }, inBatches(acme.users));
    const expectedParts = { users: { 1: 10 }, groups: { 1: 0 }, memberships: { 1: 0 }, invites: { 1: 0 } };
    expect(await compareAndApply(store.db, { ...comparison, expectedParts })).toMatchObject({ outcome: 'applied' });
  });

  it('is noticed when only some rows of a part are gone, or others came', async () => {
    const reading = await readOrganization(store, account.id, withAda);
    const table = `staging.users_${reading.runId.replaceAll('-', '')}`;
    await store.pool.query(`delete from ${table} where id = 'user_ada'`);
    expect(await compareAndApply(store.db, { ...reading, now: new Date() })).toEqual({ outcome: 'staging-lost' });
    await stageUsers(store.pool, { runId: reading.runId, part: 1 }, inBatches([user('ada'), user('ed')]));
    expect(await compareAndApply(store.db, { ...reading, now: new Date() })).toEqual({ outcome: 'staging-lost' });
  });

  it('is not feared when a late attempt has written again what was there', async () => {
    const reading = await readOrganization(store, account.id, withAda);
    await stageUsers(store.pool, { runId: reading.runId, part: 1 }, inBatches([user('ada'), user('p1')]));
    expect(await compareAndApply(store.db, { ...reading, now: new Date() })).toMatchObject({ counts: { users: 11 } });
  });

  it('cannot be compared when somebody else closed the run', async () => {
    const reading = await readOrganization(store, account.id, withAda);
    await closeSyncRun(store.db, reading.runId, { state: 'failed' });
    await expect(compareAndApply(store.db, { ...reading, now: new Date() })).rejects.toThrow(StagingLostError);
  });
});

describe('a comparison that is killed in the middle', () => {
  it('leaves the inventory as it was, and can be repeated', async () => {
    await syncOrganization(store, account.id, acme);
    const before = await versions();
    const reading = { ...(await readOrganization(store, account.id, withAda)), now: new Date() };
    // By then the users are written; the change feed is what it waits for.
    const held = await holdTransaction(store, (trx) => sql`lock table changes in share mode`.execute(trx));
    const comparison = compareAndApply(store.db, reading);
    comparison.catch(() => {});
    await expect.poll(waiting).toBeGreaterThan(0);
    await store.pool.query('select pg_terminate_backend($1)', [await waiting()]);
    await expect(comparison).rejects.toThrow(/terminat/i);
    await held.release();
    expect(await versions()).toEqual(before);
    expect(await compareAndApply(store.db, reading)).toMatchObject({ outcome: 'applied', counts: { users: 11 } });
  });

  const waiting = async () => {
    const { rows } = await store.pool.query<{ pid: number }>(
      `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return rows[0]?.pid ?? 0;
  };
});

describe('two comparisons of one account', () => {
  it('run one after the other', async () => {
    await syncOrganization(store, account.id, acme);
    const first = await readOrganization(store, account.id, withAda);
    const second = await openSyncRun(store.db, { accountId: account.id, workflowId: 'other', workflowRunId: 'run' });
    await expect(compareAndApply(store.db, { ...first, now: new Date() })).rejects.toThrow(StagingLostError);
    await stageUsers(store.pool, { runId: second.id, part: 1 }, inBatches(withAda.users));
    const expectedParts = { users: { 1: 11 }, groups: { 1: 0 }, memberships: { 1: 0 }, invites: { 1: 0 } };
    const reading = { runId: second.id, accountId: account.id, expectedParts, acceptShrinkage: true, now: new Date() };
    const results = await Promise.all([compareAndApply(store.db, reading), compareAndApply(store.db, reading)]);
    expect(results[0]).toEqual(results[1]);
    expect(await emails()).toHaveLength(11);
  });
});

describe('who is an administrator', () => {
  const admins = async () => {
    const { users } = await listUsers(store.db, { accounts: [account.name], role: 'admin' }, { limit: 100 });
    return users.map(({ email, licence }) => [email.split('@')[0], licence]);
  };
  const groups = [group(1, 'All Users'), group(2, ' Admin')];
  const read = (isAdmin: boolean | null, ...members: string[]) =>
    organization({
      users: ['ada', 'ben'].map((name) => user(name, { isAdmin })),
      groups,
      memberships: members.map((name) => member(2, name)),
    });

  it('is what Retool says of a user', async () => {
    await syncOrganization(store, account.id, read(false, 'ada'));
    expect(await admins()).toEqual([]);
  });

  it('are the members of the group of administrators where Retool says nothing of users', async () => {
    await syncOrganization(store, account.id, read(null, 'ada'));
    expect(await admins()).toEqual([['ada', 'builder']]);
    await syncOrganization(store, account.id, read(null, 'ben'));
    expect(await admins()).toEqual([['ben', 'builder']]);
  });
});

describe('licences', () => {
  const licences = async () => {
    const { users } = await listUsers(store.db, { accounts: [account.name] }, { limit: 100 });
    return Object.fromEntries(
      users.map(({ email, licence, licenceRule }) => [email.split('@')[0], [licence, licenceRule]]),
    );
  };

  it('follow from the user and from all groups', async () => {
    const people = [
      user('builder', { seatType: 'builder' }),
      user('odd', { seatType: 'somethingNew' }),
      user('admin', { isAdmin: true }),
      user('embed', { userType: 'embed' }),
      user('outside', { email: 'outside@Elsewhere.example' }),
      user('external'),
      user('mobile', { userType: 'mobile' }),
      user('editor'),
      user('viewer'),
      user('gone', { active: false }),
    ];
    const groups = [
      group(1, 'All Users', { universalAppAccess: 'use' }),
      group(2, 'Makers', { universalWorkflowAccess: 'edit' }),
      group(3, 'Viewers', { universalAppAccess: 'use' }),
      group(4, 'external users'),
    ];
    const memberships = [member(2, 'editor'), member(3, 'viewer'), member(4, 'external'), member(2, 'gone')];
    await updateAccount(store.db, account.id, { internalDomains: ['ACME.example'] });
    await syncOrganization(store, account.id, organization({ users: people, groups, memberships }));
    expect(await licences()).toEqual({
      builder: ['builder', 'seat-type'],
      odd: ['standard', 'otherwise'],
      admin: ['builder', 'admin'],
      embed: ['external', 'embed'],
      outside: ['external', 'external-domain'],
      external: ['external', 'external-group'],
      mobile: ['standard', 'mobile'],
      editor: ['builder', 'editing-group'],
      viewer: ['standard', 'otherwise'],
      gone: [null, 'disabled'],
    });
  });

  it('change with the rights of a group, with a membership and with the settings of the account', async () => {
    const read = (level: string, memberships = [member(2, 'ada')]) =>
      organization({
        users: [...crowd(), user('ada')],
        groups: [group(2, 'Makers', { universalAppAccess: level })],
        memberships,
      });
    await syncOrganization(store, account.id, read('use'));
    expect((await licences()).ada).toEqual(['standard', 'otherwise']);
    await syncOrganization(store, account.id, read('own'));
    expect((await licences()).ada).toEqual(['builder', 'editing-group']);
    await syncOrganization(store, account.id, read('own', []));
    expect((await licences()).ada).toEqual(['standard', 'otherwise']);
    await updateAccount(store.db, account.id, { internalDomains: ['elsewhere.example'] });
    await syncOrganization(store, account.id, read('own', []));
    expect((await licences()).ada).toEqual(['external', 'external-domain']);
  });

  it.each([
    ['every enabled user has the same seat type', ['builder', 'builder'], 'low'],
    ['seat types differ', ['builder', 'internalUser'], 'high'],
    ['some have none', ['builder', null], 'high'],
  ])('by seat type are as sure as they can be when %s', async (_, seatTypes, confidence) => {
    const users = seatTypes.map((seatType, index) => user(`u${index}`, { seatType }));
    const disabled = user('gone', { active: false, seatType: 'externalUser' });
    await syncOrganization(store, account.id, organization({ users: [...users, disabled] }));
    const page = await listUsers(store.db, { accounts: [account.name], email: 'u0' }, { limit: 1 });
    expect(page.users).toMatchObject([{ licence: 'builder', licenceConfidence: confidence }]);
  });

  it('are a guess where All Users lets everybody edit', async () => {
    const groups = [group(1, 'All Users', { universalAppAccess: 'edit' })];
    const memberships = [member(1, 'ada')];
    await syncOrganization(store, account.id, organization({ users: [user('ada')], groups, memberships }));
    const page = await listUsers(store.db, { accounts: [account.name] }, { limit: 1 });
    expect(page.users).toMatchObject([{ licence: 'standard', licenceRule: 'otherwise', licenceConfidence: 'low' }]);
    expect((await getAccount(store.db, account.id)).everyoneMayEdit).toBe(true);
  });
});

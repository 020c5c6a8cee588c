import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeKinds } from '../../domain/sync.js';
import { listChanges } from '../../store/changes.js';
import {
  crowd,
  group,
  invite,
  member,
  type Organization,
  organization,
  syncOrganization,
  user,
} from '../setup/organization.js';
import { addAccount, openTestStore, type TestStore } from '../setup/store.js';

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());

/** Crowd and groups are the same before and after: ada, ed and what is given here differ. */
const acme = ({ users = [], groups = [], memberships = [], invites = [] }: Partial<Organization>) =>
  organization({ users: [...crowd(), ...users], groups, memberships, invites });

/** What the feed says, in the order in which it was written, after a first sync of one and a second of the other. */
async function changesBetween(before: Partial<Organization>, after: Partial<Organization>) {
  const { id, name } = await addAccount(store.db);
  await syncOrganization(store, id, acme(before));
  const { runId } = await syncOrganization(store, id, acme(after));
  const { changes } = await listChanges(store.db, { accounts: [name], runId }, { limit: 100 });
  return changes.reverse().map(({ kind, label, detail }) => [kind, label, detail]);
}

const ada = user('ada');
const label = 'ada@acme.example';
const enabled = { active: true, role: 'user', licence: 'standard' };
const finance = group(7, 'Finance');
const access = {
  apps: 'none',
  resources: 'none',
  workflows: 'none',
  queryLibrary: 'none',
  flags: { audit_log_access: false },
};

describe('the change feed says of users', () => {
  it('that one appeared', async () => {
    expect(await changesBetween({}, { users: [ada] })).toEqual([['user-appeared', label, enabled]]);
  });

  it('that one is gone', async () => {
    expect(await changesBetween({ users: [ada] }, {})).toEqual([['user-gone', label, enabled]]);
  });

  it('that one was disabled, and which licence that set free', async () => {
    const after = { users: [user('ada', { active: false })] };
    expect(await changesBetween({ users: [ada] }, after)).toEqual([['user-disabled', label, { licence: 'standard' }]]);
  });

  it('that one was enabled again, and which licence that took', async () => {
    const before = { users: [user('ada', { active: false })] };
    const change = ['user-re-enabled', label, { licence: 'standard' }];
    expect(await changesBetween(before, { users: [ada] })).toEqual([change]);
  });

  it('that one has another name or email', async () => {
    const after = { users: [user('ada', { email: 'ada.king@acme.example', lastName: 'King' })] };
    const detail = {
      before: { email: label, firstName: 'ada', lastName: 'Byrne' },
      after: { email: 'ada.king@acme.example', firstName: 'ada', lastName: 'King' },
    };
    expect(await changesBetween({ users: [ada] }, after)).toEqual([['user-renamed', 'ada.king@acme.example', detail]]);
  });

  it('that one became an admin, with the licence of admins', async () => {
    expect(await changesBetween({ users: [ada] }, { users: [user('ada', { isAdmin: true })] })).toEqual([
      ['role-changed', label, { before: 'user', after: 'admin' }],
      ['licence-changed', label, { before: 'standard', after: 'builder', rule: 'admin' }],
    ]);
  });

  it('that one is no admin any more', async () => {
    expect(await changesBetween({ users: [user('ada', { isAdmin: true })] }, { users: [ada] })).toEqual([
      ['role-changed', label, { before: 'admin', after: 'user' }],
      ['licence-changed', label, { before: 'builder', after: 'standard', rule: 'otherwise' }],
    ]);
  });

  it('that Retool gave one another seat', async () => {
    const [before, after] = [{ seatType: 'internalUser' }, { seatType: 'builder' }];
    expect(await changesBetween({ users: [user('ada', before)] }, { users: [user('ada', after)] })).toEqual([
      ['seat-changed', label, { before: 'internalUser', after: 'builder' }],
      ['licence-changed', label, { before: 'standard', after: 'builder', rule: 'seat-type' }],
    ]);
  });

  it('nothing about a visit, a second factor or the order of the answer', async () => {
    const seen = user('ada', { lastActive: '2026-11-24T10:00:00.000Z', twoFactorAuthEnabled: true });
    expect(await changesBetween({ users: [ada, user('ed')] }, { users: [user('ed'), seen] })).toEqual([]);
  });
});

describe('the change feed says of groups', () => {
  it('that one was created', async () => {
    expect(await changesBetween({}, { groups: [finance] })).toEqual([['group-created', 'Finance', access]]);
  });

  it('that one was deleted', async () => {
    expect(await changesBetween({ groups: [finance] }, {})).toEqual([['group-deleted', 'Finance', access]]);
  });

  it('that one was renamed', async () => {
    const change = ['group-renamed', 'Money', { before: 'Finance', after: 'Money' }];
    expect(await changesBetween({ groups: [finance] }, { groups: [group(7, 'Money')] })).toEqual([change]);
  });

  it('that one allows other things, in levels or in rights', async () => {
    const flags = { audit_log_access: true };
    const wider = group(7, 'Finance', { universalResourceAccess: 'use', flags });
    const change = [
      'group-access-changed',
      'Finance',
      { before: access, after: { ...access, resources: 'use', flags } },
    ];
    expect(await changesBetween({ groups: [finance] }, { groups: [wider] })).toEqual([change]);
  });
});

describe('the change feed says of memberships', () => {
  const both = { users: [ada], groups: [finance] };
  const inFinance = { ...both, memberships: [member(7, 'ada')] };
  const leadsFinance = { ...both, memberships: [member(7, 'ada', true)] };

  it('that somebody joined a group', async () => {
    const change = ['group-joined', label, { group: 'Finance', groupAdmin: false }];
    expect(await changesBetween(both, inFinance)).toEqual([change]);
  });

  it('that somebody left a group', async () => {
    const change = ['group-left', label, { group: 'Finance', groupAdmin: true }];
    expect(await changesBetween(leadsFinance, both)).toEqual([change]);
  });

  it('that somebody became a group admin', async () => {
    const change = ['group-admin-changed', label, { group: 'Finance', groupAdmin: true }];
    expect(await changesBetween(inFinance, leadsFinance)).toEqual([change]);
  });

  it('that somebody is no group admin any more', async () => {
    const change = ['group-admin-changed', label, { group: 'Finance', groupAdmin: false }];
    expect(await changesBetween(leadsFinance, inFinance)).toEqual([change]);
  });

  it('which groups a new user came with, and what those who go leave', async () => {
    expect(await changesBetween({ groups: [finance] }, inFinance)).toEqual([
      ['user-appeared', label, enabled],
      ['group-joined', label, { group: 'Finance', groupAdmin: false }],
    ]);
    expect(await changesBetween(inFinance, {})).toEqual([
      ['user-gone', label, enabled],
      ['group-deleted', 'Finance', access],
      ['group-left', label, { group: 'Finance', groupAdmin: false }],
    ]);
  });

  it('something also of members who are not in the list of users', async () => {
    const change = ['group-joined', null, { group: 'Finance', groupAdmin: false }];
    expect(
      await changesBetween({ groups: [finance] }, { groups: [finance], memberships: [member(7, 'ghost')] }),
    ).toEqual([change]);
  });

  it('nothing of All Users, which everybody is always in', async () => {
    const everyone = [group(1, 'All Users')];
    const after = { users: [ada], groups: everyone, memberships: [member(1, 'ada')] };
    expect(await changesBetween({ groups: everyone }, after)).toEqual([['user-appeared', label, enabled]]);
  });
});

describe('the change feed says of invites', () => {
  const email = 'invited3@acme.example';

  it('that one was opened', async () => {
    const detail = { invitedBy: 'user_ada', expiresAt: '2026-11-27T09:00:00+00:00' };
    expect(await changesBetween({}, { invites: [invite(3)] })).toEqual([['invite-opened', email, detail]]);
  });

  it('that one was withdrawn', async () => {
    expect(await changesBetween({ invites: [invite(3)] }, {})).toEqual([['invite-closed', email, { claimed: false }]]);
  });

  it('that one was claimed', async () => {
    const claimed = { invites: [invite(3, { claimedAt: '2026-11-24T08:00:00.000Z' })] };
    expect(await changesBetween({ invites: [invite(3)] }, claimed)).toEqual([
      ['invite-closed', email, { claimed: true }],
    ]);
  });

  it('nothing of those that were claimed before', async () => {
    const claimed = { invites: [invite(3, { claimedAt: '2026-11-24T08:00:00.000Z' })] };
    expect(await changesBetween({}, claimed)).toEqual([]);
    expect(await changesBetween(claimed, {})).toEqual([]);
  });
});

describe('the change feed', () => {
  it('has one entry for the first sync', async () => {
    const { id, name } = await addAccount(store.db);
    const read = acme({ users: [ada], groups: [finance], memberships: [member(7, 'ada')], invites: [invite(3)] });
    await syncOrganization(store, id, read);
    const { changes } = await listChanges(store.db, { accounts: [name] }, { limit: 10 });
    expect(changes).toMatchObject([{ kind: 'baseline', detail: { users: 11, groups: 1, memberships: 1, invites: 1 } }]);
  });

  it('uses every kind of change that there is, beside the one about leavers', async () => {
    const { rows } = await store.pool.query<{ kind: string }>('select distinct kind from changes');
    const expected = changeKinds.filter((kind) => kind !== 'leaver-came-back');
    expect(rows.map(({ kind }) => kind).sort()).toEqual(expected.sort());
  });
});

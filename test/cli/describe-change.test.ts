import { describe, expect, it } from 'vitest';
import { describeChange } from '../../cli/lists/describe-change.js';
import { type ChangeKind, changeKinds } from '../../domain/sync.js';

describe('a change in words', () => {
  it.each<[ChangeKind, Record<string, unknown>, string]>([
    ['baseline', { users: 60, groups: 1 }, 'first sync: 60 users, 1 group'],
    ['user-appeared', { role: 'user', licence: 'standard', active: true }, 'user, Standard User'],
    ['user-appeared', { role: 'user', licence: null, active: false }, 'user'],
    ['user-disabled', { licence: 'builder' }, 'frees a seat: Builder'],
    ['user-re-enabled', { licence: 'external' }, 'takes a seat: External User'],
    [
      'user-renamed',
      {
        before: { email: 'ada@acme.example', firstName: 'Ada', lastName: 'Byrne' },
        after: { email: 'ada@acme.example', firstName: 'Ada', lastName: 'Lovelace' },
      },
      'Ada Byrne <ada@acme.example> → Ada Lovelace <ada@acme.example>',
    ],
    ['role-changed', { before: 'user', after: 'admin' }, 'user → admin'],
    ['seat-changed', { before: null, after: 'builder' }, 'none → builder'],
    ['licence-changed', { before: 'standard', after: 'builder', rule: 'admin' }, 'Standard User → Builder'],
    ['group-joined', { group: 'Finance', groupAdmin: true }, 'Finance, as group admin'],
    ['group-left', { group: 'Finance', groupAdmin: false }, 'Finance'],
    ['group-admin-changed', { group: 'Finance', groupAdmin: false }, 'Finance: no longer group admin'],
    ['group-renamed', { before: 'Fin', after: 'Finance' }, 'Fin → Finance'],
    [
      'group-access-changed',
      {
        before: { apps: 'use', resources: 'use', flags: { audit_log_access: false } },
        after: { apps: 'edit', resources: 'use', flags: { audit_log_access: true } },
      },
      'apps use → edit, audit_log_access off → on',
    ],
    ['invite-closed', { claimed: true }, 'accepted'],
    ['invite-closed', { claimed: false }, 'withdrawn'],
    [
      'leaver-came-back',
      { enabled: true, groups: ['Finance', 'Sales'], run: 'offboard/E-1042/1/1' },
      'disabled by us, enabled again; in Finance, Sales again (offboard/E-1042/1/1)',
    ],
  ])('%s %j reads as expected', (kind, detail, text) => {
    expect(describeChange({ kind, detail })).toBe(text);
  });

  it.each(changeKinds)('%s without details is still a text', (kind) => {
    expect(describeChange({ kind, detail: {} })).toEqual(expect.any(String));
  });
});

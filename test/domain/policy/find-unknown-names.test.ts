import { expect, it } from 'vitest';
import { defaultPolicy } from '../../../domain/policy/default-policy.js';
import type { KnownAccount } from '../../../domain/policy/explain-rules.js';
import { findUnknownNames } from '../../../domain/policy/find-unknown-names.js';
import type { AccessRule, Exclusion, Policy } from '../../../domain/policy/policy.js';

const toGroups = (...names: string[]) => names.map((name, id) => ({ id, name }));
const accounts: KnownAccount[] = [
  { name: 'acme-cloud', groups: toGroups('Staff', 'Finance Editors', 'Sales', 'sales') },
  { name: 'acme-onprem', groups: toGroups('Staff') },
  { name: 'acme-new', groups: null },
];

function policyWith(where: AccessRule['accounts'], ...groups: string[]): Policy {
  const given = groups.map((name) => ({ name, isGroupAdmin: false }));
  const rule = { name: 'r', when: [], accounts: where, hasAccess: true, groups: given, seat: null };
  return { ...defaultPolicy, matching: 'all', rules: [rule] };
}

const messagesOf = (policy: Policy) => findUnknownNames(policy, accounts).map(({ message }) => message);

it.each<[AccessRule['accounts'], string, string[]]>([
  ['*', 'Staff', []],
  ['*', 'staff ', []],
  [['acme-cloud'], 'Finance Editor', ['no group "Finance Editor" in acme-cloud; near: "Finance Editors".']],
  [['acme-cloud'], 'Finance', ['no group "Finance" in acme-cloud; near: "Finance Editors".']],
  [['acme-cloud'], 'SALES', ['2 groups in acme-cloud are called "SALES".']],
  ['*', 'Finance Editors', ['no group "Finance Editors" in acme-onprem.']],
  [['acme-new'], 'Anything', []],
  [['acme-clod'], 'Staff', ['no account "acme-clod" is connected; near: "acme-cloud".']],
])('a rule for %j that gives %j: %j', (where, group, messages) => {
  expect(messagesOf(policyWith(where, group))).toEqual(messages);
});

it('says where in the file each name stands, in the order of exclusions, rules and accounts', () => {
  const account = { readOnly: true, writesPaused: false, namedSeats: false };
  const exclusion = { email: 'x@acme.example', account: 'other' } as Exclusion;
  const policy = { ...policyWith(['acme-onprem', 'elsewhere'], 'Staff', 'Gone'), exclusions: [exclusion] };
  expect(findUnknownNames({ ...policy, accounts: { toString: account } }, accounts)).toMatchObject([
    { path: ['exclusions', 0, 'account'], kind: 'account', name: 'other', near: null },
    { path: ['rules', 0, 'in'], kind: 'account', name: 'elsewhere' },
    { path: ['rules', 0, 'groups', 1], kind: 'group', name: 'Gone', account: 'acme-onprem' },
    { path: ['accounts', 'toString'], kind: 'account', name: 'toString' },
  ]);
});

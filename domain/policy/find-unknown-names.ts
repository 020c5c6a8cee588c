import type { KnownAccount } from './explain-rules.js';
import type { AccessRule, Policy } from './policy.js';
import { describeUnknownGroup, findGroup, findNear, toUnknownGroup } from './resolve-group.js';

/** A name in a policy that stands for nothing now: a mistake, or something that is still to come. */
export interface UnknownName {
  /** Where the file has it: ['rules', 2, 'groups', 0]. */
  path: (string | number)[];
  kind: 'account' | 'group';
  name: string;
  /** Of a group: the account that does not have it. */
  account: string | null;
  /** The name that may have been meant. */
  near: string | null;
  /** In words, with the full stop. */
  message: string;
}

/** Every account that is named and not connected, and every group that an account it is given in does not have. Pure. */
export function findUnknownNames(policy: Policy, accounts: readonly KnownAccount[]): UnknownName[] {
  const named = policy.rules.flatMap((rule, index) => [
    ...findAccounts(rule.accounts === '*' ? [] : rule.accounts, ['rules', index, 'in'], accounts),
    ...findGroups(rule, index, accounts),
  ]);
  return [
    ...policy.exclusions.flatMap(({ account }, index) =>
      findAccounts(account === '*' ? [] : [account], ['exclusions', index, 'account'], accounts),
    ),
    ...named,
    ...Object.keys(policy.accounts).flatMap((name) => findAccounts([name], ['accounts', name], accounts)),
  ];
}

function findAccounts(names: string[], path: UnknownName['path'], accounts: readonly KnownAccount[]): UnknownName[] {
  const known = accounts.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  return unknown.map((name) => {
    const near = findNear(name, known);
    const message = `no account "${name}" is connected${near === null ? '' : `; near: "${near}"`}.`;
    return { path, kind: 'account', name, account: null, near, message };
  });
}

function findGroups(rule: AccessRule, index: number, accounts: readonly KnownAccount[]): UnknownName[] {
  const concerned = accounts.filter(({ name }) => rule.accounts === '*' || rule.accounts.includes(name));
  return rule.groups.flatMap(({ name }, place) =>
    concerned.flatMap(({ name: account, groups }): UnknownName[] => {
      if (groups === null || findGroup(name, groups)) return [];
      const unknown = toUnknownGroup({ name, rules: [rule.name] }, groups);
      const message = `${describeUnknownGroup(unknown, account)}.`;
      return [{ path: ['rules', index, 'groups', place], kind: 'group', name, account, near: unknown.near, message }];
    }),
  );
}

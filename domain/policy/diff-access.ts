import type { Licence } from '../licence.js';
import type { PersonAttributes } from '../people/person-attributes.js';
import { accountPolicy } from './account-policy.js';
import { type ManagedGroup, managedGroups } from './managed-groups.js';
import { type MatchedRules, matchRules } from './match-rules.js';
import { toComparable } from './match-value.js';
import type { Policy } from './policy.js';

/** Something that rules give in an account; `allowed`: they keep somebody out no longer. */
export interface AccessItem {
  kind: 'access' | 'allowed' | 'group' | 'group-admin' | 'seat';
  /** Of the group, or the licence of a seat; empty for access itself. */
  name: string;
}

export interface LostItem extends AccessItem {
  /** No rule gives it any more, and none takes it: whoever has it keeps it. */
  isKept: boolean;
}

export interface AccessDifference {
  gained: AccessItem[];
  lost: LostItem[];
}

/** A policy in one account, with what is the same for everybody. */
export interface PolicyInAccount {
  policy: Policy;
  account: string;
  managed: Map<string, ManagedGroup>;
}

export function inAccount(policy: Policy, account: string): PolicyInAccount {
  const managed = managedGroups(policy, account).map((group) => [toComparable(group.name), group] as const);
  return { policy, account, managed: new Map(managed) };
}

/** What somebody would gain and lose in an account by another policy. Pure. */
export function diffAccess(
  before: PolicyInAccount,
  after: PolicyInAccount,
  attributes: PersonAttributes,
): AccessDifference {
  const [old, now] = [outcomeOf(before, attributes), outcomeOf(after, attributes)];
  const differences = [diffGiven(old.access, now.access), diffGroups(old, now, after), diffSeat(old, now)];
  return { gained: differences.flatMap(({ gained }) => gained), lost: differences.flatMap(({ lost }) => lost) };
}

interface Outcome {
  access: MatchedRules['access'];
  groups: Map<string, { name: string; isGroupAdmin: boolean }>;
  /** Null: it stays as it is. */
  seat: Licence | null;
}

function outcomeOf({ policy, account }: PolicyInAccount, attributes: PersonAttributes): Outcome {
  const { access, groups, seat } = matchRules(policy, attributes, account);
  const { namedSeats } = accountPolicy(policy, account);
  return {
    access,
    groups: new Map(groups.map((group) => [toComparable(group.name), group])),
    seat: namedSeats ? (seat?.licence ?? null) : null,
  };
}

function diffGiven(old: MatchedRules['access'], now: MatchedRules['access']): AccessDifference {
  if (old === now) return { gained: [], lost: [] };
  if (now === 'given') return { gained: [{ kind: 'access', name: '' }], lost: [] };
  if (old === 'denied') return { gained: [{ kind: 'allowed', name: '' }], lost: [] };
  return { gained: [], lost: [{ kind: 'access', name: '', isKept: now === 'not-given' }] };
}

function diffGroups(old: Outcome, now: Outcome, { managed }: PolicyInAccount): AccessDifference {
  const gained = [...now.groups].flatMap(([key, { name, isGroupAdmin }]): AccessItem[] => {
    const had = old.groups.get(key);
    return [
      ...(had ? [] : [{ kind: 'group' as const, name }]),
      ...(isGroupAdmin && !had?.isGroupAdmin ? [{ kind: 'group-admin' as const, name }] : []),
    ];
  });
  const lost = [...old.groups].flatMap(([key, { name, isGroupAdmin }]): LostItem[] => {
    const has = now.groups.get(key);
    if (!has) return [{ kind: 'group', name, isKept: !managed.has(key) }];
    if (!isGroupAdmin || has.isGroupAdmin) return [];
    return [{ kind: 'group-admin', name, isKept: managed.get(key)?.hasAdmins !== true }];
  });
  return { gained, lost };
}

function diffSeat(old: Outcome, now: Outcome): AccessDifference {
  if (old.seat === now.seat) return { gained: [], lost: [] };
  return {
    gained: now.seat === null ? [] : [{ kind: 'seat', name: now.seat }],
    lost:
      old.seat === null ? [] : [{ kind: 'seat', name: old.seat, isKept: now.seat === null && now.access !== 'denied' }],
  };
}

import { licenceNames } from '../../domain/licence.js';
import { describeNotMatched } from '../../domain/policy/describe-not-matched.js';
import type { Explanation } from '../../domain/policy/explain-rules.js';
import type { Exclusion, OnboardingRules } from '../../domain/policy/policy.js';
import { describeUnknownGroup } from '../../domain/policy/resolve-group.js';
import { fitCell, widthOf } from '../output/cell.js';
import { formatDay } from '../output/time.js';

/** An attribute, what rules see of it, and where that comes from. */
export interface ExplainedAttribute {
  /** As the policy file names it. */
  attribute: string;
  value: string | null;
  /** Whether any rule asks for it. */
  isLookedAt: boolean;
  source: string | null;
  saidAt: string | null;
}

/** What the rules give in an account, beside what there is. */
export interface AccountView extends Explanation {
  users: { userId: string; email: string; active: boolean }[];
  /** How a user comes to be; null where there is one, or none is given. */
  creation: OnboardingRules['create'] | null;
  exclusion: Exclusion | null;
}

/** The attributes that rules ask for; the others are in the JSON. */
export function describeAttributes(attributes: ExplainedAttribute[], zone: string): string[] {
  const looked = attributes.filter(({ isLookedAt }) => isLookedAt);
  if (looked.length === 0) return ['rules ask for no attribute'];
  const rows = looked.map(({ attribute, value, source, saidAt }) => {
    const day = saidAt === null ? '' : `, ${formatDay(new Date(saidAt), zone)}`;
    return [attribute, value ?? 'not known', source === null ? '' : `from ${source}${day}`] as const;
  });
  return ['attributes that rules ask for', ...align(rows)];
}

/** What an account is about, then a line for each group, the seat, and every rule that gives nothing. */
export function describeAccount(view: AccountView): string[] {
  const { account, groups, seat, unknownGroups, notMatched, exclusion } = view;
  const given = [
    ...groups.map(({ name, isGroupAdmin, rules }) => {
      return [`gives ${name}${isGroupAdmin ? ' (group admin)' : ''}`, `by ${rules.join(', ')}`] as const;
    }),
    ...(seat === null ? [] : [describeSeat(seat)]),
  ];
  const exclusionLine =
    exclusion === null
      ? []
      : [`  ! excluded until ${exclusion.expiresOn}: ${exclusion.reason} (owner: ${exclusion.owner}); runs are held`];
  return [
    `${account} · ${describeAccess(view)} · ${describeUsers(view)}`,
    ...align(given),
    ...unknownGroups.map((group) => `  ! ${describeUnknownGroup(group, account)}`),
    ...exclusionLine,
    ...align(notMatched.map(({ rule, why }) => [`not ${rule}`, describeNotMatched(why)] as const)),
  ];
}

function describeSeat({ licence, rule, isSet }: NonNullable<Explanation['seat']>): readonly [string, string] {
  return [`seat ${licenceNames[licence]}`, `by ${rule}${isSet ? '' : '; not set: seats are not named here'}`];
}

function describeAccess({ access, decidedBy }: AccountView): string {
  switch (access) {
    case 'given':
      return `access by ${decidedBy.join(', ')}`;
    case 'denied':
      return `no access, says ${decidedBy.join(', ')}`;
    case 'not-given':
      return 'no rule gives access';
  }
}

function describeUsers({ users, creation }: AccountView): string {
  if (creation !== null) return creation === 'user' ? 'no user: one is made' : 'no user: an invite is sent';
  if (users.length === 0) return 'no user';
  return users.map(({ email, active }) => `${email} ${active ? 'enabled' : 'disabled'}`).join(', ');
}

/** Rows of cells below a title, in columns. */
function align(rows: (readonly string[])[]): string[] {
  const widths = rows.reduce<number[]>(
    (known, row) => row.map((cell, i) => Math.max(known[i] ?? 0, widthOf(cell))),
    [],
  );
  return rows.map((row) => `  ${row.map((cell, i) => fitCell(cell, widths[i] ?? 0, 'left')).join('  ')}`.trimEnd());
}

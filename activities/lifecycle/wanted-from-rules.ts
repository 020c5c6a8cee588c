import { type PresentState, valueOf } from '../../domain/plan/present-state.js';
import type { Step } from '../../domain/plan/step.js';
import type { PersonAttributes } from '../../domain/people/person-attributes.js';
import { type ManagedGroup, managedGroups } from '../../domain/policy/managed-groups.js';
import { type MatchedRules, matchRules } from '../../domain/policy/match-rules.js';
import { toComparable } from '../../domain/policy/match-value.js';
import type { Policy } from '../../domain/policy/policy.js';
import { describeUnknownGroup, findGroup, type KnownGroup } from '../../domain/policy/resolve-group.js';
import { type PersonIdentity, wantedByRules, type WantedPurpose } from '../../domain/policy/wanted-by-rules.js';
import { withoutGains } from '../../domain/policy/without-gains.js';
import type { RunKind, RunPhase } from '../../domain/run.js';
import { RetoolForbiddenError } from '../../retool/retool-error.js';
import type { AccountLists } from './account-lists.js';
import type { WantedFrom } from './wanted-in-account.js';

/** Of whom and of what the rules are asked. */
export interface RulesQuery {
  kind: RunKind;
  phase: RunPhase;
  /** Which employment of the person it is. */
  episode: number;
  attributes: PersonAttributes;
  /** The end of the employment is known: what somebody does not have is not given. */
  givesNothing: boolean;
  /** Whom to make a user for, or why for nobody. */
  identity: PersonIdentity | { none: string };
  accountName: string;
  policy: Policy;
  /** Groups of the account as the last sync saw them. */
  inventory: KnownGroup[];
  /** What the run has done in the account so far. */
  performed: Step[];
}

/** What the rules of the policy want of somebody in an account, once it is known what there is. */
export function wantedFromRules({ identity, inventory, accountName, policy, ...query }: RulesQuery): WantedFrom {
  const matched = matchRules(policy, query.attributes, accountName);
  const managed = managedGroups(policy, accountName);
  return async ({ present, lists }) => {
    const purpose = purposeOf(query, present);
    const names = [...matched.groups, ...managed].map(({ name }) => name);
    const groups = await groupsOf(names, inventory, { present, lists });
    const whyNone = 'none' in identity ? identity.none : null;
    const { wanted, unknownGroups } = wantedByRules({
      ...{ purpose, matched, managed, groups, policy },
      identity: 'none' in identity ? null : identity,
      wasDisabledByRun: query.performed.some(({ kind }) => kind === 'disableUser'),
      isUnknown: Object.keys(query.attributes).length === 0,
    });
    const isStart = purpose === 'onboard' || purpose === 'rehire';
    const notes = notesOf(purpose, matched, managed, present, policy);
    return {
      wanted: query.givesNothing ? withoutGains(wanted, present) : wanted,
      isByRules: true,
      isRecorded: true,
      unknownGroups: unknownGroups.map((group) => describeUnknownGroup(group, accountName)),
      noUser: isStart && matched.access === 'given' && !present.user ? whyNone : null,
      notes: query.givesNothing ? ['nothing new is given, because the end is known', ...notes] : notes,
    };
  };
}

/**
 * Who starts for a second time, and whoever has a user that is disabled, comes back: then nothing of the past comes with
 * them. It stays so for the whole run, also when they are enabled.
 */
function purposeOf(
  { kind, phase, episode, performed }: Pick<RulesQuery, 'kind' | 'phase' | 'episode' | 'performed'>,
  { user }: PresentState,
): WantedPurpose {
  if (kind === 'move') return phase === 'retire' ? 'move-retire' : 'move-add';
  if (kind === 'suspend') return phase === 'lift' ? 'restore-after-suspension' : 'suspend';
  const wasDisabled = user?.active === false || performed.some((step) => step.kind === 'enableUser');
  return episode > 1 || wasDisabled ? 'rehire' : 'onboard';
}

/**
 * The groups of the account: as just read where they were, else those of the last sync; a name that is not among these may
 * be new.
 */
async function groupsOf(
  names: string[],
  inventory: KnownGroup[],
  { present, lists }: { present: PresentState; lists: AccountLists },
): Promise<readonly KnownGroup[]> {
  const wasRead = present.user !== null && present.memberships.read;
  if (!wasRead && names.every((name) => findGroup(name, inventory))) return inventory;
  try {
    return (await lists.groups()).all;
  } catch (error) {
    if (error instanceof RetoolForbiddenError) return inventory;
    throw error;
  }
}

function notesOf(
  purpose: WantedPurpose,
  { access, decidedBy }: MatchedRules,
  managed: ManagedGroup[],
  { memberships }: PresentState,
  { suspension }: Policy,
): string[] {
  if (purpose === 'suspend') return suspension.action === 'report' ? ['the policy only reports suspensions'] : [];
  const whyNone = {
    given: [],
    denied: [`the policy gives no access here (${decidedBy.join(', ')})`],
    'not-given': ['no rule of the policy gives access here'],
  }[access];
  if (purpose !== 'move-retire' && purpose !== 'restore-after-suspension') return whyNone;
  const byRules = new Set(managed.map(({ name }) => toComparable(name)));
  const byHand = valueOf(memberships).filter(({ groupName }) => !byRules.has(toComparable(groupName)));
  const names = byHand.map(({ groupName }) => groupName).join(', ');
  return [...whyNone, ...(byHand.length > 0 ? [`given by hand and kept: ${names}`] : [])];
}

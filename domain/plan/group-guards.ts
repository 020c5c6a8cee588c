import type { GuardFacts, Verdict } from './guards.js';
import { overrideCommand } from './override-command.js';
import { isBuiltInGroup, isSameName } from './plan-group-change.js';
import type { PresentState } from './present-state.js';
import type { Step } from './step.js';

type GroupGuard = (steps: Step[], present: PresentState, facts: GuardFacts) => Verdict | undefined;

/** What speaks against a change of a group itself. */
export const groupGuards: GroupGuard[] = [guardBuiltIn, guardName, guardMembers, guardRules];

function guardBuiltIn(steps: Step[]): Verdict | undefined {
  const stopped = steps.filter((step) => {
    const name = formerName(step);
    return name !== undefined && isBuiltInGroup(name);
  });
  return verdict(stopped, {
    guard: 'built-in-group',
    decision: 'refuse',
    reason: 'it is one of the groups that Retool brings itself',
    remedy: 'Make a group of your own: steward group create',
  });
}

/** Retool takes two groups of one name, and then nobody can tell which is meant. */
function guardName(steps: Step[], { groups = [] }: PresentState): Verdict | undefined {
  const stopped = steps.filter(
    (step) =>
      step.kind === 'renameGroup' && groups.some(({ id, name }) => id !== step.groupId && isSameName(name, step.to)),
  );
  return verdict(stopped, {
    guard: 'group-name-taken',
    decision: 'refuse',
    reason: 'another group has that name',
    remedy: 'Choose another name',
  });
}

function guardMembers(steps: Step[], { groups = [] }: PresentState, { account }: GuardFacts): Verdict | undefined {
  const memberCount = (step: Step) =>
    step.kind === 'deleteGroup' ? (groups.find(({ id }) => id === step.groupId)?.members ?? 0) : 0;
  const stopped = steps.filter((step) => memberCount(step) > 0);
  const members = stopped.reduce((sum, step) => sum + memberCount(step), 0);
  return verdict(stopped, {
    guard: 'group-members',
    decision: 'hold',
    reason: `${members} ${members === 1 ? 'member loses' : 'members lose'} what it gives, and nothing brings a deleted group back`,
    remedy: `See them: steward group members; move them first, or override it: ${overrideCommand('group-members', account)}`,
  });
}

function guardRules(steps: Step[], _: PresentState, { groupsInRules, account }: GuardFacts): Verdict | undefined {
  const stopped = steps.filter((step) => {
    const name = formerName(step);
    return name !== undefined && groupsInRules.some((one) => isSameName(one, name));
  });
  return verdict(stopped, {
    guard: 'group-in-rules',
    decision: 'hold',
    reason: 'rules of the policy give this group by its name',
    remedy: `Correct the policy, or override it: ${overrideCommand('group-in-rules', account)}`,
  });
}

/** The name of a group that is there and that a step changes. */
function formerName(step: Step): string | undefined {
  if (step.kind === 'renameGroup') return step.from;
  return step.kind === 'deleteGroup' ? step.groupName : undefined;
}

function verdict(stopped: Step[], said: Omit<Verdict, 'stepIds'>): Verdict | undefined {
  return stopped.length === 0 ? undefined : { ...said, stepIds: stopped.map(({ id }) => id) };
}

import type { Step } from './step.js';
import { undoSteps } from './undo-steps.js';
import type { WantedState } from './wanted-state.js';

/**
 * The wanted state that ends access for a time: it brings back what the steps changed to reach what was wanted, and
 * nothing else. Steps that take it back again already do not count.
 *
 * @param steps those that were carried out
 */
export function undoWanted(wanted: WantedState, steps: Step[]): WantedState {
  return undoSteps(steps.filter((step) => serves(step, wanted))).wanted;
}

function serves(step: Step, { active, memberships, seat }: WantedState): boolean {
  switch (step.kind) {
    case 'enableUser':
    case 'createUser':
      return active === true;
    case 'disableUser':
      return active === false;
    case 'addToGroup': {
      const asked = memberships?.present.find(({ groupId }) => groupId === step.groupId);
      return asked !== undefined && (asked.isGroupAdmin ?? step.isGroupAdmin) === step.isGroupAdmin;
    }
    case 'removeFromGroup':
      return (
        memberships !== undefined && memberships.absent !== 'all-others' && memberships.absent.includes(step.groupId)
      );
    case 'setSeat':
      return step.to === seat;
    default:
      return false;
  }
}

import type { Step } from './step.js';
import type { WantedState } from './wanted-state.js';

const nobody = { email: '', firstName: '', lastName: '' };

/** A step as records hold it: without names and addresses, which are looked up again when it is carried out. */
export function withoutIdentity(step: Step): Step {
  switch (step.kind) {
    case 'createUser':
      return { ...step, ...nobody };
    case 'createInvite':
      return { ...step, email: '' };
    default:
      return step;
  }
}

/** A wanted state as records hold it. */
export function wantedWithoutIdentity(wanted: WantedState): WantedState {
  return wanted.creation ? { ...wanted, creation: { ...wanted.creation, ...nobody } } : wanted;
}

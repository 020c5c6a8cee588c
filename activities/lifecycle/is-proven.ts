import type { StoredPlan } from '../../store/run-plans.js';
import { proveStep } from '../../domain/plan/prove-step.js';
import type { Step } from '../../domain/plan/step.js';
import { wantedIn } from '../../domain/plan/wanted-state.js';
import { readAddresses, toAddress } from '../../store/people.js';
import { getRun } from '../../store/runs.js';
import type { OpenedAccount } from '../account-opener.js';
import type { LifecycleDeps } from './lifecycle-activities.js';
import { findByAddresses, findUser } from './match-person.js';
import { readPresent } from './read-present.js';
import { readPresentGroups } from './read-present-groups.js';
import { facetsOf } from './step-facets.js';

/** Whether reading back says that a step is as promised already. */
export async function isProven(
  { db }: LifecycleDeps,
  { client, account }: OpenedAccount,
  { runId, stored, step }: { runId: string; stored: StoredPlan; step: Step },
  signal: AbortSignal,
): Promise<boolean> {
  // Ended sessions cannot be read; ending them again harms nobody.
  if (step.kind === 'logoutUser') return false;
  const { present: before } = stored;
  const { personId, kind, wanted } = await getRun(db, runId);
  if (kind === 'group') {
    const groups = await readPresentGroups(client, wantedIn(wanted, account.id), signal);
    return proveStep(step, groups) === 'proven';
  }
  const { work, other } = await readAddresses(db, personId ?? '');
  const isMade = step.kind === 'createUser' || step.kind === 'createInvite';
  const [made = null] = isMade ? await findByAddresses(db, client, account, [toAddress(step.email)], signal) : [];
  const query = {
    user: made ?? (before.user && (await findUser(client, before.user.id, signal))),
    addresses: [...work, ...other],
    // A step is about ids: whose address it is makes no difference.
    sharedAddresses: [],
    features: account.features,
    sessionsEnded: before.sessionsEnded,
    only: { facets: facetsOf([step]), before },
  };
  const { present } = await readPresent(client, query, signal);
  return proveStep(step, present) === 'proven';
}

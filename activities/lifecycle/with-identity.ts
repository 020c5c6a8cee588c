import type { Step } from '../../domain/plan/step.js';
import type { Db } from '../../store/database.js';
import { findIdentity } from '../../store/person-identity.js';
import type { Run } from '../../store/runs.js';
import { PlanOutdatedError } from './write-errors.js';

/** Records hold no names and addresses: whom a step makes a user for is looked up when it is carried out. */
export async function withIdentity(db: Db, { personId }: Run, step: Step): Promise<Step> {
  if (step.kind !== 'createUser' && step.kind !== 'createInvite') return step;
  const identity = personId === null ? null : await findIdentity(db, personId);
  if (!identity) throw new PlanOutdatedError('No work email is known any more.');
  const { email, firstName, lastName } = identity;
  return step.kind === 'createUser' ? { ...step, email, firstName, lastName } : { ...step, email };
}

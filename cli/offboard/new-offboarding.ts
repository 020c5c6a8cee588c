import { leaverState } from '../../domain/plan/wanted-state.js';
import { approvalFor } from '../../domain/policy/approval.js';
import type { Policy } from '../../domain/policy/policy.js';
import type { Db } from '../../store/database.js';
import { type Person, readAddresses } from '../../store/people.js';
import { hashPersonValue } from '../../store/person-values.js';
import type { NewRun } from '../../store/runs.js';
import { isKnownAdmin } from '../../store/user-addresses.js';
import type { ChosenMoment } from './choose-moment.js';

/** Who leaves, as it was asked for. */
export interface AskedOffboarding extends ChosenMoment {
  person: Person;
  /** By which the request named the person. */
  name: string;
  askedBy: string;
  reason: string | null;
  onlyAccounts: string[] | null;
  policy: Policy;
  policyHash: string;
}

/** The run that takes all access of somebody away. */
export async function newOffboarding(db: Db, { name, policy, ...asked }: AskedOffboarding): Promise<NewRun> {
  const isAdmin = await isKnownAdmin(db, (await readAddresses(db, asked.person.id)).work);
  return {
    ...asked,
    kind: 'offboard',
    wanted: { everywhere: leaverState },
    needsApproval: approvalFor(policy, { kind: 'offboard', isAdmin }) !== undefined,
    subject: await hashPersonValue(db, asked.person.id, name),
  };
}

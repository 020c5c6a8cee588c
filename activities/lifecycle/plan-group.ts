import { type Judgement, judgePlan } from '../../domain/plan/guards.js';
import { type AccountPlan, planAccount } from '../../domain/plan/plan-account.js';
import type { PresentState } from '../../domain/plan/present-state.js';
import type { WantedState } from '../../domain/plan/wanted-state.js';
import type { Policy } from '../../domain/policy/policy.js';
import type { Db } from '../../store/database.js';
import type { OpenedAccount } from '../account-opener.js';
import { collectGuardFacts } from './guard-facts.js';
import { readPresentGroups } from './read-present-groups.js';

export interface GroupPlanQuery {
  /** Null for a dry run. */
  runId: string | null;
  wanted: WantedState;
  policy: Policy;
  now: Date;
}

export interface JudgedGroupPlan extends Judgement {
  present: PresentState;
  plan: AccountPlan;
}

/** Reads the groups that matter, plans the change of one of them, and judges it. Changes nothing. */
export async function planGroup(
  db: Db,
  { client, account }: OpenedAccount,
  { runId, wanted, policy, now }: GroupPlanQuery,
  signal: AbortSignal,
): Promise<JudgedGroupPlan> {
  const present = await readPresentGroups(client, wanted, signal);
  const plan = planAccount(present, wanted, { features: account.features, namedSeats: false });
  const nobody = { user: null, addresses: [], adminIds: null, wanted: { unknownGroups: [], noUser: null } };
  const query = { runId, kind: 'group' as const, account, policy, ...nobody, now };
  return { present, plan, ...judgePlan(plan, present, await collectGuardFacts(db, client, query, signal)) };
}

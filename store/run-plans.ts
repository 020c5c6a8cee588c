import type { AccountId } from '../domain/account.js';
import type { Verdict } from '../domain/plan/guards.js';
import type { AccountPlan } from '../domain/plan/plan-account.js';
import type { PresentState } from '../domain/plan/present-state.js';
import type { Step } from '../domain/plan/step.js';
import type { Db } from './database.js';

/** The newest plan of a run in an account. */
export interface StoredPlan {
  present: PresentState;
  /** `ahead`: what follows once a user is made; it is planned anew then. */
  plan: AccountPlan & { ahead?: Step[] };
  verdicts: Verdict[];
  madeAt: Date;
}

export interface PlanKey {
  runId: string;
  accountId: AccountId;
}

export async function putPlan(
  db: Db,
  { runId, accountId }: PlanKey,
  { present, plan, verdicts, weight }: Omit<StoredPlan, 'madeAt'> & { weight: string },
): Promise<void> {
  const row = {
    present: JSON.stringify(present),
    plan: JSON.stringify(plan),
    verdicts: JSON.stringify(verdicts),
    weight,
    madeAt: new Date(),
  };
  await db
    .insertInto('runPlans')
    .values({ runId, accountId, ...row })
    .onConflict((conflict) => conflict.columns(['runId', 'accountId']).doUpdateSet(row))
    .execute();
}

export async function findPlan(db: Db, { runId, accountId }: PlanKey): Promise<StoredPlan | undefined> {
  return await db
    .selectFrom('runPlans')
    .select(['present', 'plan', 'verdicts', 'madeAt'])
    .where('runId', '=', runId)
    .where('accountId', '=', accountId)
    .executeTakeFirst();
}

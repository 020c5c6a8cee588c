import { type GuardFacts, type Judgement, judgePlan, type Verdict } from '../../domain/plan/guards.js';
import { type AccountPlan, planAccount } from '../../domain/plan/plan-account.js';
import { planAhead, type PlanAhead } from '../../domain/plan/plan-ahead.js';
import type { PresentState } from '../../domain/plan/present-state.js';
import type { Step } from '../../domain/plan/step.js';
import { accountPolicy } from '../../domain/policy/account-policy.js';
import type { Policy } from '../../domain/policy/policy.js';
import { type RunKind, type RunPhase, takesAway } from '../../domain/run.js';
import type { RetoolUser } from '../../retool/received-user.js';
import type { Db } from '../../store/database.js';
import { isUserAdmin } from '../../store/user-addresses.js';
import type { OpenedAccount } from '../account-opener.js';
import { collectGuardFacts } from './guard-facts.js';
import { type AccountLists, readLists } from './account-lists.js';
import { type PresentQuery, readPresent } from './read-present.js';
import type { WantedFrom, WantedInAccount } from './wanted-in-account.js';

export interface PlanQuery {
  /** Null for a dry run. */
  runId: string | null;
  kind: RunKind;
  /** Left out: `act`. */
  phase?: RunPhase;
  wanted: WantedFrom;
  policy: Policy;
  /** As just read; null when the person has no user in this account. */
  user: RetoolUser | null;
  /** All addresses of the person, in lower case. */
  addresses: string[];
  /** Those among them that are somebody else's now; left out: none is. */
  sharedAddresses?: string[];
  /** Other users who may be the person; left out: none. */
  mayAlsoBe?: string[];
  /** Other addresses of the person that could not be looked up; left out: none. */
  notLookedUp?: number;
  sessionsEnded: boolean;
  now: Date;
  /** Read only these facets; see `PresentQuery`. */
  only?: PresentQuery['only'];
  /** Lists that are shared with others; left out: they are read now. */
  lists?: AccountLists;
}

export interface JudgedPlan extends Judgement {
  present: PresentState;
  plan: AccountPlan;
  wanted: WantedInAccount;
  /** What follows once a user is made, and what speaks against it; null where none is made. */
  ahead: { steps: Step[]; verdicts: Verdict[] } | null;
}

/** Reads the present state, plans the way to the wanted one, and judges it. Changes nothing. */
export async function planPerson(
  db: Db,
  { client, account }: OpenedAccount,
  { runId, kind, wanted: wantedFrom, policy, user, addresses, sessionsEnded, now, only, ...given }: PlanQuery,
  signal: AbortSignal,
): Promise<JudgedPlan> {
  const { features } = account;
  const whole = { user, addresses, sharedAddresses: given.sharedAddresses ?? [], features, sessionsEnded };
  const lists = given.lists ?? readLists(client, signal, user?.id);
  const goesOnWhenLimited = takesAway(kind, given.phase);
  const asked: PresentQuery = { ...whole, ...(only && { only }), lists, goesOnWhenLimited };
  const { present, adminIds } = await readPresent(client, asked, signal);
  if (given.mayAlsoBe && given.mayAlsoBe.length > 0) present.mayAlsoBe = given.mayAlsoBe;
  if (given.notLookedUp) present.notLookedUp = given.notLookedUp;
  // Old versions do not say who is an admin; the members of their group are. Where those cannot be read, the last sync may know.
  if (present.user && adminIds) present.user.isAdmin ||= adminIds.includes(present.user.id);
  else if (present.user) present.user.isAdmin ??= await isUserAdmin(db, account.id, present.user.id);
  const { namedSeats } = accountPolicy(policy, account.name);
  const wanted = await wantedFrom({ present, lists });
  const accountRules = { features, namedSeats };
  const plan = planAccount(present, wanted.wanted, accountRules);
  const isAdmin = present.user?.isAdmin ?? null;
  const whom = { user: user && { ...user, isAdmin }, addresses };
  const query = { runId, kind, account, policy, ...whom, adminIds, wanted, now };
  const facts = await collectGuardFacts(db, client, query, signal);
  const judged = judgePlan(plan, present, facts);
  const ahead = planAhead(plan, present, wanted.wanted, accountRules);
  return { present, plan, wanted, ...judged, ahead: ahead ? judgeAhead(ahead, judged, facts) : null };
}

/** What is said of the first plan already is not said twice. */
function judgeAhead({ plan, present }: PlanAhead, { verdicts }: Judgement, facts: GuardFacts): JudgedPlan['ahead'] {
  const isNew = ({ guard }: Verdict) => !verdicts.some((one) => one.guard === guard);
  return { steps: plan.steps, verdicts: judgePlan(plan, present, facts).verdicts.filter(isNew) };
}
